import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isGatewayError } from '../../../src/errors/gateway-error.js';
import { inspectFile } from '../../../src/inspect/inspect.js';
import { encodeSafetensors } from '../../../src/sandbox/catalog/safetensors.js';
import { countedSource, gguf, ggufFile, packageFile } from '../../helpers/model-files.js';
import { tarOf } from '../../helpers/tar.js';

const safetensors = encodeSafetensors([{ name: 'w', type: 'F32', shape: [4], bytes: new Uint8Array(16) }], {
  format: 'pt',
});
const bases: readonly (readonly [string, Buffer])[] = [
  ['safetensors', safetensors],
  ['gguf', ggufFile()],
  ['onnx', packageFile('@ricky0123/vad-web', 'dist/silero_vad_v5.onnx').subarray(0, 60_000)],
  ['tar', await tarOf({ 'model.safetensors': safetensors })],
];

/** What became of an inspection: null where it succeeded. */
async function failureOf(bytes: Uint8Array) {
  const { source, counted } = countedSource(bytes);
  const failure: unknown = await inspectFile(source).then(
    () => null,
    (error: unknown) => error,
  );
  return { failure, counted };
}

describe('inspectFile, whatever the bytes are', () => {
  const edits = fc.array(fc.record({ at: fc.nat(), to: fc.nat(255) }), { minLength: 1, maxLength: 12 });

  it.each(bases)('answers or fails with an error of ours for a changed %s', async (_format, base) => {
    await fc.assert(
      fc.asyncProperty(edits, fc.nat(), async (changes, cut) => {
        const bytes = Buffer.from(base.subarray(0, base.length - (cut % 7 === 0 ? cut % base.length : 0)));
        for (const { at, to } of changes) if (bytes.length > 0) bytes[at % Math.min(bytes.length, 700)] = to;

        const { failure, counted } = await failureOf(bytes);

        expect(failure === null || isGatewayError(failure)).toBe(true);
        expect(counted.bytes).toBeLessThanOrEqual(16 * 2 ** 20);
        expect(counted.reads).toBeLessThanOrEqual(128 + 128);
      }),
      { numRuns: 300 },
    );
  });

  it('keeps to its budget when a list claims to go on for ever', async () => {
    const endless = Buffer.alloc(40 * 2 ** 20);
    // No tensors and one pair: `k`, a list (9) of texts (8), 2^50 of them; each of the zeros behind is an empty one.
    Buffer.concat([
      Buffer.concat([Buffer.from('GGUF'), gguf.uint32(3), gguf.uint64(0), gguf.uint64(1)]),
      Buffer.concat([gguf.text('k'), gguf.uint32(9), gguf.uint32(8), gguf.uint64(2 ** 50)]),
    ]).copy(endless);

    const { failure, counted } = await failureOf(endless);

    expect(failure).toMatchObject({ code: 'UNSUPPORTED' });
    expect(counted.bytes).toBeLessThanOrEqual(16 * 2 ** 20);
  });

  it('lets others have their turn, and gives up, on millions of tiny fields', async () => {
    let turns = 0;
    let next: NodeJS.Immediate;
    const takeTurn = (): void => {
      turns += 1;
      next = setImmediate(takeTurn);
    };
    takeTurn();

    const { failure } = await failureOf(Buffer.alloc(16 * 2 ** 20, Buffer.from([0x08, 0x08])));
    clearImmediate(next!);

    expect(failure).toMatchObject({ code: 'UNSUPPORTED' });
    expect(turns).toBeGreaterThan(500);
  });
});
