interface Welcome {
  readonly url: string;
  readonly providers: readonly { readonly name: string; readonly type: string }[];
  /** Whether callers have to have a key or token. */
  readonly needsCredential: boolean;
  /** Origin of the sandbox's admin routes; null when the providers are real. */
  readonly sandboxAdmin: string | null;
}

const WITH_KEY = `Callers need a key or token; \`npx modelgate keys create --name me --scopes read,download\` makes a key. Open the
address in a browser for GraphiQL and put the key into its headers tab, or try with the key in API_KEY:`;

/** What a person sees when the gateway has started: where it is, what it serves, and a first thing to try. */
export function welcome({ url, providers, needsCredential, sandboxAdmin }: Welcome): string {
  const names = providers.map(({ name, type }) => `${name} (${type})`).join(', ');
  const query = '{ models(first: 5) { nodes { ref name status } unavailable { provider { name } code } } }';
  return `
Modelgate listens on ${url}
Providers: ${names}

${needsCredential ? WITH_KEY : 'Open the address in a browser for GraphiQL, or try:'}

  curl -s ${url} ${needsCredential ? '-H "authorization: Bearer $API_KEY" ' : ''}-H 'content-type: application/json' -d '{"query":"${query}"}'

${sandboxAdmin === null ? '' : sandboxNote(sandboxAdmin)}`;
}

function sandboxNote(admin: string): string {
  return `The providers are a sandbox on this machine with made-up data and real model files; set MODELGATE_CONFIG for real
ones. To see what clients see when a provider is down, and to bring it back:

  curl -X POST ${admin}/__sandbox/faults -d '{"server":"registry","kind":"drop"}'
  curl -X DELETE ${admin}/__sandbox/faults

`;
}
