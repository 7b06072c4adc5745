// Keys are bytes. In this page a key is a string with one character per byte, U+0000 to U+00FF, so
// that keys can be compared, cut and used in maps.

/** Bytes is a string of bytes, as described above. */
export type Bytes = string & { readonly bytes: unique symbol };

/** JSONKey is a key in a response: text, or base64 if it is not UTF-8. */
export type JSONKey = string | { base64: string };

export const empty = '' as Bytes;

export function fromText(text: string): Bytes {
  let bytes = '';
  for (const byte of new TextEncoder().encode(text)) bytes += String.fromCharCode(byte);
  return bytes as Bytes;
}

export function fromJSON(key: JSONKey): Bytes {
  return typeof key === 'string' ? fromText(key) : (atob(key.base64) as Bytes);
}

export function toArray(bytes: Bytes): Uint8Array {
  return Uint8Array.from(bytes, (c) => c.charCodeAt(0));
}

/** percent returns bytes for the query of an address. */
export function percent(bytes: Bytes): string {
  return bytes.replace(/[^A-Za-z0-9_.~-]/g, (c) => `%${c.charCodeAt(0).toString(16).padStart(2, '0')}`);
}

/** fromPercent is the inverse of percent. */
export function fromPercent(text: string): Bytes {
  return text.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16))) as Bytes;
}

/** shown returns bytes as people read them: UTF-8 text, with escapes for all that is not printable. */
export function shown(bytes: Bytes): string {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(toArray(bytes));
  } catch {
    return bytes.replace(/[^ -~]/g, (c) => `\\x${c.charCodeAt(0).toString(16).padStart(2, '0')}`);
  }
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cn}]/gu, (c) => {
    const code = c.codePointAt(0) ?? 0;
    return code < 0x80 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u{${code.toString(16)}}`;
  });
}

/** typed returns the bytes of text that somebody typed: \x00 stands for a byte. */
export function typed(text: string): Bytes {
  return text
    .split(/(\\x[0-9a-f]{2})/i)
    .map((part) => (/^\\x[0-9a-f]{2}$/i.test(part) ? String.fromCharCode(parseInt(part.slice(2), 16)) : fromText(part)))
    .join('') as Bytes;
}

/** sizeText returns a number of bytes for people. */
export function sizeText(bytes: number): string {
  const units = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB'];
  let unit = 0;
  let n = bytes;
  for (; n >= 1024 && unit < units.length - 1; unit++) n /= 1024;
  if (unit === 0) return `${bytes} ${bytes === 1 ? 'byte' : 'bytes'}`;
  return `${n < 10 ? n.toFixed(1) : Math.round(n)} ${units[unit]}`;
}
