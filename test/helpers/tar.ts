import { gzipSync } from 'node:zlib';
import { pack, type Header } from 'tar-stream';

/** One member of an archive; a file unless the header says otherwise. */
export interface TarMember {
  readonly header: Partial<Header> & Pick<Header, 'name'>;
  readonly content?: Uint8Array | string;
}

/** A tar of these members, honest or not. */
export async function makeTar(members: readonly TarMember[]): Promise<Buffer> {
  const tar = pack();
  for (const { header, content } of members) {
    tar.entry(header, content ?? '');
  }
  tar.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of tar as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** A tar of regular files. */
export function tarOf(files: Readonly<Record<string, Uint8Array | string>>): Promise<Buffer> {
  return makeTar(Object.entries(files).map(([name, content]) => ({ header: { name }, content })));
}

export async function tarGzOf(files: Readonly<Record<string, Uint8Array | string>>): Promise<Buffer> {
  return gzipSync(await tarOf(files));
}
