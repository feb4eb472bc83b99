import type { ReactNode } from 'react';
import { explain } from '../api/errors.js';

/** What stands where content will be: lines of about its height. */
export function Loading({ rows = 6 }: { readonly rows?: number }) {
  return (
    <div className="loading" role="status" aria-label="Loading">
      {Array.from({ length: rows }, (_, index) => (
        <div key={index} className="skeleton" />
      ))}
    </div>
  );
}

/** Says that there is nothing, and what to do about it. */
export function Empty({ title, children }: { readonly title: string; readonly children?: ReactNode }) {
  return (
    <div className="empty">
      <h2>{title}</h2>
      {children}
    </div>
  );
}

interface FailureProps {
  readonly error: unknown;
  /** Asks again. */
  readonly onRetry: () => void;
}

/** Says what went wrong, in place of the content. */
export function Failure({ error, onRetry }: FailureProps) {
  const { title, text, retryable } = explain(error);
  return (
    <div className="empty failure" role="alert">
      <h2>{title}</h2>
      <p>{text}</p>
      {retryable && (
        <button type="button" className="button" onClick={onRetry}>
          Try again
        </button>
      )}
    </div>
  );
}
