import { useCallback, useEffect, useState } from 'react';

import { databases, Failure } from './api';
import { type Bytes, empty, shown, typed } from './bytes';
import { EntryView } from './EntryView';
import { readShown, type Shown, writeShown } from './location';
import { Login } from './Login';
import { Tree } from './Tree';

/** Page is the whole page: a header, the tree of keys, and the selected entry. */
export function Page() {
  const [names, setNames] = useState<string[]>();
  const [failure, setFailure] = useState<Failure>();
  const [place, setPlace] = useState<Shown>(readShown);
  const [start, setStart] = useState<Bytes>(empty);
  const [version, setVersion] = useState(0); // counts reloads

  const load = useCallback(async () => {
    try {
      const found = await databases();
      setNames(found);
      setFailure(undefined);
      setPlace((now) => ({ ...now, db: now.db !== undefined && found.includes(now.db) ? now.db : found[0] }));
    } catch (error) {
      setNames(undefined);
      setFailure(error as Failure);
    }
  }, []);
  useEffect(() => void load(), [load]);
  useEffect(() => {
    const back = () => setPlace((now) => ({ ...readShown(), db: readShown().db ?? now.db }));
    window.addEventListener('popstate', back);
    return () => window.removeEventListener('popstate', back);
  }, []);
  useEffect(() => {
    if (names) writeShown(place);
    document.title = [place.key === undefined ? '' : shown(place.key), place.db, 'OpenLevelDB'].filter(Boolean).join(' · ');
  }, [names, place]);

  if (failure?.code === 'unauthorized') return <Login onLogin={load} />;
  if (failure) return <Message title="The databases cannot be listed" text={failure.message} />;
  if (!names) return null;
  if (place.db === undefined) return <Message title="No databases" text="The server has no databases yet." />;
  const { db, key, separator } = place;
  return (
    <div className="page">
      <header>
        <h1>OpenLevelDB</h1>
        {names.length > 1 ? (
          <select aria-label="Database" value={db} onChange={(e) => setPlace({ db: e.target.value, separator })}>
            {names.map((name) => (
              <option key={name}>{name}</option>
            ))}
          </select>
        ) : (
          <span className="database">{db}</span>
        )}
        <Field
          label="Keys that start with"
          value=""
          placeholder="Keys that start with…"
          onChange={(text) => setStart(typed(text))}
        />
        <label className="separator" title="Keys are grouped at this text. Empty: by the beginnings that many keys have in common.">
          Separator
          <Field label="Separator" value={shown(separator)} onChange={(text) => setPlace({ db, key, separator: typed(text) })} />
        </label>
        <button type="button" className="reload" title="Read the database again" onClick={() => setVersion(version + 1)}>
          Reload
        </button>
      </header>
      <nav aria-label="Keys">
        <Tree
          key={`${db} ${version} ${separator} ${start}`}
          db={db}
          prefix={start}
          separator={separator}
          selected={key}
          onSelect={(selected) => setPlace({ db, separator, key: selected })}
        />
      </nav>
      <main>
        {key === undefined ? (
          <p className="hint">Select a key.</p>
        ) : (
          <EntryView key={`${db} ${version} ${key}`} db={db} name={key} />
        )}
      </main>
    </div>
  );
}

/** Field is a line of text that takes effect when the user pauses. */
function Field(props: { label: string; value: string; placeholder?: string; onChange: (text: string) => void }) {
  const { label, value, placeholder, onChange } = props;
  const [text, setText] = useState(value);
  useEffect(() => {
    if (text === value) return undefined;
    const timer = setTimeout(() => onChange(text), 250);
    return () => clearTimeout(timer);
    // onChange is another function each time, and must not start the timer again.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [text]);
  return (
    <input
      type="search"
      aria-label={label}
      placeholder={placeholder}
      value={text}
      spellCheck={false}
      autoComplete="off"
      onChange={(e) => setText(e.target.value)}
    />
  );
}

export function Message({ title, text }: { title: string; text: string }) {
  return (
    <div className="message" role="alert">
      <h2>{title}</h2>
      <p>{text}</p>
    </div>
  );
}
