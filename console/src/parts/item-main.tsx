import type { ReactNode } from 'react';

interface ItemMainProps {
  /** Where the name leads. */
  readonly href: string;
  readonly name: string;
  /** What else is to be known at a glance; what is empty is left out. */
  readonly about: readonly (string | false | null | undefined)[];
  /** Stands between the name and that. */
  readonly children?: ReactNode;
}

/** How an item of a list begins. */
export function ItemMain({ href, name, about, children }: ItemMainProps) {
  return (
    <div className="item-main">
      <h3>
        <a href={href}>{name}</a>
      </h3>
      {children}
      <p className="about">{about.filter(Boolean).join(' · ')}</p>
    </div>
  );
}
