import { describe, expect, it } from 'vitest';
import { toProgressReport } from '../../../../src/providers/pieces-os/convert.js';
import {
  parseApplicationId,
  parseModel,
  parseModels,
  parseProgressFrame,
} from '../../../../src/providers/pieces-os/wire.js';
import { exampleModel } from '../../../helpers/pieces-os.js';

describe('a list of models', () => {
  it('drops and counts what is no model, and keeps the rest', () => {
    const good = exampleModel('ModelLocalIdle');
    const nameless = { ...good, name: undefined };
    const wrongFlag = { ...good, downloaded: 'yes' };

    const snapshot = parseModels({ iterable: [good, nameless, wrongFlag, null, 'x'] });

    expect(snapshot?.entries.map((entry) => entry.raw)).toEqual([good]);
    expect(snapshot?.rejected).toBe(4);
  });

  it('takes values of enumerations that it does not know', () => {
    const model = { ...exampleModel('ModelLocalIdle'), type: 'TURBO', usage: 'NEW', foundation: 'LLAMA_9' };

    expect(parseModels({ iterable: [model] })?.rejected).toBe(0);
  });

  it.each([[{}], [{ iterable: null }], ['text'], [null]])('is none when it is %j', (json) => {
    expect(parseModels(json)).toBeNull();
  });
});

it('keeps fields that this code does not know in raw', () => {
  const wire = { ...exampleModel('ModelCloud'), denied: true, organization: { id: 'o' } };

  expect(parseModel(wire)?.raw).toEqual(wire);
});

describe('the application id', () => {
  it.each([
    [{ application: { id: '51f6f0d2-0a7c-4a54-8f0e-6a8f6c5d1e33' } }, '51f6f0d2-0a7c-4a54-8f0e-6a8f6c5d1e33'],
    [{ application: { id: 'a\r\nx-evil: 1' } }, null],
    [{ application: {} }, null],
    ['connected', null],
  ])('%j', (json, id) => {
    expect(parseApplicationId(json)).toBe(id);
  });
});

describe('the status table of the progress stream (trap 11)', () => {
  const running = (state: string, percent: number | null) => ({
    kind: 'running',
    progress: { state, percent },
  });
  const end = (state: string, percent: number | null) => ({ kind: 'end', progress: { state, percent } });

  it.each([
    ['{"status":"INITIALIZED"}', running('waiting', null)],
    ['{"status":"IN-PROGRESS","percentage":null}', running('transferring', null)],
    ['{"status":"IN-PROGRESS"}', running('transferring', null)],
    ['{"status":"IN-PROGRESS","percentage":41.5}', running('transferring', 41.5)],
    ['{"status":"IN-PROGRESS","percentage":140}', running('transferring', null)],
    ['{"status":"IN-PROGRESS","percentage":"41"}', running('transferring', null)],
    ['{"status":"COMPLETED"}', end('completed', 100)],
    ['{"status":"FAILED","percentage":12}', end('failed', null)],
    ['{"status":"CANCELED"}', end('cancelled', null)],
    ['{"status":"RESET"}', { kind: 'unclear' }],
    ['{"status":"UNKNOWN"}', { kind: 'unclear' }],
    // Misspelt on purpose: the runtime writes a hyphen and one L, so these are values that nobody knows.
    ['{"status":"IN_PROGRESS","percentage":5}', { kind: 'unclear' }],
    ['{"status":"CANCELLED"}', { kind: 'unclear' }],
    ['{"status":"VERIFYING"}', { kind: 'unclear' }],
    ['{}', null],
    ['{"status":null}', null],
    ['{"status":', null],
    ['ok', null],
    ['[]', null],
  ])('%s', (text, expected) => {
    const frame = parseProgressFrame(text);

    expect(frame && toProgressReport(frame)).toEqual(expected);
  });
});
