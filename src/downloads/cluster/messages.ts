import * as z from 'zod';
import { DOWNLOAD_PRIORITIES } from '../../domain/download.js';
import { ERROR_CODES } from '../../errors/codes.js';
import { targetSchema } from '../stored-form.js';

/** The topic on which replicas tell each other of downloads. */
export const TOPIC = 'downloads';

const text = z.string();

/** What somebody wants to happen to a download. */
export const wishSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('pause') }),
  z.object({ kind: z.literal('resume') }),
  z.object({ kind: z.literal('cancel'), keepPartial: z.boolean() }),
  z.object({ kind: z.literal('prefer'), priority: z.enum(DOWNLOAD_PRIORITIES) }),
]);

const failureSchema = z.object({ code: z.enum(ERROR_CODES), message: text, retryable: z.boolean() });

/** What replicas tell each other; `from` names the replica that does. */
export const messageSchema = z.discriminatedUnion('kind', [
  /** A download as it is now, in its stored form. */
  z.object({ kind: z.literal('download'), from: text, text }),
  /** A thing turned out to be the bytes of a download. */
  z.object({ kind: z.literal('alias'), from: text, id: text, target: targetSchema }),
  /** There may be a job to take. */
  z.object({ kind: z.literal('job'), from: text }),
  /** Who has the download is asked to grant a wish; the answer comes under the same number. */
  z.object({ kind: z.literal('wish'), from: text, number: text, id: text, wish: wishSchema }),
  z.object({ kind: z.literal('granted'), from: text, number: text }),
  z.object({ kind: z.literal('refused'), from: text, number: text, failure: failureSchema }),
]);

export type Message = z.infer<typeof messageSchema>;
