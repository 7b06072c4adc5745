import { type Bytes, fromPercent, fromText, percent } from './bytes';

// The part of the address after # holds what is shown, so that a reload shows it again. It is not
// sent to the server.

/** Shown is what the page shows. */
export interface Shown {
  db?: string;
  key?: Bytes;
  separator: Bytes;
}

const defaultSeparator = fromText('/');

function read(): Map<string, string> {
  const parts = new Map<string, string>();
  for (const part of window.location.hash.slice(1).split('&')) {
    const at = part.indexOf('=');
    if (at > 0) parts.set(part.slice(0, at), part.slice(at + 1));
  }
  return parts;
}

/** takeToken returns the token in the address, and removes it from there and from the history. */
export function takeToken(): string | undefined {
  const parts = read();
  const token = parts.get('token');
  if (token === undefined) return undefined;
  parts.delete('token');
  const rest = [...parts].map(([name, text]) => `${name}=${text}`).join('&');
  history.replaceState(null, '', rest ? `#${rest}` : window.location.pathname);
  return decodeURIComponent(token);
}

export function readShown(): Shown {
  const parts = read();
  const [db, key, separator] = [parts.get('db'), parts.get('key'), parts.get('separator')];
  return {
    db: db === undefined ? undefined : decodeURIComponent(db),
    key: key === undefined ? undefined : fromPercent(key),
    separator: separator === undefined ? defaultSeparator : fromPercent(separator),
  };
}

export function writeShown({ db, key, separator }: Shown): void {
  const parts: string[] = [];
  if (db !== undefined) parts.push(`db=${encodeURIComponent(db)}`);
  if (separator !== defaultSeparator) parts.push(`separator=${percent(separator)}`);
  if (key !== undefined) parts.push(`key=${percent(key)}`);
  const hash = `#${parts.join('&')}`;
  if (hash !== window.location.hash) history.pushState(null, '', hash);
}
