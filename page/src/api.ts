import { type Bytes, type JSONKey, percent } from './bytes';

// The calls of the server with GET. Package server of the Go module documents them.

/** ElementType describes the dtype of an array. */
export interface ElementType {
  kind: 'b' | 'i' | 'u' | 'f' | 'c' | 'M' | 'm' | 'S' | 'U' | 'V';
  bytes: number;
  unit?: string;
  multiple?: number;
  fields?: { name: string; offset: number; type: ElementType }[];
  base?: ElementType;
  shape?: number[];
}

/** Child is an entry, or a prefix that several entries have in common. */
export interface Child {
  prefix?: JSONKey;
  key?: JSONKey;
  kind?: Kind;
  bytes?: number;
  dtype?: string;
  shape?: number[];
  error?: string;
}

export type Kind = 'int' | 'str' | 'bytes' | 'json' | 'ndarray' | 'unknown';

/** Entry describes an entry without its value. */
export interface Entry {
  key: JSONKey;
  kind: Kind;
  bytes: number;
  dtype?: string;
  shape?: number[];
  order?: string;
  type?: ElementType;
  error?: string;
}

export type Form = 'json' | 'raw' | 'npy' | 'stored';

/** Failure is an error that the server sent. */
export class Failure extends Error {
  constructor(
    readonly code: string,
    text: string,
  ) {
    super(text || code.replaceAll('_', ' '));
  }
}

const place = 'openleveldb:authorization';
let authorization = sessionStorage.getItem(place) ?? '';

/** authorize sets the Authorization header of all further requests. "" means none. */
export function authorize(header: string): void {
  authorization = header;
  if (header) sessionStorage.setItem(place, header);
  else sessionStorage.removeItem(place);
}

async function call(name: string, query: string, signal?: AbortSignal): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(`./v1/${name}${query && `?${query}`}`, {
      headers: authorization ? { Authorization: authorization } : {},
      // The browser must not show its own form if the credentials are wrong.
      credentials: 'omit',
      cache: 'no-store',
      signal,
    });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new Failure('unreachable', 'The server does not answer. It may have been stopped.');
  }
  if (!response.ok) {
    throw new Failure(response.headers.get('Openleveldb-Error') ?? `status ${response.status}`, (await response.text()).trim());
  }
  return response;
}

export async function databases(): Promise<string[]> {
  return (await call('databases', '')).json();
}

/** smallestGroup is the number of keys that form a group without a separator. */
const smallestGroup = 21;

export async function list(
  db: string,
  options: { prefix: Bytes; separator: Bytes; from?: Bytes; limit: number },
): Promise<{ children: Child[]; more: boolean; next?: Child['key'] }> {
  const from = options.from === undefined ? '' : `&from=${percent(options.from)}`;
  // Without a separator, keys that have their beginning in common form groups.
  const groups = options.separator === '' ? `group=${smallestGroup - 1}` : `separator=${percent(options.separator)}`;
  const query = `db=${encodeURIComponent(db)}&prefix=${percent(options.prefix)}&${groups}`;
  return (await call('list', `${query}&limit=${options.limit}${from}`)).json();
}

export async function entry(db: string, key: Bytes): Promise<Entry> {
  return (await call('entry', `db=${encodeURIComponent(db)}&key=${percent(key)}`)).json();
}

/** value requests a value, or the selected part of it. */
export async function value(db: string, key: Bytes, form: Form, select = '', signal?: AbortSignal): Promise<Response> {
  const part = select && `&select=${encodeURIComponent(select)}`;
  return call('value', `db=${encodeURIComponent(db)}&key=${percent(key)}&form=${form}${part}`, signal);
}
