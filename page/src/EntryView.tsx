import { lazy, Suspense, useEffect, useState } from 'react';

import { entry, type Entry, Failure, type Form, value } from './api';
import { type Bytes, shown, sizeText } from './bytes';
import { HexView, JSONView, TextView } from './ScalarViews';
import { Message } from './Page';
import { dtypeText, shapeText } from './Tree';

// H5Web is most of the page, and the tree need not wait for it.
const ArrayView = lazy(() => import('./ArrayView'));

/** EntryView shows one entry: what it is, and its value. */
export function EntryView({ db, name }: { db: string; name: Bytes }) {
  const [about, setAbout] = useState<Entry>();
  const [failure, setFailure] = useState<Failure>();
  useEffect(() => {
    let current = true;
    entry(db, name).then(
      (found) => current && setAbout(found),
      (error: Failure) => current && setFailure(error),
    );
    return () => {
      current = false;
    };
  }, [db, name]);

  if (failure) return <Message title={failure.code === 'not_found' ? 'The key is not in the database' : 'The entry cannot be read'} text={failure.message} />;
  if (!about) return null;
  return (
    <>
      <Facts db={db} name={name} about={about} />
      {about.error && (
        <div className="message" role="alert">
          <h2>{about.kind === 'unknown' ? 'Not a value of this package' : 'The value is damaged'}</h2>
          <p>{about.error}</p>
        </div>
      )}
      <Value db={db} name={name} about={about} />
    </>
  );
}

function Value({ db, name, about }: { db: string; name: Bytes; about: Entry }) {
  if (about.error) return <HexView db={db} name={name} form="stored" size={about.bytes} />;
  switch (about.kind) {
    case 'ndarray':
      return (
        <Suspense fallback={null}>
          <ArrayView db={db} name={name} about={about} />
        </Suspense>
      );
    case 'int':
      return <TextView db={db} name={name} form="json" size={about.bytes} />;
    case 'str':
      return <TextView db={db} name={name} form="raw" size={about.bytes - 1} />;
    case 'json':
      return <JSONView db={db} name={name} size={about.bytes} />;
    default:
      return <HexView db={db} name={name} form="raw" size={about.bytes - 1} />;
  }
}

/** Facts shows the key, and what is known about the value without reading it. */
function Facts({ db, name, about }: { db: string; name: Bytes; about: Entry }) {
  const facts: [string, string][] = [['Type', about.kind]];
  if (about.dtype) {
    facts.push(['dtype', dtypeText(about.dtype)], ['Shape', shapeText(about.shape)]);
    if (about.order === 'Fortran') facts.push(['Order', 'Fortran']);
  }
  facts.push(['Stored', sizeText(about.bytes)]);
  return (
    <div className="facts-bar">
      <h2 title={`${name.length} ${name.length === 1 ? 'byte' : 'bytes'}`}>{shown(name) || '(the empty key)'}</h2>
      <dl>
        {facts.map(([term, text]) => (
          <div key={term} title={term === 'dtype' ? about.dtype : undefined}>
            <dt>{term}</dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
      <Downloads db={db} name={name} about={about} />
    </div>
  );
}

/** picture returns what is drawn. */
function picture(): Promise<Blob> {
  const canvas = document.querySelector<HTMLCanvasElement>('main canvas');
  return new Promise((resolve, reject) => {
    const none = () => reject(new Error('No picture is shown: choose Line, Heatmap or RGB.'));
    if (canvas) canvas.toBlob((blob) => (blob ? resolve(blob) : none()));
    else none();
  });
}

/** Downloads has a button for each form in which a value can be saved. */
function Downloads({ db, name, about }: { db: string; name: Bytes; about: Entry }) {
  const [problem, setProblem] = useState('');
  const forms: [string, Form, string][] = [];
  if (about.kind === 'ndarray' && !about.error) forms.push(['.npy', 'npy', '.npy']);
  if (!about.error && about.kind !== 'bytes') forms.push(['.json', 'json', '.json']);
  if (about.kind === 'str' && !about.error) forms.push(['.txt', 'raw', '.txt']);
  if (about.kind === 'bytes' || about.error) forms.push(['bytes', about.error ? 'stored' : 'raw', '.bin']);
  async function save(suffix: string, content: () => Promise<Blob>) {
    try {
      const link = document.createElement('a');
      link.href = URL.createObjectURL(await content());
      link.download = (shown(name).replace(/[^\p{L}\p{N}._-]+/gu, '_').slice(-100) || 'value') + suffix;
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
      setProblem('');
    } catch (error) {
      setProblem((error as Error).message);
    }
  }
  return (
    <div className="downloads">
      Save as
      {forms.map(([label, form, suffix]) => (
        <button key={form} type="button" onClick={() => save(suffix, async () => (await value(db, name, form)).blob())}>
          {label}
        </button>
      ))}
      {about.kind === 'ndarray' && !about.error && (
        <button type="button" title="The picture that is shown" onClick={() => save('.png', picture)}>
          .png
        </button>
      )}
      {problem && <span role="alert">{problem}</span>}
    </div>
  );
}
