import { useId, useState, type SubmitEvent } from 'react';
import { useSession } from './session.js';

/** Asks for a key: none was sent, or the one that was is not accepted. */
export function SignIn() {
  const { key, enter } = useSession();
  const [typed, setTyped] = useState('');
  const id = useId();
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (typed.trim() !== '') enter(typed.trim());
  };
  return (
    <form className="sign-in card" onSubmit={submit}>
      <h1>Sign in</h1>
      <p className="muted">
        This gateway lets in only callers with a key or token. It is kept in this tab until you sign out or
        close it.
      </p>
      {key !== null && (
        <p className="note bad" role="alert">
          The gateway does not accept this key. It may be mistyped, revoked or expired.
        </p>
      )}
      <label htmlFor={id}>Key or token</label>
      <input
        id={id}
        type="password"
        autoComplete="off"
        spellCheck={false}
        placeholder="mgk_…"
        value={typed}
        onChange={({ target }) => setTyped(target.value)}
      />
      <button type="submit" className="button primary">
        Sign in
      </button>
      <p className="hint">
        Whoever runs the gateway makes one with{' '}
        <code>modelgate keys create --name me --scopes read,download</code>.
      </p>
    </form>
  );
}
