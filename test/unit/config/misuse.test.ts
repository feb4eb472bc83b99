import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { load, problemsOf } from '../../helpers/configuration.js';

const market = (more: string) => `providers: [{ name: market, type: wriftai${more} }]`;

const tenfold = (from: string, to: string) => `${to}: &${to} [${`*${from},`.repeat(10)}]\n`;

describe('a variable', () => {
  it.each([
    ['PORT', 'abc', 'a whole number from 0 to 65535'],
    ['PORT', '65536', 'a whole number from 0 to 65535'],
    ['PORT', '-1', 'a whole number from 0 to 65535'],
    ['PORT', '4e3', 'a whole number from 0 to 65535'],
    ['PORT', '0x10', 'a whole number from 0 to 65535'],
    ['PORT', ' 80', 'a whole number from 0 to 65535'],
    ['MODELGATE_SHUTDOWN_SECONDS', '10s', 'a whole number from 0 to 3600'],
    ['MODELGATE_SANDBOX_SIZE', '0', 'a whole number from 1 to 10000'],
    ['MODELGATE_GRAPHIQL', 'yes', 'true or false'],
    ['MODELGATE_GRAPHIQL', 'TRUE', 'true or false'],
    ['MODELGATE_LOG_LEVEL', 'verbose', 'one of silent, error, warn, info, debug'],
    ['MODELGATE_PUBLIC_URL', 'models.example.com', 'an http or https origin without a path'],
    ['MODELGATE_PUBLIC_URL', 'https://models.example.com/graphql', 'an http or https origin without a path'],
    ['MODELGATE_CORS_ORIGINS', '*', 'http or https origins without a path, separated by commas'],
  ])('%s=%j is refused with what is expected', (name, value, expected) => {
    const { problems } = problemsOf(() => load({ [name]: value }));

    expect(problems).toEqual([
      { where: name, found: JSON.stringify(value), expected, example: expect.stringContaining(`${name}=`) },
    ]);
  });

  it.each([
    ['MODELGATE_DATADIR', 'did you mean MODELGATE_DATA_DIR?'],
    ['MODELGATE_LOGLEVEL', 'did you mean MODELGATE_LOG_LEVEL?'],
    ['MODELGATE_SOMETHING_ELSE', 'an unknown variable'],
  ])('%s, which nobody reads, is refused', (name, found) => {
    const { problems } = problemsOf(() => load({ [name]: 'x' }));

    expect(problems).toMatchObject([{ where: name, found: expect.stringContaining(found) }]);
  });

  it('REDIS_URL is refused without being shown', () => {
    const { problems, message } = problemsOf(() => load({ REDIS_URL: 'http://:canary@redis' }));

    expect(problems).toMatchObject([{ where: 'REDIS_URL', expected: 'a redis:// or rediss:// URL' }]);
    expect(message).not.toContain('canary');
  });

  it.each(['0.0.0.0', '::', '192.168.1.5', 'gateway.example.com'])(
    'MODELGATE_HOST=%s is refused, and the message names the way out',
    (host) => {
      const { problems, message } = problemsOf(() => load({ MODELGATE_HOST: host }));

      expect(problems).toMatchObject([{ where: 'MODELGATE_HOST' }]);
      expect(message).toContain('MODELGATE_ALLOW_UNAUTHENTICATED=true');
    },
  );

  it('MODELGATE_DATA_DIR is refused when it is a file', () => {
    const { problems } = problemsOf(() => load({ MODELGATE_DATA_DIR: import.meta.filename }));

    expect(problems).toMatchObject([
      { where: 'MODELGATE_DATA_DIR', found: expect.stringContaining('EEXIST') },
    ]);
  });

  it('MODELGATE_CONFIG is refused when there is no such file', () => {
    const { problems } = problemsOf(() =>
      load({ MODELGATE_CONFIG: join(import.meta.dirname, 'absent.yaml') }),
    );

    expect(problems).toMatchObject([{ where: 'MODELGATE_CONFIG', found: expect.stringContaining('ENOENT') }]);
  });
});

describe('the file', () => {
  it.each([
    ['nothing', '', 'providers', 'nothing'],
    ['no provider', 'providers: []', 'providers', 'a list'],
    ['a provider that is a word', 'providers: [market]', 'providers[0]', 'a text'],
    ['an unknown section', `${market('')}\nquota: {}`, 'quota', 'an unknown key'],
    [
      'an unknown key of a section',
      `${market('')}\ndownloads: { concurency: 2 }`,
      'downloads.concurency',
      'did you mean concurrency?',
    ],
    [
      'a word for a number',
      `${market('')}\ndownloads: { concurrency: many }`,
      'downloads.concurrency',
      '"many"',
    ],
    ['a fraction', `${market('')}\ndownloads: { concurrency: 1.5 }`, 'downloads.concurrency', '1.5'],
    ['a number out of range', `${market('')}\nfederation: { maxPageSize: 0 }`, 'federation.maxPageSize', '0'],
    ['no name', 'providers: [{ type: wriftai }]', 'providers[0].name', 'nothing'],
    ['a name with capitals', 'providers: [{ name: Market, type: wriftai }]', 'providers[0].name', '"Market"'],
    [
      'a name that begins with a digit',
      'providers: [{ name: 1st, type: wriftai }]',
      'providers[0].name',
      '"1st"',
    ],
    ['a name with a colon', 'providers: [{ name: "a:b", type: wriftai }]', 'providers[0].name', '"a:b"'],
    ['a long name', `providers: [{ name: ${'a'.repeat(41)}, type: wriftai }]`, 'providers[0].name', '"aaa'],
    [
      'a name twice',
      'providers: [{ name: m, type: wriftai }, { name: m, type: pieces-os }]',
      'providers[1].name',
      'a second time',
    ],
    ['no type', 'providers: [{ name: m }]', 'providers[0].type', 'nothing'],
    [
      'an unknown type',
      'providers: [{ name: m, type: wriftia }]',
      'providers[0].type',
      'did you mean wriftai?',
    ],
    [
      'a mistyped key of a provider',
      market(', accesstoken: { env: PATH }'),
      'providers[0].accesstoken',
      'did you mean accessToken?',
    ],
    ['a wrong value of a provider', market(', baseUrl: 5'), 'providers[0].baseUrl', '5'],
    ['a base URL that is no web address', market(', baseUrl: "ftp://a"'), 'providers[0].baseUrl', 'a text'],
    [
      'a variable that is not set',
      market(', accessToken: { env: ABSENT_VARIABLE }'),
      'providers[0].accessToken',
      'ABSENT_VARIABLE, which is not set',
    ],
    [
      'a file that is not there',
      market(', accessToken: { file: absent.txt }'),
      'providers[0].accessToken',
      'ENOENT',
    ],
    [
      'an empty file',
      market(', accessToken: { file: empty.txt }'),
      'providers[0].accessToken',
      'which is empty',
    ],
    [
      'a secret of two lines',
      market(', accessToken: { file: lines.txt }'),
      'providers[0].accessToken',
      'line breaks',
    ],
  ])('with %s is refused', (_name, file, where, found) => {
    const { problems } = problemsOf(() =>
      load({ PATH: '/bin' }, file, { 'empty.txt': '\n', 'lines.txt': 'a\nb' }),
    );

    expect(problems).toEqual([expect.objectContaining({ where, found: expect.stringContaining(found) })]);
  });

  it('with a secret that is missing names the key and gives a line for it', () => {
    const { problems } = problemsOf(() => load({}, 'providers: [{ name: plant-2, type: pictograph }]'));

    expect(problems).toEqual([
      {
        where: 'providers[0].apiKey',
        found: 'nothing',
        expected: 'a secret as { env: NAME } or { file: path }',
        example: 'apiKey: { env: PLANT_2_API_KEY }',
      },
    ]);
  });

  it('with a literal secret is refused without showing it', () => {
    const { problems, message } = problemsOf(() => load({}, market(', accessToken: canary')));

    expect(problems).toMatchObject([
      { where: 'providers[0].accessToken', expected: expect.stringContaining('{ env: NAME }') },
    ]);
    expect(message).not.toContain('canary');
  });

  it('that is not YAML says where, without quoting the line', () => {
    const { problems, message } = problemsOf(() => load({}, 'providers:\n  - name: m\n   apiKey: "canary'));

    expect(problems.length).toBeGreaterThan(0);
    expect(problems[0]!.where).toMatch(/modelgate\.yaml:\d+:\d+$/u);
    expect(message).not.toContain('canary');
  });

  it.each([
    ['an alias of nothing', 'providers: *canary'],
    ['aliases that multiply', `a: &a [x]\n${tenfold('a', 'b')}${tenfold('b', 'c')}${tenfold('c', 'd')}`],
  ])('with %s is a problem of the file, not a crash', (_what, file) => {
    const { problems } = problemsOf(() => load({}, file));

    expect(problems[0]?.where).toMatch(/modelgate\.yaml$/u);
  });
});

describe('several problems', () => {
  it('are told together, those of variables, sections and providers', () => {
    const file =
      'providers: [{ name: m, type: pictograph }, { name: M, type: x }]\nfederation: { maxDrain: no }';

    const { problems, message } = problemsOf(() =>
      load({ PORT: 'x', MODELGATE_HOST: '::', MODELGATE_X: '1' }, file),
    );

    const places = problems.map(({ where }) => where).toSorted();
    expect(places).toEqual([
      'MODELGATE_HOST',
      'MODELGATE_X',
      'PORT',
      'federation.maxDrain',
      'providers[0].apiKey',
      'providers[1].name',
      'providers[1].type',
    ]);
    expect(message).toContain('7 problems');
  });
});

describe('the section auth', () => {
  const jwks = 'jwksUrl: https://login.example.com/jwks.json';
  const auth = (more: string) =>
    `${market('')}\nauth: { issuer: https://login.example.com/, audience: modelgate${more === '' ? '' : `, ${more}`} }`;

  it.each([
    ['no keys', '', 'auth', 'exactly one of jwksUrl, publicKey and secret'],
    ['two kinds of keys', `${jwks}, secret: { env: JWT }`, 'auth', 'exactly one of'],
    ['none as an algorithm', `${jwks}, algorithms: [none]`, 'auth.algorithms', 'RS256'],
    ['a shared-secret algorithm with public keys', `${jwks}, algorithms: [HS256]`, 'auth', 'fit public keys'],
    ['keys fetched in the clear', 'jwksUrl: http://login.example.com/jwks', 'auth.jwksUrl', 'an https URL'],
    ['a private key', 'publicKey: "-----BEGIN PRIVATE KEY-----"', 'auth.publicKey', 'a public key in PEM'],
    ['a literal secret', `secret: ${'canary'.repeat(8)}`, 'auth.secret', '{ env: NAME }'],
    ['a short secret', 'secret: { env: SHORT }', 'auth.secret', 'at least 32 characters'],
    ['a mistyped key', `${jwks}, claim: x`, 'auth.claim', 'scopesClaim'],
  ])('is refused with %s', (_name, more, where, expected) => {
    const { problems, message } = problemsOf(() =>
      load({ JWT: 's'.repeat(32), SHORT: 'canary' }, auth(more)),
    );

    expect(problems).toMatchObject([{ where, expected: expect.stringContaining(expected) }]);
    expect(message).not.toContain('canary');
  });

  it('lets the gateway listen off loopback, and its secret is scrubbed from logs', () => {
    const config = load({ MODELGATE_HOST: '0.0.0.0', JWT: 's'.repeat(32) }, auth('secret: { env: JWT }'));

    expect(config.auth).toMatchObject({
      algorithms: ['HS256'],
      clockToleranceSeconds: 30,
      scopesClaim: 'scope',
    });
    expect(config.secrets.map((secret) => secret.open())).toContain('s'.repeat(32));
  });
});
