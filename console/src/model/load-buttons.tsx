import { useAction } from '../api/use-action.js';
import { LoadModelDocument, UnloadModelDocument, type ModelRowFragment } from '../generated/graphql.js';
import { useRefusal } from '../session/viewer.js';

interface LoadButtonsProps {
  readonly model: Pick<ModelRowFragment, 'id' | 'ref' | 'name' | 'can'>;
  /** Whether they stand in a list. */
  readonly isSmall?: boolean;
}

/** Loads a runtime's model into memory, or frees it; nothing where neither can be done now. */
export function LoadButtons({ model, isSmall = false }: LoadButtonsProps) {
  const refusal = useRefusal('OPERATE');
  const stale = [['model', model.ref], ['models']] as const;
  const load = useAction((client, id) => client.mutate(LoadModelDocument, { id }), { stale });
  const unload = useAction((client, id) => client.mutate(UnloadModelDocument, { id }), { stale });
  const button = (text: string, busy: string, action: typeof load | typeof unload) => (
    <button
      type="button"
      className={isSmall ? 'button small' : 'button'}
      aria-label={`${text} ${model.name}`}
      title={refusal ?? undefined}
      disabled={refusal !== null || action.isPending}
      onClick={() => action.mutate(model.id)}
    >
      {action.isPending ? busy : text}
    </button>
  );
  return (
    <>
      {model.can?.includes('LOAD') === true && button('Load', 'Loading…', load)}
      {model.can?.includes('UNLOAD') === true && button('Unload', 'Unloading…', unload)}
    </>
  );
}
