const MAX_TEXT_LENGTH = 4_096;

/** A text of a header, cut where it is too long for an answer. */
export function boundedText(text: string): string {
  return text.length <= MAX_TEXT_LENGTH ? text : `${text.slice(0, MAX_TEXT_LENGTH)}…`;
}
