import type { DownloadProgressPartsFragment } from '../generated/graphql.js';
import { toneOf } from '../format/words.js';
import { isActive, numbersOf, phaseOf } from './progress.js';

interface ProgressBarProps {
  readonly download: DownloadProgressPartsFragment;
  /** Of what; for those who do not see where the bar stands. */
  readonly label: string;
}

/** How far a download is, as a bar with its numbers. */
export function ProgressBar({ download, label }: ProgressBarProps) {
  const { state, stateReason, error, progress } = download;
  const percent = state === 'COMPLETED' ? 100 : (progress.percent ?? null);
  const isUnknown = percent === null && isActive(download);
  return (
    <div className={`progress ${toneOf(state)} ${state === 'PAUSED' ? 'held' : ''}`}>
      <div
        className={`bar ${isUnknown ? 'unknown' : ''}`}
        role="progressbar"
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={percent === null ? undefined : Math.floor(percent)}
        aria-valuetext={phaseOf(download)}
      >
        <div style={{ inlineSize: `${percent ?? 0}%` }} />
      </div>
      <p className="progress-text">
        <b>{phaseOf(download)}</b>
        {numbersOf(download).map((part) => (
          <span key={part}>{part}</span>
        ))}
      </p>
      {stateReason != null && <p className="progress-reason">{stateReason}</p>}
      {error != null && (
        <p className="progress-reason bad">
          {error.message} <code>{error.code}</code>
        </p>
      )}
    </div>
  );
}
