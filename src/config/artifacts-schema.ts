import * as z from 'zod';
import type { Secret } from './secret.js';
import { fileChoice, fileFlag, fileNumber, fileSetting, optionalFileSecret, origin } from './setting.js';

/** Where artifacts may be kept. */
const STORE_KINDS = ['folder', 's3'] as const;
/** How the files of artifacts in a bucket reach clients. */
const SERVE_MODES = ['gateway', 'redirect'] as const;

const word = z.string().min(1).max(1_024);

/** Section `artifacts` of the file. */
export const artifactsSchema = z.strictObject({
  kind: fileChoice(
    STORE_KINDS,
    'A folder, which replicas may share, or a bucket of S3-compatible object storage.',
    's3',
  ),
  directory: fileSetting(word.optional(), {
    expected: 'the path of a directory',
    description:
      'Folder of the artifacts and of what is on its way in, the same for all replicas that share it. Without it: `artifacts` in the data directory.',
    example: '/mnt/models',
  }),
  bucket: fileSetting(word.optional(), {
    expected: 'the name of a bucket',
    description: 'Bucket of the artifacts; it must be there. Needed for s3.',
    example: 'models',
  }),
  prefix: fileSetting(
    z
      .string()
      .regex(/^(?:[A-Za-z0-9._-]+\/)*$/u)
      .max(512)
      .default('modelgate/'),
    {
      expected: 'names that each end with a slash, or an empty text',
      description: 'Stands before the name of every object, so that the bucket may hold others.',
      example: 'team/models/',
      defaultText: 'modelgate/',
    },
  ),
  endpoint: fileSetting(origin.schema.optional(), {
    expected: origin.expected,
    description:
      'Server that speaks S3, in a private network if need be. Without it: that of AWS for the region.',
    example: 'https://objects.example.com',
  }),
  region: fileSetting(word.default('us-east-1'), {
    expected: 'the name of a region',
    description: 'Region that requests are signed for.',
    example: 'eu-central-1',
    defaultText: 'us-east-1',
  }),
  forcePathStyle: fileFlag(
    false,
    "Whether the bucket's name stands in the path rather than before the host's; most servers besides AWS need it.",
  ),
  accessKeyId: optionalFileSecret(
    "Access key. Without it the AWS SDK looks for credentials by itself: its own variables and files, the machine's role.",
    '{ env: S3_ACCESS_KEY_ID }',
  ),
  secretAccessKey: optionalFileSecret('Secret key that belongs to it.', '{ env: S3_SECRET_ACCESS_KEY }'),
  serve: fileChoice(
    SERVE_MODES,
    'Whether clients get files of the bucket through the gateway or, where that gives the same bytes, by a redirect to a signed URL.',
    'redirect',
  ),
  signedSeconds: fileNumber(10, 86_400, 300, 'How long such a signed URL is good for, in seconds.'),
});

/** A bucket that holds artifacts. */
export interface BucketConfig {
  readonly kind: 's3';
  readonly bucket: string;
  /** Empty, or ends with a slash. */
  readonly prefix: string;
  /** Origin; null: that of AWS for the region. */
  readonly endpoint: string | null;
  readonly region: string;
  readonly forcePathStyle: boolean;
  /** Null: the SDK looks for them by itself. */
  readonly credentials: { readonly accessKeyId: Secret; readonly secretAccessKey: Secret } | null;
  readonly serve: (typeof SERVE_MODES)[number];
  readonly signedSeconds: number;
}

/** Where artifacts are kept. */
export type StoreConfig = { readonly kind: 'folder'; readonly directory: string } | BucketConfig;

const BUCKET_KEYS = ['bucket', 'endpoint', 'accessKeyId', 'secretAccessKey'] as const;

/** The section, checked as a whole; a text where its parts do not fit each other. */
export function toStoreConfig(
  section: z.output<typeof artifactsSchema>,
  defaultDirectory: string,
): StoreConfig | string {
  const { kind, directory, bucket, endpoint = null, accessKeyId, secretAccessKey, ...rest } = section;
  if (kind === 'folder') {
    const other = BUCKET_KEYS.find((key) => section[key] !== undefined);
    if (other !== undefined) return `${other} only with kind: s3`;
    return { kind, directory: directory ?? defaultDirectory };
  }
  if (bucket === undefined) return 'bucket with kind: s3';
  if (directory !== undefined) return 'no directory with kind: s3';
  if (accessKeyId === undefined && secretAccessKey === undefined)
    return { kind, bucket, endpoint, credentials: null, ...rest };
  if (accessKeyId === undefined || secretAccessKey === undefined)
    return 'both accessKeyId and secretAccessKey, or neither';
  return { kind, bucket, endpoint, credentials: { accessKeyId, secretAccessKey }, ...rest };
}
