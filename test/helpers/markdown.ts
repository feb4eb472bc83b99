/** The text under a heading of any level, up to the next heading. */
export function section(document: string, heading: string): string {
  const lines = document.split('\n');
  const start = lines.findIndex((line) => line.replace(/^#+ /u, '') === heading && line.startsWith('#'));
  if (start < 0) throw new Error(`The document has no heading "${heading}".`);
  const end = lines.findIndex((line, index) => index > start && /^#+ /u.test(line));
  return lines.slice(start + 1, end < 0 ? undefined : end).join('\n');
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
