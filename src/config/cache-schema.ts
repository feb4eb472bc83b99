import * as z from 'zod';
import { fileNumber, optionalFileNumber } from './setting.js';

/** Longest time for which an answer may be kept. */
const MAX_KEPT_MS = 3_600_000;

/** Section `cache` of the file. */
export const cacheSchema = z.strictObject({
  memoryMiB: fileNumber(
    1,
    65_536,
    64,
    'Most that kept answers may take, in MiB of text; as objects they take a few times as much.',
  ),
  listTtlMs: fileNumber(
    0,
    MAX_KEPT_MS,
    5_000,
    'How long a page of a list counts as fresh, in milliseconds; 0: lists are not kept.',
  ),
  listStaleMs: fileNumber(
    0,
    MAX_KEPT_MS,
    5_000,
    'How long it is served after that, while a new one is fetched, in milliseconds.',
  ),
  itemTtlMs: fileNumber(
    0,
    MAX_KEPT_MS,
    5_000,
    'How long a single thing counts as fresh, in milliseconds; 0: not kept.',
  ),
  itemStaleMs: fileNumber(
    0,
    MAX_KEPT_MS,
    5_000,
    'How long it is served after that, while it is fetched anew, in milliseconds.',
  ),
  stateTtlMs: fileNumber(
    0,
    MAX_KEPT_MS,
    2_000,
    'How long what moves by itself (a run, a model of a runtime) counts as fresh, in milliseconds; 0: not kept.',
  ),
  stateStaleMs: fileNumber(
    0,
    MAX_KEPT_MS,
    2_000,
    'How long it is served after that, while it is fetched anew, in milliseconds.',
  ),
  missingTtlMs: fileNumber(
    0,
    MAX_KEPT_MS,
    1_000,
    'How long the answer that there is no such thing serves, in milliseconds; 0: not kept.',
  ),
});

const ownTime = optionalFileNumber(0, MAX_KEPT_MS, 'As in the section `cache`, for this provider.');

/** Key `cache` of a provider: the times in which it differs from the section. */
export const providerCacheSchema = z.strictObject({
  listTtlMs: ownTime,
  listStaleMs: ownTime,
  itemTtlMs: ownTime,
  itemStaleMs: ownTime,
  stateTtlMs: ownTime,
  stateStaleMs: ownTime,
  missingTtlMs: ownTime,
});
