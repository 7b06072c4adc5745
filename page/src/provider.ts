import {
  type AttributeValues,
  type BuiltInExporter,
  type Dataset,
  DataProviderApi,
  type DType,
  DTypeClass,
  type Entity,
  EntityKind,
  type ExportFormat,
  type ExportURL,
  type ProvidedEntity,
  type ValuesStoreParams,
  parseShape,
} from '@h5web/app';

import { type ElementType, type Entry, Failure, type Form, value } from './api';
import { type Bytes, sizeText } from './bytes';
import { csvOf } from './csv';

/** arrayPath is the path of the array in its provider, which has only one. */
export const arrayPath = '/array';

/** maxSlice is the largest slice that is requested, in bytes. A browser has little memory. */
const maxSlice = 512 * 2 ** 20;

/** ArrayProvider provides one array to H5Web. */
export class ArrayProvider extends DataProviderApi {
  readonly #dataset: Dataset;
  readonly #type: ElementType;
  // The slice that was read last.
  #last?: { selection?: string; signal?: AbortSignal; result: Promise<unknown> };

  constructor(
    readonly db: string,
    readonly key: Bytes,
    readonly title: string,
    readonly entry: Entry,
    counts: boolean,
  ) {
    super(title);
    if (!entry.type || !entry.shape) throw new Error('not an array');
    this.#type = counts ? { kind: 'i', bytes: 8 } : entry.type;
    this.#dataset = {
      name: title,
      path: arrayPath,
      kind: EntityKind.Dataset,
      attributes: isImage(entry) ? [attribute('CLASS')] : [],
      shape: parseShape(entry.shape),
      type: typeOf(this.#type),
      rawType: entry.dtype,
    };
  }

  async getEntity(path: string): Promise<ProvidedEntity> {
    if (path === arrayPath) return this.#dataset;
    return { name: '', path: '/', kind: EntityKind.Group, attributes: [], children: [this.#dataset] };
  }

  async getAttrValues(entity: Entity): Promise<AttributeValues> {
    return entity.attributes.length > 0 ? { CLASS: 'IMAGE' } : {};
  }

  getValue({ selection }: ValuesStoreParams, signal?: AbortSignal): Promise<unknown> {
    return this.#valuesOf(selection, signal);
  }

  #valuesOf(selection: string | undefined, signal?: AbortSignal): Promise<unknown> {
    const last = this.#last;
    if (last && last.selection === selection && !last.signal?.aborted) return last.result;
    const result = this.#read(selection, signal);
    this.#last = { selection, signal, result };
    result.catch(() => {
      if (this.#last?.result === result) this.#last = undefined;
    });
    return result;
  }

  async #read(selection: string | undefined, signal?: AbortSignal): Promise<unknown> {
    const size = this.#sizeOf(selection);
    if (size > maxSlice) {
      throw new Failure('too_large', `The slice has ${sizeText(size)}, more than a browser can show. Select fewer elements, or save the array as .npy.`);
    }
    const scalar = countAxes(selection, this.entry.shape ?? []) === 0;
    const values = isRaw(this.#type)
      ? decodeRaw(this.#type, await (await this.#fetch('raw', selection, signal)).arrayBuffer())
      : decodeJSON(this.#type, parse(await (await this.#fetch('json', selection, signal)).text()));
    return scalar ? values[0] : values;
  }

  getExportURL(format: ExportFormat, _dataset: Dataset, selection?: string, builtIn?: BuiltInExporter): ExportURL | undefined {
    if (format === 'npy') return async () => (await this.#fetch('npy', selection)).blob();
    if (!builtIn) return undefined;
    if (format !== 'csv') return async () => new Blob([builtIn()]);
    return async () => new Blob([csvOf(this.#type, await this.#valuesOf(selection), this.#columns(selection), builtIn)]);
  }

  /** #columns returns the length of the last selected axis, if at least two are selected. */
  #columns(selection: string | undefined): number {
    const parts = selection?.split(',') ?? [];
    const lengths = (this.entry.shape ?? []).filter((_, axis) => !isIndex(parts[axis]));
    return lengths.length > 1 ? (lengths.at(-1) ?? 1) : 1;
  }

  #fetch(form: Form, selection: string | undefined, signal?: AbortSignal): Promise<Response> {
    return value(this.db, this.key, form, selection, signal);
  }

  #sizeOf(selection: string | undefined): number {
    const parts = selection?.split(',') ?? [];
    return (this.entry.shape ?? []).reduce((size, length, axis) => size * (isIndex(parts[axis]) ? 1 : length), this.entry.type?.bytes ?? 1);
  }
}

function isIndex(part: string | undefined): boolean {
  return part !== undefined && !part.includes(':');
}

/** countAxes returns the number of axes of a selected part. */
function countAxes(selection: string | undefined, shape: number[]): number {
  return shape.length - (selection?.split(',').filter(isIndex).length ?? 0);
}

function attribute(name: string) {
  return { name, shape: parseShape([]), type: typeOf({ kind: 'U', bytes: 4 }) };
}

/** isImage reports whether an array has the form of an image: bytes with three or four channels. */
function isImage({ shape, type }: Entry): boolean {
  const channels = shape?.at(-1) ?? 0;
  return shape !== undefined && shape.length >= 3 && type?.kind === 'u' && type.bytes === 1 && (channels === 3 || channels === 4);
}

/** isShowable reports whether elements can be shown: long doubles depend on the writer's machine. */
export function isShowable(type: ElementType): boolean {
  if (type.base) return isShowable(type.base);
  if (type.fields) return type.fields.every((f) => isShowable(f.type));
  return !((type.kind === 'f' && type.bytes > 8) || (type.kind === 'c' && type.bytes > 16));
}

/** typeOf returns H5Web's type for a dtype. */
function typeOf(type: ElementType): DType {
  const bits = type.bytes * 8;
  const endianness = 'little-endian';
  switch (type.kind) {
    case 'b':
      return { class: DTypeClass.Bool, base: { class: DTypeClass.Integer, signed: false, size: 8, endianness } };
    case 'i':
    case 'u':
      return { class: DTypeClass.Integer, signed: type.kind === 'i', size: bits, endianness };
    case 'f':
      return { class: DTypeClass.Float, size: bits, endianness };
    case 'c': {
      const part = { class: DTypeClass.Float, size: bits / 2, endianness } as const;
      return { class: DTypeClass.Complex, realType: part, imagType: part };
    }
    case 'V':
      if (type.fields) return { class: DTypeClass.Compound, fields: new Map(type.fields.map((f) => [f.name, fieldType(f.type)])) };
  }
  return { class: DTypeClass.String, charSet: 'UTF-8', strPad: 'null-padded' };
}

/** fieldType returns the type of a cell in a table: structures inside structures are text. */
function fieldType(type: ElementType): DType {
  return type.fields || type.base ? typeOf({ kind: 'U', bytes: 4 }) : typeOf(type);
}

/** isRaw reports whether elements are numbers, which are sent as bytes. */
function isRaw(type: ElementType): boolean {
  return 'biufc'.includes(type.kind);
}

type Numbers = ArrayLike<unknown>;

function decodeRaw(type: ElementType, data: ArrayBuffer): Numbers {
  switch (`${type.kind}${type.bytes}`) {
    case 'b1':
      return new Uint8Array(data).map((b) => (b === 0 ? 0 : 1));
    case 'i1':
      return new Int8Array(data);
    case 'i2':
      return new Int16Array(data);
    case 'i4':
      return new Int32Array(data);
    case 'i8':
      return new BigInt64Array(data);
    case 'u1':
      return new Uint8Array(data);
    case 'u2':
      return new Uint16Array(data);
    case 'u4':
      return new Uint32Array(data);
    case 'u8':
      return new BigUint64Array(data);
    case 'f2':
      return Float32Array.from(new Uint16Array(data), halfToNumber);
    case 'f4':
      return new Float32Array(data);
    case 'f8':
      return new Float64Array(data);
    case 'c8':
      return pairs(new Float32Array(data));
    case 'c16':
      return pairs(new Float64Array(data));
  }
  throw new Error(`elements of kind ${type.kind} with ${type.bytes} bytes cannot be shown`);
}

function pairs(parts: Float32Array | Float64Array): [number, number][] {
  return Array.from({ length: parts.length / 2 }, (_, i) => [parts[2 * i] ?? NaN, parts[2 * i + 1] ?? NaN]);
}

function halfToNumber(half: number): number {
  const sign = half & 0x8000 ? -1 : 1;
  const exponent = (half >> 10) & 0x1f;
  const fraction = half & 0x3ff;
  if (exponent === 0x1f) return fraction ? NaN : sign * Infinity;
  return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

interface ArrayJSON {
  dtype: string;
  shape: number[];
  data?: unknown;
}

/** parse parses JSON. Integers that a number cannot hold become BigInts, where the browser can. */
function parse(text: string): ArrayJSON {
  const reviver = (_key: string, parsed: unknown, context?: { source?: string }) =>
    typeof parsed === 'number' && !Number.isSafeInteger(parsed) && /^-?\d+$/.test(context?.source ?? '') ? BigInt(context?.source ?? 0) : parsed;
  return JSON.parse(text, reviver as (key: string, value: unknown) => unknown);
}

function decodeJSON(type: ElementType, { shape, data }: ArrayJSON): unknown[] {
  if (data === undefined) throw new Error('these elements cannot be shown; save the array as .npy');
  let elements: unknown[] = [data];
  for (const _ of shape) elements = elements.flat(1);
  return elements.map((element) => (type.fields ? record(type, element as Record<string, unknown>) : cell(type, element)));
}

function record(type: ElementType, element: Record<string, unknown>): unknown[] {
  return (type.fields ?? []).map((f) => cell(f.type, element[f.name]));
}

/** cell returns an element, or a field of one, as H5Web expects it. */
function cell(type: ElementType, element: unknown): unknown {
  if (type.fields || type.base) return JSON.stringify(element, (_, v) => (typeof v === 'bigint' ? v.toString() : v));
  switch (type.kind) {
    case 'f':
      return Number(element);
    case 'c':
      return (element as unknown[]).map(Number);
    case 'S':
      return textOf((element as { base64: string }).base64);
    case 'V':
      return [...atob((element as { base64: string }).base64)].map((c) => c.charCodeAt(0).toString(16).padStart(2, '0')).join('');
  }
  return element;
}

/** textOf returns byte strings as text, byte by byte if they are not UTF-8. */
function textOf(base64: string): string {
  const bytes = atob(base64);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Uint8Array.from(bytes, (c) => c.charCodeAt(0)));
  } catch {
    return bytes;
  }
}
