import { useAnswer } from '../api/use-answer.js';
import { moment } from '../format/quantities.js';
import { DownloadSubjectDocument, type DownloadSubjectPartsFragment } from '../generated/graphql.js';
import { links } from '../router/routes.js';
import { ArtifactFiles } from './artifact-files.js';
import { DownloadControls } from './download-controls.js';
import { ProgressBar } from './progress-bar.js';
import type { ListedDownload } from './use-downloads.js';

type Subject = DownloadSubjectPartsFragment['subject'];

/** One download with its bar, what can be done with it, and the files that it brought. */
export function DownloadItem({ download }: { readonly download: ListedDownload }) {
  const { id, provider, createdAt, artifact, state } = download;
  const isTold = download.subject === undefined;
  const { data } = useAnswer(
    ['download-subject', id],
    (client, options) => client.query(DownloadSubjectDocument, { id }, options),
    isTold,
  );
  const { name, href } = describe(isTold ? data?.data.download?.subject : download.subject);
  return (
    <li className="item download" data-state={state}>
      <div className="item-main">
        <h3>{href === null ? name : <a href={href}>{name}</a>}</h3>
        <p className="about">
          {provider.name} · <time dateTime={createdAt}>{moment(createdAt)}</time>
        </p>
        <ProgressBar download={download} label={name} />
        {artifact != null && (
          <details>
            <summary>{artifact.files.length === 1 ? '1 file' : `${artifact.files.length} files`}</summary>
            <ArtifactFiles files={artifact.files} />
          </details>
        )}
      </div>
      <DownloadControls download={download} label={name} />
    </li>
  );
}

/** A subject's name and page; a checkpoint is found on the page of its run, or else of its model. */
function describe(subject: Subject | undefined): { readonly name: string; readonly href: string | null } {
  if (subject === undefined) return { name: '…', href: null };
  if (subject === null) return { name: 'No longer at its provider', href: null };
  if (!('checkpointName' in subject)) return { name: subject.modelName, href: links.model(subject.ref) };
  const { checkpointName, model, run } = subject;
  const home = run?.name ?? model?.name;
  return {
    name: home == null ? checkpointName : `${home} · ${checkpointName}`,
    href: run != null ? links.run(run.ref) : model != null ? links.model(model.ref) : null,
  };
}
