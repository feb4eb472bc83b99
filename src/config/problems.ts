import { GatewayError } from '../errors/gateway-error.js';

/** One thing that is wrong with the configuration. No member ever holds a secret's value. */
export interface Problem {
  /** The variable (`PORT`), or the file's key (`providers[1].apiKey`). */
  readonly where: string;
  /** What stands there, such as `"abc"`, `nothing` or `an unknown key`. */
  readonly found: string;
  /** What should stand there. */
  readonly expected: string;
  /** A line that would be right; null where none can be given. */
  readonly example: string | null;
}

/** The configuration cannot be used. The message is for a terminal and lists every problem. */
export class ConfigurationError extends GatewayError {
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    super('CONFIGURATION', describe(problems));
    this.name = 'ConfigurationError';
    this.problems = problems;
  }
}

function describe(problems: readonly Problem[]): string {
  const count = problems.length === 1 ? 'a problem' : `${problems.length} problems`;
  const entries = problems.map(({ where, found, expected, example }) =>
    [
      `  ${where}`,
      `    found     ${found}`,
      `    expected  ${expected}`,
      ...(example === null ? [] : [`    example   ${example}`]),
    ].join('\n'),
  );
  return [`The configuration has ${count}:`, ...entries, 'See docs/configuration.md.'].join('\n\n');
}

/** Names what stands somewhere. The text itself is shown only where it cannot be a secret. */
export function describeFound(value: unknown, mayShowText: boolean): string {
  if (value === undefined || value === null || value === '') return 'nothing';
  if (typeof value === 'string') return mayShowText ? JSON.stringify(value) : 'a text';
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return Array.isArray(value) ? 'a list' : 'a group of keys';
}

/** ` (did you mean X?)` where a known name is close to a mistyped one, else nothing. */
export function suggestion(name: string, known: readonly string[]): string {
  const [best] = known
    .map((candidate) => ({ candidate, edits: editDistance(name.toLowerCase(), candidate.toLowerCase()) }))
    .filter(({ candidate, edits }) => edits <= Math.max(2, candidate.length / 4))
    .toSorted((a, b) => a.edits - b.edits);
  return best === undefined ? '' : ` (did you mean ${best.candidate}?)`;
}

/** Levenshtein distance: the fewest insertions, deletions and replacements of one character. */
function editDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let index = 0; index < from.length; index += 1) {
    const next = [index + 1];
    for (let column = 1; column <= to.length; column += 1) {
      const replaced = (row[column - 1] ?? 0) + (from[index] === to[column - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[column] ?? 0) + 1, (next[column - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[to.length] ?? 0;
}
