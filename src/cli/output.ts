import pc from 'picocolors';
import type { Surroundings } from './surroundings.js';

/** Functions that colour a text, or leave it as it is. */
export type Colors = ReturnType<typeof pc.createColors>;

/** Where a command's results and remarks go. */
export interface Output {
  /** Whether a program reads the results. */
  readonly isJson: boolean;
  readonly colors: Colors;
  /** Prints the result: one JSON document, or the text for people. */
  result(document: unknown, text: () => string): void;
  /** Prints one of many for programs. */
  jsonLine(document: unknown): void;
  /** Prints one of many: a JSON line, or the text for people. */
  event(document: unknown, text: () => string): void;
  /** Tells a person something beside the result, on standard error. */
  note(text: string): void;
}

/** What the global options say of the output. */
export interface OutputOptions {
  readonly json: boolean;
  readonly color: boolean;
}

/** Makes a command's output. */
export function createOutput({ stdout, stderr, environment }: Surroundings, options: OutputOptions): Output {
  const hasColors = options.color && !options.json && (environment['NO_COLOR'] ?? '') === '';
  const print = (text: string) => void stdout.write(`${text}\n`);
  const jsonLine = (document: unknown) => print(JSON.stringify(document));
  return {
    isJson: options.json,
    colors: pc.createColors(hasColors && stdout.isTTY === true),
    result: (document, text) => print(options.json ? JSON.stringify(document, null, 2) : text()),
    jsonLine,
    event: (document, text) => (options.json ? jsonLine(document) : print(text())),
    note: (text) => void stderr.write(`${text}\n`),
  };
}
