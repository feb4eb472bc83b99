import type { LiveState, StoredModel } from './records.js';

const STAMP = { migration: 0, semantic: 'MAJOR_0_MINOR_0_PATCH_1' } as const;

/**
 * A model as it is sent. Absent values are left out, as the one real answer on record does; custom models carry
 * explicit nulls, as another serializer of the same schema writes them. A reader has to take both.
 */
export function renderModel(model: StoredModel, live: LiveState, nowMs: number): object {
  const { bytes, ram, created, ...plain } = model;
  const isLocalChoice = model.downloaded !== undefined && !model.cloud;
  const record = {
    schema: STAMP,
    ...plain,
    created: { schema: STAMP, value: created, readable: readableAge(nowMs - Date.parse(created)) },
    bytes: bytes === undefined ? undefined : renderBytes(bytes),
    ram: ram === undefined ? undefined : renderBytes(ram),
    downloading: isLocalChoice ? live.downloading : undefined,
    loaded: isLocalChoice ? live.loaded : undefined,
  };
  return model.custom === true ? withNulls(record) : record;
}

const NULLS = {
  description: null,
  bytes: null,
  ram: null,
  quantization: null,
  foundation: null,
  downloaded: null,
  loaded: null,
  unique: null,
  parameters: null,
  provider: null,
  cpu: null,
  downloading: null,
  maxTokens: null,
  capabilities: null,
  score: null,
};

function withNulls(record: object): object {
  const present = Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined));
  return { ...NULLS, ...present };
}

function renderBytes(value: number): object {
  return { value, readable: `${(value / 1e9).toFixed(2)} GB` };
}

const UNITS = [
  ['year', 31_536_000_000],
  ['month', 2_592_000_000],
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1_000],
] as const;

/** Relative wording, made when the answer is written: it changes between two reads of the same record. */
function readableAge(ageMs: number): string {
  const unit = UNITS.find(([, unitMs]) => ageMs >= unitMs);
  if (unit === undefined) return 'Just now...';
  const [name, unitMs] = unit;
  const count = Math.floor(ageMs / unitMs);
  return `${count} ${name}${count === 1 ? '' : 's'} ago`;
}
