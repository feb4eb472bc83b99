import { useState } from 'react';
import { useAction } from '../api/use-action.js';
import { StartDownloadDocument, type DownloadProgressPartsFragment } from '../generated/graphql.js';
import { useRefusal } from '../session/viewer.js';
import { DownloadControls } from './download-controls.js';
import { useLiveDownloads, useNewest } from './live-downloads.js';
import { ProgressBar } from './progress-bar.js';
import { isActive } from './progress.js';

interface DownloadButtonProps {
  /** Global id of a model or checkpoint. */
  readonly id: string;
  /** Its name. */
  readonly label: string;
  /** Whether its provider gives weights. */
  readonly isPossible: boolean;
  /** The newest download of it, as a list told. */
  readonly download: DownloadProgressPartsFragment | null | undefined;
  /** Whether the only thing on the page to press. */
  readonly isMain?: boolean;
}

/** Starts the download of something and shows how it goes. */
export function DownloadButton({ id, label, isPossible, download, isMain = false }: DownloadButtonProps) {
  const { note } = useLiveDownloads();
  const refusal = useRefusal('DOWNLOAD');
  const [started, setStarted] = useState<DownloadProgressPartsFragment | null>(null);
  const start = useAction((client, subject) => client.mutate(StartDownloadDocument, { id: subject }), {
    stale: [['downloads']],
    onDone: ({ startDownload }) => {
      setStarted(startDownload);
      note(startDownload);
    },
  });
  const newest = useNewest(started ?? download);
  if (newest !== null && newest.state !== 'CANCELLED' && (isActive(newest) || started !== null)) {
    return (
      <div className="inline-download">
        <ProgressBar download={newest} label={label} />
        {newest.state !== 'COMPLETED' && <DownloadControls download={newest} label={label} />}
      </div>
    );
  }
  if (!isPossible) return null;
  return (
    <button
      type="button"
      className={isMain ? 'button primary' : 'button small'}
      aria-label={`Download ${label}`}
      title={refusal ?? undefined}
      disabled={refusal !== null || start.isPending}
      onClick={() => start.mutate(id)}
    >
      {newest?.state === 'COMPLETED' ? 'Download again' : 'Download'}
    </button>
  );
}
