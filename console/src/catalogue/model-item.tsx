import { Badge } from '../parts/badge.js';
import { ItemMain } from '../parts/item-main.js';
import { When } from '../parts/when.js';
import { words } from '../format/words.js';
import type { ModelRowFragment } from '../generated/graphql.js';
import { links } from '../router/routes.js';

/** One model in a list. */
export function ModelItem({ model }: { readonly model: ModelRowFragment }) {
  const { ref, name, description, status, task, architecture, createdAt, owner, provider, runtime } = model;
  const state = runtime?.state ?? status;
  const about = [task && words(task), architecture, owner && `by ${owner.username}`];
  return (
    <li className="item linked">
      <ItemMain href={links.model(ref)} name={name} about={about}>
        {description !== null && <p className="clip">{description}</p>}
      </ItemMain>
      <div className="item-provider">
        <span>{provider.name}</span>
        <span className="muted">{words(provider.kind)}</span>
      </div>
      <div className="item-date muted">{createdAt !== null && <When iso={createdAt} />}</div>
      <div className="item-state">{state !== null && <Badge state={state} />}</div>
    </li>
  );
}
