import type { ReactNode } from 'react';

interface TableProps {
  /** What the table is of. */
  readonly label: string;
  /** Cells of the head's one row. */
  readonly head: ReactNode;
  /** Rows of the body. */
  readonly children: ReactNode;
}

/** A table that can be wider than the page. */
export function Table({ label, head, children }: TableProps) {
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- without it a keyboard cannot scroll sideways
    <section className="table-scroll" tabIndex={0} aria-label={label}>
      <table>
        <thead>
          <tr>{head}</tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </section>
  );
}

/** Heading of a column that shows for itself what it is. */
export function HiddenHeading({ children }: { readonly children: string }) {
  return (
    <th scope="col">
      <span className="visually-hidden">{children}</span>
    </th>
  );
}
