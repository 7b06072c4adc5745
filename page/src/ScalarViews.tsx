import { useEffect, useState } from 'react';

import { Failure, type Form, value } from './api';
import { type Bytes, sizeText } from './bytes';
import { Message } from './Page';

interface Props {
  db: string;
  name: Bytes;
  size: number; // bytes of the payload
}

/** maxText is the number of bytes of a text that are shown at first. */
const maxText = 1 << 20;

/** useValue reads a value, or the selected part of it. */
function useValue(db: string, name: Bytes, form: Form, select: string): { data?: ArrayBuffer; failure?: Failure } {
  const [result, setResult] = useState<{ data?: ArrayBuffer; failure?: Failure }>({});
  useEffect(() => {
    const ended = new AbortController();
    setResult({});
    value(db, name, form, select, ended.signal)
      .then((response) => response.arrayBuffer())
      .then(
        (data) => setResult({ data }),
        (failure: Failure) => !ended.signal.aborted && setResult({ failure }),
      );
    return () => ended.abort();
  }, [db, name, form, select]);
  return result;
}

/** TextView shows text as it is. */
export function TextView({ db, name, size, form }: Props & { form: Form }) {
  const [all, setAll] = useState(size <= maxText || form === 'json');
  const { data, failure } = useValue(db, name, form, all ? '' : `0:${maxText}`);
  if (failure) return <Message title="The value cannot be read" text={failure.message} />;
  if (!data) return null;
  const text = new TextDecoder().decode(data);
  return (
    <div className="scroll">
      <pre className={form === 'json' ? 'value number' : 'value'}>{form === 'json' ? text.trim() : text}</pre>
      {!all && <Rest shownBytes={maxText} size={size} onAll={() => setAll(true)} />}
    </div>
  );
}

function Rest({ shownBytes, size, onAll }: { shownBytes: number; size: number; onAll: () => void }) {
  return (
    <p className="rest">
      The first {sizeText(shownBytes)} of {sizeText(size)}.{' '}
      <button type="button" onClick={onAll}>
        Show all
      </button>
    </p>
  );
}

/** JSONView shows a document, indented, with its digits and its order unchanged. */
export function JSONView({ db, name, size }: Props) {
  const [all, setAll] = useState(size <= maxText);
  const { data, failure } = useValue(db, name, all ? 'json' : 'raw', all ? '' : `0:${maxText}`);
  if (failure) return <Message title="The value cannot be read" text={failure.message} />;
  if (!data) return null;
  const text = new TextDecoder().decode(data);
  return (
    <div className="scroll">
      <pre className="value">{all ? tokens(text.trim()).map(([kind, token], i) => (kind ? <span key={i} className={kind}>{token}</span> : token)) : text}</pre>
      {!all && <Rest shownBytes={maxText} size={size} onAll={() => setAll(true)} />}
    </div>
  );
}

/** tokens indents a document in which no space is between the tokens, and names their kinds. */
export function tokens(text: string): [kind: string, token: string][] {
  const out: [string, string][] = [];
  const newLine = (depth: number) => `\n${'  '.repeat(depth)}`;
  let depth = 0;
  const pattern = /("(?:[^"\\]|\\.)*")(:?)|([[{])([\]}])?|[\]}]|,|[^[\]{},"]+/g;
  for (const [token, quoted, colon, open, close] of text.matchAll(pattern)) {
    if (quoted !== undefined) out.push([colon ? 'member' : 'string', quoted], ['', colon ? ': ' : '']);
    else if (open !== undefined) out.push(['', close === undefined ? `${open}${newLine(++depth)}` : token]);
    else if (token === ']' || token === '}') out.push(['', newLine(--depth) + token]);
    else if (token === ',') out.push(['', `,${newLine(depth)}`]);
    else out.push(['number', token]);
  }
  return out;
}

/** hexPage is the number of bytes that are shown at once. */
const hexPage = 4096;

/** HexView shows bytes in hexadecimal, a page at a time, and as an image if they are one. */
export function HexView({ db, name, size, form }: Props & { form: Form }) {
  const [first, setFirst] = useState(0);
  const { data, failure } = useValue(db, name, form, `${first}:${first + hexPage}`);
  const image = useImage(db, name, form, first === 0 ? data : undefined);
  if (failure) return <Message title="The value cannot be read" text={failure.message} />;
  if (!data) return null;
  const last = first + data.byteLength;
  return (
    <div className="scroll">
      {image && <img className="picture" src={image} alt="The bytes as an image" />}
      {size > hexPage && (
        <p className="rest">
          <button type="button" disabled={first === 0} onClick={() => setFirst(first - hexPage)}>
            Back
          </button>
          Bytes {first.toLocaleString('en')} to {last.toLocaleString('en')} of {size.toLocaleString('en')}
          <button type="button" disabled={last >= size} onClick={() => setFirst(first + hexPage)}>
            Next
          </button>
        </p>
      )}
      <pre className="value">{data.byteLength === 0 ? '(no bytes)' : hexDump(new Uint8Array(data), first)}</pre>
    </div>
  );
}

export function hexDump(bytes: Uint8Array, first: number): string {
  const lines: string[] = [];
  for (let at = 0; at < bytes.length; at += 16) {
    const line = [...bytes.subarray(at, at + 16)];
    const hex = line.map((b, i) => b.toString(16).padStart(2, '0') + (i === 7 ? ' ' : '')).join(' ');
    const text = line.map((b) => (b >= 0x20 && b < 0x7f ? String.fromCharCode(b) : '.')).join('');
    lines.push(`${(first + at).toString(16).padStart(8, '0')}  ${hex.padEnd(49)}  ${text}`);
  }
  return lines.join('\n');
}

/** imageTypes holds the bytes with which files of images begin. */
const imageTypes: [type: string, magic: string][] = [
  ['image/png', '\x89PNG\r\n\x1a\n'],
  ['image/jpeg', '\xff\xd8\xff'],
  ['image/gif', 'GIF8'],
];

/** maxImage is the largest file of an image that is shown, in bytes. */
const maxImage = 32 << 20;

/** useImage returns the address of an image if the value is a file of one. */
function useImage(db: string, name: Bytes, form: Form, head?: ArrayBuffer): string | undefined {
  const [address, setAddress] = useState<string>();
  useEffect(() => {
    if (!head || form !== 'raw') return undefined;
    const start = String.fromCharCode(...new Uint8Array(head.slice(0, 16)));
    const type = imageTypes.find(([, magic]) => start.startsWith(magic))?.[0];
    if (!type) return undefined;
    const ended = new AbortController();
    let made: string | undefined;
    value(db, name, form, `0:${maxImage}`, ended.signal)
      .then((response) => response.arrayBuffer())
      .then(
        (data) => setAddress((made = URL.createObjectURL(new Blob([data], { type })))),
        () => undefined, // the bytes are shown nevertheless
      );
    return () => {
      ended.abort();
      if (made) URL.revokeObjectURL(made);
      setAddress(undefined);
    };
  }, [db, name, form, head]);
  return address;
}
