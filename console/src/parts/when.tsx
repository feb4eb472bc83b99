import { ago, moment } from '../format/quantities.js';

/** How long ago something was; the pointer shows the moment itself. */
export function When({ iso }: { readonly iso: string }) {
  return (
    <time dateTime={iso} title={moment(iso)}>
      {ago(iso)}
    </time>
  );
}
