import * as z from 'zod';
import { LOG_LEVELS } from '../observability/logger.js';
import {
  flag,
  longSecret,
  oneOf,
  optionalSetting,
  origin,
  origins,
  redisUrl,
  roles,
  setting,
  text,
  wholeNumber,
} from './setting.js';

/** Every environment variable that the gateway reads, besides those that the file's secrets name. */
export const environmentSchema = z.object({
  MODELGATE_CONFIG: optionalSetting(
    text('the path of a YAML or JSON file'),
    'Configuration file with the providers. Without it the gateway runs over its sandbox.',
    './modelgate.yaml',
  ),
  MODELGATE_HOST: setting(
    text('a host name or address of this machine'),
    '127.0.0.1',
    'Address to listen on. Off loopback only with authentication: an API key, or `auth` in the file.',
  ),
  PORT: setting(wholeNumber(0, 65_535), '4000', 'Port to listen on; 0 takes any free one.'),
  MODELGATE_PUBLIC_URL: optionalSetting(
    origin,
    'Origin under which clients reach the gateway, used in the URLs of artifacts. Without it: the address it listens on.',
    'https://models.example.com',
  ),
  MODELGATE_DATA_DIR: setting(
    text('a directory that can be written'),
    './.data',
    'Where downloads and artifacts are kept; made if it is not there.',
    '/var/lib/modelgate',
  ),
  MODELGATE_LOG_LEVEL: setting(oneOf(LOG_LEVELS), 'info', 'Least important lines that are logged.'),
  MODELGATE_ALLOW_UNAUTHENTICATED: setting(
    flag,
    'false',
    'Lets the gateway listen off loopback without authentication. Put a proxy in front that has it.',
  ),
  MODELGATE_CORS_ORIGINS: setting(
    origins,
    '',
    'Origins whose pages may call the gateway, separated by commas. Empty: only its own.',
    'https://console.example.com',
  ),
  MODELGATE_GRAPHIQL: setting(flag, 'true', 'Serves GraphiQL to browsers at /graphql.'),
  MODELGATE_CONSOLE: setting(flag, 'true', 'Serves the console, a page to browse and download with, at /.'),
  MODELGATE_INTROSPECTION: setting(flag, 'true', 'Lets clients read the schema.'),
  MODELGATE_DRAIN_SECONDS: setting(
    wholeNumber(0, 3_600),
    '0',
    'How long the gateway goes on answering after a signal to stop, while `/ready` tells load balancers to leave it.',
    '6',
  ),
  MODELGATE_SHUTDOWN_SECONDS: setting(
    wholeNumber(0, 3_600),
    '10',
    'How long running operations may take after a signal to stop, before they are cut.',
  ),
  MODELGATE_SANDBOX_SIZE: setting(wholeNumber(1, 10_000), '30', 'Models (or runs) of each sandbox provider.'),
  MODELGATE_SANDBOX_SEED: setting(
    wholeNumber(0, 2_147_483_647),
    '1',
    'Number from which the sandbox makes its data; the same one gives the same data.',
  ),
  OTEL_EXPORTER_OTLP_ENDPOINT: optionalSetting(
    origin,
    'Collector that gets the spans of operations and provider calls, over OTLP/HTTP. Without it none are made.',
    'http://127.0.0.1:4318',
  ),
  MODELGATE_ROLES: setting(
    roles,
    'api,downloads',
    'What this replica does: answers clients, carries downloads, or both. One alone needs Redis.',
    'downloads',
  ),
  MODELGATE_CURSOR_KEY: optionalSetting(
    longSecret,
    'Signs cursors and names credentials in caches; the same on all replicas. Without it one is made and, with a Redis, shared.',
    'c2lnbnMgY3Vyc29ycyBvZiBhbGwgcmVwbGljYXM=',
  ),
  REDIS_URL: optionalSetting(
    redisUrl,
    'Redis server that replicas share. Without it, and without `redis` in the file, the gateway works alone.',
    'redis://127.0.0.1:6379',
  ),
});

/** Names of the variables, in the order of the documents. */
export const VARIABLES = environmentSchema.keyof().options;
