import type { Readable } from 'node:stream';
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadBucketCommand,
  ListMultipartUploadsCommand,
  paginateListObjectsV2,
  PutObjectCommand,
  S3Client,
  S3ServiceException,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { GatewayError } from '../../errors/gateway-error.js';
import type { Logger } from '../../observability/logger.js';
import { attachmentDisposition } from '../file-name.js';

/** Objects that one call may delete, by the protocol. */
const MAX_DELETED = 1_000;

/** Something secret that is opened only where it is used. */
interface Closed {
  open(): string;
}

/** Where a bucket is and how its files reach clients. */
export interface BucketSettings {
  readonly bucket: string;
  /** Stands before every name; empty, or ends with a slash. */
  readonly prefix: string;
  /** Null: that of AWS for the region. */
  readonly endpoint: string | null;
  readonly region: string;
  readonly forcePathStyle: boolean;
  /** Null: the SDK looks for them by itself. */
  readonly credentials: { readonly accessKeyId: Closed; readonly secretAccessKey: Closed } | null;
  readonly serve: 'gateway' | 'redirect';
  /** How long a signed URL is good for. */
  readonly signedSeconds: number;
}

/** What a listing says of an object. */
export interface ListedObject {
  /** Without the prefix. */
  readonly name: string;
  /** Changes with the content. */
  readonly etag: string;
  readonly modifiedAt: Date;
}

/** A part of an upload, as it is named when the upload is completed. */
export interface UploadedPart {
  readonly PartNumber: number;
  readonly ETag: string;
}

/** A part of an object; both ends belong to it. */
export interface ByteSpan {
  readonly start: number;
  readonly end: number;
}

/** What a PUT expects to find; another replica may have been quicker. */
export type PutCondition =
  | { readonly kind: 'absent' }
  | { readonly kind: 'unchanged'; readonly etag: string };

/**
 * The calls to a bucket that a store needs. Names are without the prefix. What the SDK throws is the cause of the GatewayError that
 * they throw.
 */
export class Bucket {
  readonly settings: BucketSettings;
  readonly #client: S3Client;

  constructor(settings: BucketSettings, log: Logger) {
    this.settings = settings;
    const { endpoint, region, forcePathStyle, credentials } = settings;
    this.#client = new S3Client({
      region,
      forcePathStyle,
      // Payloads are covered by the signature; older servers do not know the newer checksums.
      requestChecksumCalculation: 'WHEN_REQUIRED',
      responseChecksumValidation: 'WHEN_REQUIRED',
      logger: quietLogger(log),
      ...(endpoint === null ? {} : { endpoint }),
      ...(credentials === null ? {} : { credentials: opened(credentials) }),
    });
    // Outside of everything else, and so of the tries.
    this.#client.middlewareStack.add((next) => (call) => next(call).catch(refuse), {
      step: 'initialize',
      priority: 'high',
    });
  }

  /** Throws when there is no such bucket or it is out of reach. */
  async reach(signal?: AbortSignal): Promise<void> {
    await this.#client.send(new HeadBucketCommand({ Bucket: this.settings.bucket }), abortWith(signal));
  }

  /** The new ETag; null when the condition did not hold. Servers that know no conditions put in any case. */
  async put(
    name: string,
    body: Uint8Array | string,
    {
      condition = null,
      sha256 = null,
    }: { readonly condition?: PutCondition | null; readonly sha256?: string | null } = {},
  ): Promise<string | null> {
    const command = new PutObjectCommand({
      ...this.#at(name),
      Body: body,
      ...(condition?.kind === 'absent' ? { IfNoneMatch: '*' } : {}),
      ...(condition?.kind === 'unchanged' ? { IfMatch: condition.etag } : {}),
      ...(sha256 === null
        ? {}
        : { Metadata: { sha256 }, ChecksumSHA256: Buffer.from(sha256, 'hex').toString('base64') }),
    });
    try {
      return (await this.#client.send(command)).ETag ?? '';
    } catch (error) {
      // 404: what should be unchanged is gone; 409: another change is just being made.
      if (condition !== null && [404, 409, 412].includes(statusOf(error))) return null;
      throw error;
    }
  }

  /** Null when there is no such object. */
  async read(name: string): Promise<{ readonly text: string; readonly etag: string } | null> {
    try {
      const { Body: body, ETag: etag } = await this.#client.send(new GetObjectCommand(this.#at(name)));
      return { text: (await body?.transformToString('utf8')) ?? '', etag: etag ?? '' };
    } catch (error) {
      if (statusOf(error) === 404) return null;
      throw error;
    }
  }

  /** The bytes of an object, or of a part of it, both ends included. Null when there is no such object. */
  async stream(name: string, range: ByteSpan | null, signal?: AbortSignal): Promise<Readable | null> {
    const part = range === null ? {} : { Range: `bytes=${range.start}-${range.end}` };
    try {
      const command = new GetObjectCommand({ ...this.#at(name), ...part });
      const { Body: body } = await this.#client.send(command, abortWith(signal));
      // In Node the SDK gives a node stream; its type covers browsers, too.
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- see above
      return body as Readable;
    } catch (error) {
      if (statusOf(error) === 404) return null;
      throw error;
    }
  }

  /** Every object whose name begins so. */
  async list(folder: string): Promise<readonly ListedObject[]> {
    const { bucket, prefix } = this.settings;
    const pages = paginateListObjectsV2(
      { client: this.#client },
      { Bucket: bucket, Prefix: prefix + folder },
    );
    const listed: ListedObject[] = [];
    for await (const { Contents: contents = [] } of pages) {
      for (const { Key: key = '', ETag: etag = '', LastModified: modifiedAt = new Date(0) } of contents) {
        listed.push({ name: key.slice(prefix.length), etag, modifiedAt });
      }
    }
    return listed;
  }

  /** Objects that are not there do not matter. */
  async remove(names: readonly string[]): Promise<void> {
    for (let start = 0; start < names.length; start += MAX_DELETED) {
      const objects = names.slice(start, start + MAX_DELETED).map((name) => ({ Key: this.#at(name).Key }));
      const { Errors: errors = [] } = await this.#client.send(
        new DeleteObjectsCommand({
          Bucket: this.settings.bucket,
          Delete: { Objects: objects, Quiet: true },
        }),
      );
      if (errors.length > 0) throw new Error(`Objects could not be deleted: ${errors[0]?.Code ?? ''}`);
    }
  }

  /** Gives the id of the upload. */
  async beginUpload(name: string): Promise<string> {
    const { UploadId: id } = await this.#client.send(new CreateMultipartUploadCommand(this.#at(name)));
    if (id === undefined) throw new Error('The server gave the upload no id.');
    return id;
  }

  async uploadPart(name: string, uploadId: string, number: number, body: Buffer): Promise<UploadedPart> {
    const command = new UploadPartCommand({
      ...this.#at(name),
      UploadId: uploadId,
      PartNumber: number,
      Body: body,
    });
    return { PartNumber: number, ETag: (await this.#client.send(command)).ETag ?? '' };
  }

  async completeUpload(name: string, uploadId: string, parts: readonly UploadedPart[]): Promise<void> {
    const inOrder = [...parts].sort((one, other) => one.PartNumber - other.PartNumber);
    await this.#client.send(
      new CompleteMultipartUploadCommand({
        ...this.#at(name),
        UploadId: uploadId,
        MultipartUpload: { Parts: inOrder },
      }),
    );
  }

  /** An upload that is not there does not matter. */
  async abortUpload(name: string, uploadId: string): Promise<void> {
    try {
      await this.#client.send(new AbortMultipartUploadCommand({ ...this.#at(name), UploadId: uploadId }));
    } catch (error) {
      if (statusOf(error) !== 404) throw error;
    }
  }

  /** Uploads that were begun before and neither completed nor aborted. */
  async staleUploads(before: Date): Promise<readonly { readonly name: string; readonly uploadId: string }[]> {
    const { bucket, prefix } = this.settings;
    const { Uploads: uploads = [] } = await this.#client.send(
      new ListMultipartUploadsCommand({ Bucket: bucket, Prefix: prefix }),
    );
    return uploads.flatMap(({ Key: key, UploadId: uploadId, Initiated: begunAt }) =>
      key === undefined || uploadId === undefined || begunAt === undefined || begunAt >= before
        ? []
        : [{ name: key.slice(prefix.length), uploadId }],
    );
  }

  /** A URL that gives the object to whoever has it, as a file of this label, for a while. Secret. */
  address(name: string, path: string): Promise<string> {
    const command = new GetObjectCommand({
      ...this.#at(name),
      ResponseContentDisposition: attachmentDisposition(path),
      ResponseContentType: 'application/octet-stream',
      ResponseCacheControl: 'private, no-store',
    });
    return getSignedUrl(this.#client, command, { expiresIn: this.settings.signedSeconds });
  }

  close(): void {
    this.#client.destroy();
  }

  #at(name: string): { readonly Bucket: string; readonly Key: string } {
    return { Bucket: this.settings.bucket, Key: this.settings.prefix + name };
  }
}

function opened({ accessKeyId, secretAccessKey }: NonNullable<BucketSettings['credentials']>) {
  return { accessKeyId: accessKeyId.open(), secretAccessKey: secretAccessKey.open() };
}

/** The SDK has advice on standard error otherwise, and tells more of what it sends than a log should hold. */
function quietLogger(log: Logger) {
  const ignore = (): void => undefined;
  const note = (...words: unknown[]): void => log.debug({ words: words.map(String) }, 'From the S3 client');
  return { debug: ignore, info: ignore, warn: note, error: note };
}

/** What failed is for the log; a client is told whose fault it is. */
function refuse(cause: unknown): never {
  throw new GatewayError(
    'INTERNAL',
    "The object storage of the gateway's artifacts does not answer, or refuses. Try again later; the gateway's log has the details.",
    { retryable: true, cause },
  );
}

function statusOf(error: unknown): number {
  const cause = error instanceof Error ? error.cause : null;
  return cause instanceof S3ServiceException ? (cause.$metadata.httpStatusCode ?? 0) : 0;
}

function abortWith(signal: AbortSignal | undefined): { readonly abortSignal?: AbortSignal } {
  return signal === undefined ? {} : { abortSignal: signal };
}
