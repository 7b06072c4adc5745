import { type FormEvent, useState } from 'react';

import { authorize, databases, Failure } from './api';

/** Login asks for the credentials of a server: a name and a password, or a token. */
export function Login({ onLogin }: { onLogin: () => void }) {
  const [problem, setProblem] = useState('');
  const [busy, setBusy] = useState(false);

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const [name, secret] = [String(form.get('name') ?? ''), String(form.get('secret') ?? '')];
    setBusy(true);
    try {
      authorize(name ? `Basic ${btoa(String.fromCharCode(...new TextEncoder().encode(`${name}:${secret}`)))}` : `Bearer ${secret}`);
      await databases();
      onLogin();
    } catch (error) {
      authorize('');
      const failure = error as Failure;
      setProblem(failure.code === 'unauthorized' ? 'The name or the password is wrong.' : failure.message);
    }
    setBusy(false);
  }

  return (
    <form className="login" onSubmit={submit}>
      <h1>OpenLevelDB</h1>
      <label>
        Name
        <input name="name" autoComplete="username" placeholder="empty for a token" />
      </label>
      <label>
        Password or token
        <input name="secret" type="password" autoComplete="current-password" required />
      </label>
      <button type="submit" disabled={busy}>
        Sign in
      </button>
      {problem && <p role="alert">{problem}</p>}
    </form>
  );
}
