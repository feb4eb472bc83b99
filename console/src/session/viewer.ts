import { useAnswer } from '../api/use-answer.js';
import { ViewerDocument, type Scope } from '../generated/graphql.js';

/** Whom the gateway takes the caller for. */
export interface Viewer {
  readonly name: string | null;
  /** Whether the caller's key allows something; true as long as that is not known. */
  readonly may: (scope: Scope) => boolean;
}

/** Who uses the console, as the gateway sees it. */
export function useViewer(): Viewer {
  const { data } = useAnswer(['viewer'], (client, options) => client.query(ViewerDocument, {}, options));
  const viewer = data?.data.viewer;
  return {
    name: viewer?.name ?? null,
    may: (scope) => viewer === undefined || viewer.scopes.includes(scope),
  };
}

/** Why a button is not to be pressed; null when the key allows it. */
export function useRefusal(scope: Scope): string | null {
  return useViewer().may(scope) ? null : `Your key lacks the scope “${scope.toLowerCase()}”.`;
}
