import { describe, expect, it } from 'vitest';
import { startProgram } from '../../helpers/process.js';

const PROGRAM = `
  const { FileDigester } = await import('./src/artifacts/file-digester.ts');
  const { signal } = new AbortController();
  console.log(JSON.stringify(await new FileDigester().digest(['LICENSE', 'absent'], signal)));
`;

describe('a gateway that runs from its source', () => {
  it('starts its threads from the source, too', async () => {
    const program = startProgram(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', PROGRAM]);

    expect(await program.exit).toBe(0);
    expect(program.stdout()).toMatch(/^\["[\da-f]{64}",null\]\n$/u);
  });
});
