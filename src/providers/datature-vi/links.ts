import { isResourceId } from './keys.js';

/** Both spellings of outputs: `runOutputs` stands in links, `outputs` in requests (contract §11). */
const RUN_LINK =
  /^\/workspaces\/([^/?#]+)\/runs\/([^/?#]+)(?:\/(?:runOutputs|outputs)(?:\/[^/?#]+)?(?:\?contents=y)?)?$/u;

/**
 * The id of the run that a link names, by itself or through one of its outputs; null when it is no such link or
 * belongs to another organization (contract §11). Links are paths; with the base URL in front they count as well.
 */
export function parseLink(
  { organizationId, baseUrl }: { readonly organizationId: string; readonly baseUrl: string },
  link: string,
): string | null {
  const origin = new URL(baseUrl).origin;
  const path = link.startsWith(`${origin}/`) ? link.slice(origin.length) : link;
  const [, organization, runId] = RUN_LINK.exec(path) ?? [];
  if (organization !== encodeURIComponent(organizationId) || runId === undefined) return null;
  return isResourceId(runId) ? runId : null;
}
