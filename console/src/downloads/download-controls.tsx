import { useAction } from '../api/use-action.js';
import {
  CancelDownloadDocument,
  PauseDownloadDocument,
  ResumeDownloadDocument,
  RetryDownloadDocument,
  type DownloadProgressPartsFragment,
} from '../generated/graphql.js';
import { useRefusal } from '../session/viewer.js';
import { useLiveDownloads } from './live-downloads.js';
import { isActive } from './progress.js';

interface DownloadControlsProps {
  readonly download: DownloadProgressPartsFragment;
  /** Of what; part of the buttons' names. */
  readonly label: string;
}

/** What can be done with a download now. Cancelling keeps what has come, so that a retry goes on from there. */
export function DownloadControls({ download, label }: DownloadControlsProps) {
  const { note } = useLiveDownloads();
  const refusal = useRefusal('DOWNLOAD');
  const pause = useAction((client, id) => client.mutate(PauseDownloadDocument, { id }), {
    onDone: (data) => note(data.pauseDownload),
  });
  const resume = useAction((client, id) => client.mutate(ResumeDownloadDocument, { id }), {
    onDone: (data) => note(data.resumeDownload),
  });
  const cancel = useAction((client, id) => client.mutate(CancelDownloadDocument, { id }), {
    onDone: (data) => note(data.cancelDownload),
  });
  const retry = useAction((client, id) => client.mutate(RetryDownloadDocument, { id }), {
    onDone: (data) => note(data.retryDownload),
    stale: [['downloads']],
  });
  const button = (text: string, action: typeof pause | typeof resume | typeof cancel | typeof retry) => (
    <button
      type="button"
      className="button small"
      aria-label={`${text} ${label}`}
      title={refusal ?? undefined}
      disabled={refusal !== null || action.isPending}
      onClick={() => action.mutate(download.id)}
    >
      {text}
    </button>
  );
  const { state, carrier } = download;
  return (
    <div className="buttons">
      {state === 'PAUSED' && button('Resume', resume)}
      {isActive(download) && state !== 'PAUSED' && carrier === 'GATEWAY' && button('Pause', pause)}
      {isActive(download) && button('Cancel', cancel)}
      {(state === 'FAILED' || state === 'CANCELLED') && button('Retry', retry)}
    </div>
  );
}
