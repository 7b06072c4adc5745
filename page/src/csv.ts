import { type ElementType } from './api';

// H5Web writes texts into CSV as they are, also if they contain commas, and complex numbers as it
// shows them. This is the CSV that programs read: quoted as in RFC 4180, numbers as in numpy.

/**
 * csvOf returns the CSV of the shown part of an array. values are its elements in C order, and
 * builtIn is what H5Web would write.
 */
export function csvOf(type: ElementType, values: unknown, columns: number, builtIn: () => string): string {
  if (type.fields) {
    const fields = type.fields;
    const rows = (values as unknown[][]).map((row) => row.map((cell, i) => cellOf(fields[i]?.type, cell)));
    return lines([fields.map((f) => quoted(f.name)), ...rows]);
  }
  const plain = builtIn();
  if (type.kind === 'c') return plain.replace(/ ([+−]) (\S+) i/g, (_, sign: string, part: string) => `${sign === '−' ? '-' : '+'}${part}j`);
  if ('biuf'.includes(type.kind)) return plain;
  // H5Web may have exchanged the axes.
  const rows = table(values as unknown[], columns);
  const shown = [rows, exchanged(rows)].find((r) => lines(r.map((row) => row.map(String))) === plain) ?? rows;
  return lines(shown.map((row) => row.map((cell) => cellOf(type, cell))));
}

function table(values: unknown[], columns: number): unknown[][] {
  return Array.from({ length: Math.ceil(values.length / columns) }, (_, i) => values.slice(i * columns, (i + 1) * columns));
}

function exchanged(rows: unknown[][]): unknown[][] {
  return (rows[0] ?? []).map((_, i) => rows.map((row) => row[i]));
}

function lines(rows: string[][]): string {
  return rows.map((row) => row.join(',')).join('\n');
}

function cellOf(type: ElementType | undefined, cell: unknown): string {
  if (type?.kind === 'c' && Array.isArray(cell)) {
    const [real, imaginary] = cell.map(String);
    return `${real}${imaginary?.startsWith('-') ? '' : '+'}${imaginary}j`;
  }
  return quoted(String(cell));
}

function quoted(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
