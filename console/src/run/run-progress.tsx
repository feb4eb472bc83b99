import { duration } from '../format/quantities.js';
import { words } from '../format/words.js';
import type { RunRowFragment } from '../generated/graphql.js';

type Progress = Pick<RunRowFragment, 'status' | 'progressPercent' | 'epoch' | 'totalEpochs' | 'etaSeconds'>;

/** How far a run is that still trains; nothing for others. */
export function RunProgress({ run }: { readonly run: Progress }) {
  const { status, progressPercent, etaSeconds } = run;
  if (status !== 'RUNNING' || progressPercent === null) return null;
  const epochs = epochsOf(run);
  return (
    <div className="progress busy">
      <div
        className="bar"
        role="progressbar"
        aria-label="Training"
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.floor(progressPercent)}
      >
        <div style={{ inlineSize: `${progressPercent}%` }} />
      </div>
      <p className="progress-text">
        <b>{words(status)}</b>
        <span>{Math.floor(progressPercent)} %</span>
        {epochs !== null && <span>{epochs}</span>}
        {etaSeconds !== null && <span>{duration(etaSeconds)} left</span>}
      </p>
    </div>
  );
}

/** `epoch 12 of 60`; null where no epoch is known. */
export function epochsOf({ epoch, totalEpochs }: Pick<Progress, 'epoch' | 'totalEpochs'>): string | null {
  if (epoch === null) return null;
  return totalEpochs === null ? `epoch ${epoch}` : `epoch ${epoch} of ${totalEpochs}`;
}
