import * as z from 'zod';

/** A notebook as the service sends it; only what is used. An unknown state counts as `other`. */
export const wireNotebook = z.looseObject({
  id: z.string().min(1),
  title: z.string(),
  saved_at: z.iso.datetime().transform((text) => new Date(text)),
  state: z.enum(['draft', 'published', 'other']).catch('other'),
});
export type WireNotebook = z.infer<typeof wireNotebook>;

/** A page; its items are read one by one. */
export const wirePage = z.object({ notebooks: z.array(z.unknown()), total: z.int() });
