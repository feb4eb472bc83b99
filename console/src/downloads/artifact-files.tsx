import { useState } from 'react';
import { explain } from '../api/errors.js';
import { bytes } from '../format/quantities.js';
import { words } from '../format/words.js';
import type { DownloadProgressPartsFragment } from '../generated/graphql.js';
import { useNotices } from '../parts/notices.js';
import { HiddenHeading, Table } from '../parts/table.js';
import { useSession } from '../session/session.js';
import { useRefusal } from '../session/viewer.js';

type Artifact = NonNullable<DownloadProgressPartsFragment['artifact']>;
type ArtifactFile = Artifact['files'][number];

/** The verified files that the gateway holds, to be saved on this machine. */
export function ArtifactFiles({ files }: { readonly files: readonly ArtifactFile[] }) {
  const refusal = useRefusal('DOWNLOAD');
  const head = (
    <>
      <th scope="col">File</th>
      <th scope="col">For</th>
      <th scope="col" className="number">
        Size
      </th>
      <HiddenHeading>Save</HiddenHeading>
    </>
  );
  return (
    <Table label="Files" head={head}>
      {files.map((file) => (
        <tr key={file.path}>
          <td className="path">{file.path}</td>
          <td>{words(file.role)}</td>
          <td className="number nowrap">{bytes(file.sizeBytes)}</td>
          <td className="number">
            {file.url === null ? (
              <span className="hint">{refusal}</span>
            ) : (
              <SaveFile file={file} url={file.url} />
            )}
          </td>
        </tr>
      ))}
    </Table>
  );
}

interface SaveFileProps {
  readonly file: ArtifactFile;
  readonly url: string;
}

/** A link where the gateway asks for no key; else the file is fetched with the key first, which links cannot send. */
function SaveFile({ file, url }: SaveFileProps) {
  const { client, key } = useSession();
  const { tell } = useNotices();
  const [isSaving, setSaving] = useState(false);
  const name = file.path.split('/').at(-1) ?? file.path;
  const address = sameOrigin(url);
  if (key === null) {
    return (
      <a href={address} download={name} aria-label={`Save ${file.path}`}>
        Save
      </a>
    );
  }
  const save = async () => {
    setSaving(true);
    try {
      const { body } = await client.openFile({ ...file, url: address });
      offer(await new Response(body).blob(), name);
    } catch (error) {
      tell('bad', explain(error).text);
    } finally {
      setSaving(false);
    }
  };
  return (
    <button
      type="button"
      className="plain link"
      aria-label={`Save ${file.path}`}
      disabled={isSaving}
      onClick={() => void save()}
    >
      {isSaving ? 'Fetching…' : 'Save'}
    </button>
  );
}

/** The gateway may call itself by another name than the one that this page was opened with. */
function sameOrigin(url: string): string {
  return new URL(new URL(url).pathname, location.href).href;
}

function offer(content: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  // The browser has begun to read it by then.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
