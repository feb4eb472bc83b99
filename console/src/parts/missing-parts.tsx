import type { ModelgateError } from '@modelgate/client';
import type { ProblemPartsFragment } from '../generated/graphql.js';

interface MissingProvidersProps {
  readonly problems: readonly ProblemPartsFragment[];
  /** Asks again. */
  readonly onRetry: () => void;
}

/** Says which providers' part of a list is missing, and why. Nothing when the list is whole. */
export function MissingProviders({ problems, onRetry }: MissingProvidersProps) {
  const byName = new Map(problems.map((problem) => [problem.provider.name, problem]));
  if (byName.size === 0) return null;
  return (
    <div className="note warn" role="status">
      <div>
        <strong>This list is not complete.</strong>
        <ul>
          {[...byName].map(([name, { code, message, retryAfterSeconds }]) => (
            <li key={name}>
              <b>{name}</b>: {message} <code>{code}</code>
              {retryAfterSeconds != null && ` Try again in ${Math.ceil(retryAfterSeconds)} s.`}
            </li>
          ))}
        </ul>
      </div>
      <button type="button" className="button small" onClick={onRetry}>
        Try again
      </button>
    </div>
  );
}

/** Says that a page lacks something because its provider failed to answer. Nothing when nothing is missing. */
export function MissingFields({ error }: { readonly error: ModelgateError | null }) {
  if (error === null) return null;
  return (
    <div className="note warn" role="status">
      <div>
        <strong>Some of this page is missing.</strong> {error.message} <code>{error.code}</code>
      </div>
    </div>
  );
}
