import { useAction } from '../api/use-action.js';
import { DownloadButton } from '../downloads/download-button.js';
import { words } from '../format/words.js';
import { DeleteModelDocument, type ModelAction, type Scope } from '../generated/graphql.js';
import { ConfirmButton } from '../parts/confirm-button.js';
import { useNotices } from '../parts/notices.js';
import { links } from '../router/routes.js';
import { useRefusal, useViewer } from '../session/viewer.js';
import { LoadButtons } from './load-buttons.js';
import type { DetailedModel } from './model-page.js';

/** What a key has to allow for an action that the console offers. */
const SCOPES: readonly (readonly [ModelAction, Scope])[] = [
  ['DOWNLOAD', 'DOWNLOAD'],
  ['LOAD', 'OPERATE'],
  ['UNLOAD', 'OPERATE'],
  ['DELETE', 'WRITE'],
];

/** What can be done with the model now. What it does not allow is not there; what the key does not allow says so. */
export function ModelActions({ model }: { readonly model: DetailedModel }) {
  const { id, name, can, download } = model;
  const { may } = useViewer();
  const lacking = new Set(
    SCOPES.filter(([action, scope]) => can?.includes(action) && !may(scope)).map(([, scope]) => scope),
  );
  return (
    <div className="actions">
      <div className="buttons">
        <DownloadButton
          id={id}
          label={name}
          isPossible={can?.includes('DOWNLOAD') ?? false}
          download={download}
          isMain
        />
        <LoadButtons model={model} />
        {can?.includes('DELETE') === true && <DeleteButton model={model} />}
      </div>
      {lacking.size > 0 && (
        <p className="hint">
          Your key lacks {[...lacking].map((scope) => `“${scope.toLowerCase()}”`).join(' and ')}.
        </p>
      )}
      {can === null && <p className="hint">The provider did not say what can be done.</p>}
    </div>
  );
}

function DeleteButton({ model: { id, name, provider } }: { readonly model: DetailedModel }) {
  const { tell } = useNotices();
  const refusal = useRefusal('WRITE');
  const remove = useAction((client, modelId) => client.mutate(DeleteModelDocument, { id: modelId }), {
    stale: [['models']],
    onDone: ({ deleteModel }) => {
      tell('good', `${name}: ${words(deleteModel.outcome).toLowerCase()}.`);
      location.hash = provider.kind === 'RUNTIME' ? links.runtime : links.catalogue;
    },
  });
  return (
    <ConfirmButton
      label="Delete"
      question={`Delete ${name}?`}
      disabled={refusal !== null || remove.isPending}
      onConfirm={() => remove.mutate(id)}
    >
      <p>
        {provider.kind === 'RUNTIME'
          ? 'Its files on this machine are removed. A model of your own making is gone for good.'
          : `It is deleted at ${provider.name}, for everybody who uses it. This cannot be undone from here.`}
      </p>
    </ConfirmButton>
  );
}
