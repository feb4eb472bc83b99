import * as z from 'zod';
import { Secret } from './secret.js';
import { fileChoice, fileFlag, fileNumber, fileSetting, optionalFileSecret } from './setting.js';

/** Stands before every key and channel where nothing else is configured. */
const DEFAULT_PREFIX = 'modelgate:';
const DEFAULT_PORT = 6_379;

const NODE = /^(?:\[(?<six>[0-9a-f:.]+)\]|(?<name>[A-Za-z0-9._-]+)):(?<port>\d{1,5})$/u;

/** Where a server listens. */
export interface RedisNode {
  readonly host: string;
  readonly port: number;
}

const node = z
  .string()
  .regex(NODE)
  .transform((text): RedisNode => {
    const { six, name = six ?? '', port } = NODE.exec(text)?.groups ?? {};
    return { host: name, port: Number(port) };
  })
  .refine(({ port }) => port > 0 && port < 65_536);

const word = z.string().min(1).max(200);

/** What Redis is: one server, servers watched over by sentinels, or a cluster. */
const REDIS_KINDS = ['server', 'sentinel', 'cluster'] as const;

/** Section `redis` of the file. */
export const redisSchema = z.strictObject({
  kind: fileChoice(
    REDIS_KINDS,
    'One server, servers watched over by sentinels, or Redis Cluster.',
    'cluster',
  ),
  nodes: fileSetting(z.array(node).min(1).max(100).optional(), {
    expected: 'a list of host:port',
    description:
      'The server, or some of the sentinels or of the nodes of the cluster, which know the others. Without it: REDIS_URL.',
    example: '[10.0.0.1:6379, 10.0.0.2:6379]',
  }),
  masterName: fileSetting(word.optional(), {
    expected: 'a name',
    description: 'Name under which the sentinels know the master. Needed for sentinel.',
    example: 'mymaster',
  }),
  username: fileSetting(word.optional(), {
    expected: 'a name',
    description: 'User of the access control list (ACL). Without it: the default user.',
    example: 'modelgate',
  }),
  password: optionalFileSecret('Password of the user.', '{ env: REDIS_PASSWORD }'),
  sentinelPassword: optionalFileSecret(
    'Password of the sentinels, where they have one.',
    '{ env: SENTINEL_PASSWORD }',
  ),
  database: fileNumber(0, 1_000, 0, 'Number of the database; a cluster has only 0.'),
  tls: fileFlag(false, 'Whether connections are encrypted (TLS). With REDIS_URL, its scheme says so.'),
  ca: fileSetting(word.optional(), {
    expected: 'the path of a file in PEM',
    description: 'Certificates of the authorities that are trusted for TLS, instead of the public ones.',
    example: './redis-ca.pem',
  }),
  prefix: fileSetting(
    z
      .string()
      .regex(/^[A-Za-z0-9][A-Za-z0-9:._-]{0,63}$/u)
      .default(DEFAULT_PREFIX),
    {
      expected: 'at most 64 of the signs A-Z, a-z, 0-9, :, ., _ and -',
      description:
        'Stands before every key and channel. Gateways with the same one work together; others on the server are not seen.',
      example: 'plant-2:',
      defaultText: DEFAULT_PREFIX,
    },
  ),
});

/** The way to the Redis that replicas share. */
export interface RedisConfig {
  readonly kind: (typeof REDIS_KINDS)[number];
  /** The server; some of the sentinels; some nodes of the cluster. At least one. */
  readonly nodes: readonly RedisNode[];
  /** Only with sentinels. */
  readonly masterName: string | null;
  /** Null: the default user. */
  readonly username: string | null;
  readonly password: Secret | null;
  readonly sentinelPassword: Secret | null;
  readonly database: number;
  /** Null: not encrypted. `ca`: PEM of the trusted authorities; null: the public ones. */
  readonly tls: { readonly ca: string | null } | null;
  /** Stands before every key and channel; has no braces. */
  readonly prefix: string;
}

/** A single server by a URL that {@link redisUrl} has let pass. */
export function redisAt(url: Secret, { prefix = DEFAULT_PREFIX, ca = null }: UrlExtras = {}): RedisConfig {
  const { protocol, hostname, port, username, password, pathname } = new URL(url.open());
  return {
    kind: 'server',
    nodes: [{ host: hostname.replace(/^\[(.*)\]$/u, '$1'), port: port === '' ? DEFAULT_PORT : Number(port) }],
    masterName: null,
    username: username === '' ? null : decodeURIComponent(username),
    password: password === '' ? null : new Secret(decodeURIComponent(password)),
    sentinelPassword: null,
    database: Number(pathname.slice(1)),
    tls: protocol === 'rediss:' ? { ca } : null,
    prefix,
  };
}

interface UrlExtras {
  readonly prefix?: string;
  /** PEM. */
  readonly ca?: string | null;
}

/** The section, checked as a whole; a text where its parts do not fit each other. `ca`: what its file holds. */
export function toRedisConfig(
  section: z.output<typeof redisSchema>,
  nodes: readonly RedisNode[],
  ca: string | null,
): RedisConfig | string {
  const { kind, masterName = null, username = null, password = null, database, tls, prefix } = section;
  const { sentinelPassword = null } = section;
  if (kind === 'server' && nodes.length > 1) return 'one node, or the kind sentinel or cluster';
  if ((kind === 'sentinel') !== (masterName !== null))
    return 'masterName with the kind sentinel, and only then';
  if (kind !== 'sentinel' && sentinelPassword !== null) return 'sentinelPassword only with the kind sentinel';
  if (kind === 'cluster' && database !== 0) return 'no database for a cluster, which has only 0';
  if (ca !== null && !tls) return 'ca only with tls: true';
  return {
    kind,
    nodes,
    masterName,
    username,
    password,
    sentinelPassword,
    database,
    tls: tls ? { ca } : null,
    prefix,
  };
}
