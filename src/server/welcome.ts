interface Welcome {
  /** Where the gateway listens: `http://127.0.0.1:4000`. */
  readonly origin: string;
  /** The GraphQL endpoint. */
  readonly url: string;
  /** Which pages it has for browsers. */
  readonly pages: { readonly console: boolean; readonly graphiql: boolean };
  readonly providers: readonly { readonly name: string; readonly type: string }[];
  /** Whether callers have to have a key or token. */
  readonly needsCredential: boolean;
  /** Origin of the sandbox's admin routes; null when the providers are real. */
  readonly sandboxAdmin: string | null;
}

const WITH_KEY = `Callers need a key or token; \`npx modelgate keys create --name me --scopes read,download\` makes a key. The console
asks for it, in GraphiQL it goes into the headers tab. To try with the key in API_KEY:`;

/** What a person sees when the gateway has started: where it is, what it serves, and a first thing to try. */
export function welcome({ origin, url, pages, providers, needsCredential, sandboxAdmin }: Welcome): string {
  const names = providers.map(({ name, type }) => `${name} (${type})`).join(', ');
  const query = '{ models(first: 5) { nodes { ref name status } unavailable { provider { name } code } } }';
  const facts = [
    `Modelgate listens on ${url}`,
    ...(pages.console ? [`Console:   ${origin}`] : []),
    ...(pages.graphiql ? [`GraphiQL:  ${url} in a browser`] : []),
    `Providers: ${names}`,
  ];
  return `
${facts.join('\n')}

${needsCredential ? WITH_KEY : 'To try:'}

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
