/**
 * Whether a page of `origin` may open a WebSocket here. Browsers ask no permission for one across sites, unlike for
 * other requests, so any page could otherwise do here what its visitor can. Programs send no `Origin` and may.
 *
 * @param host The request's `Host`: a page that comes from there is the gateway's own.
 * @param allowed Further origins, from the configuration.
 */
export function mayConnect(
  origin: string | undefined,
  host: string | undefined,
  allowed: readonly string[],
): boolean {
  if (origin === undefined || allowed.includes(origin)) return true;
  return URL.canParse(origin) && new URL(origin).host === host;
}
