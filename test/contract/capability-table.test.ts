import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { CAPABILITIES, capabilitiesOf } from '../../src/providers/capabilities.js';
import { openAdapter } from '../helpers/adapter.js';
import { section, tableOf } from '../helpers/markdown.js';
import { useSandbox } from '../helpers/sandbox.js';

const document = readFileSync(new URL('../../docs/providers.md', import.meta.url), 'utf8');
const sandbox = useSandbox({ size: 1 });

describe('the capability table of docs/providers.md', () => {
  it('says what the adapters can do, and nothing else', () => {
    const adapters = sandbox().providers.map(({ name }) => openAdapter(sandbox(), name));
    const rows = CAPABILITIES.map((capability) => [
      `\`${capability}\``,
      ...adapters.map((adapter) => (capabilitiesOf(adapter).includes(capability) ? 'yes' : '–')),
    ]);

    expect(tableOf(section(document, 'Capabilities'))).toEqual(rows);
    expect(section(document, 'Capabilities')).toContain(adapters.map(({ type }) => type).join(' | '));
  });
});
