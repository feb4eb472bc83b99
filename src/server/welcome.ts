interface Welcome {
  readonly url: string;
  readonly providers: readonly { readonly name: string; readonly type: string }[];
  readonly isSandbox: boolean;
}

/** What a person sees when the gateway has started: where it is, what it serves, and a first thing to try. */
export function welcome({ url, providers, isSandbox }: Welcome): string {
  const names = providers.map(({ name, type }) => `${name} (${type})`).join(', ');
  const query = '{ models(first: 5) { nodes { ref name status } unavailable { provider { name } code } } }';
  return `
Modelgate listens on ${url}
Providers: ${names}
${isSandbox ? 'They are a sandbox on this machine with made-up data and real model files. Set MODELGATE_CONFIG for real ones.\n' : ''}
Open the address in a browser for GraphiQL, or try:

  curl -s ${url} -H 'content-type: application/json' -d '{"query":"${query}"}'

`;
}
