import { InvalidArgumentError } from 'commander';

/** The parts of a text between commas, without the spaces around them. */
export function parseList(text: string): string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

/** Reads a whole number within bounds. */
export function parseWholeNumber(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d{1,15}$/u.test(text) && value >= min && value <= max) return value;
    throw new InvalidArgumentError(`Expected a whole number from ${min} to ${max}.`);
  };
}

/** Reads words of the schema, separated by commas and in any case: `ready,training`. */
export function parseWords<Word extends string>(words: readonly Word[]): (text: string) => Word[] {
  return (text) => {
    const wanted = parseList(text).map((part) => part.toUpperCase().replaceAll('-', '_'));
    const found = words.filter((word) => wanted.includes(word));
    if (wanted.length > 0 && found.length === new Set(wanted).size) return found;
    throw new InvalidArgumentError(
      `Expected some of ${words.map((word) => word.toLowerCase()).join(', ')}, separated by commas.`,
    );
  };
}

/** Reads one word of the schema. */
export function parseWord<Word extends string>(words: readonly Word[]): (text: string) => Word {
  return (text) => {
    const word = words.find((each) => each === text.toUpperCase().replaceAll('-', '_'));
    if (word !== undefined) return word;
    throw new InvalidArgumentError(`Expected one of ${words.map((each) => each.toLowerCase()).join(', ')}.`);
  };
}
