/** The text under a heading of any level, up to the next heading. */
export function section(document: string, heading: string): string {
  const lines = document.split('\n');
  const start = lines.findIndex((line) => line.replace(/^#+ /u, '') === heading && line.startsWith('#'));
  if (start < 0) throw new Error(`The document has no heading "${heading}".`);
  const end = lines.findIndex((line, index) => index > start && /^#+ /u.test(line));
  return lines.slice(start + 1, end < 0 ? undefined : end).join('\n');
}

/** A piece of code in a document. */
export interface CodeBlock {
  readonly language: string;
  readonly code: string;
  /** The name that the document gives it: "Save this as `NAME`". Null where it has none. */
  readonly fileName: string | null;
}

/** The code of a document, from its beginning to its end. */
export function codeBlocks(markdown: string): readonly CodeBlock[] {
  let end = 0;
  return [...markdown.matchAll(/^```(\w+)\n([^]*?)^```$/gmu)].map((match) => {
    const [whole, language = '', code = ''] = match;
    const before = markdown.slice(end, match.index);
    end = match.index + whole.length;
    return { language, code, fileName: /Save this as `([\w.-]+)`/u.exec(before)?.[1] ?? null };
  });
}

/** The cells of a table's rows, without its head. */
export function tableOf(markdown: string): string[][] {
  const rows = markdown.split('\n').filter((line) => line.startsWith('|'));
  return rows.slice(2).map((row) =>
    row
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}
