// Writes leveldb/server/page/files.sha256: the hashes of the sources of the page and of the files
// built from them. With an argument, it compares instead, with files that were built there. A test
// of package page compares the hashes too, and needs no Node.js.
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';

const root = join(import.meta.dirname, '..');
const built = join(root, 'leveldb', 'server', 'page', 'files');
const lock = join(root, 'leveldb', 'server', 'page', 'files.sha256');
const skipped = new Set(['node_modules', 'test', '.gitignore']);

/** files returns the files in a directory, and below it. */
function files(dir) {
  return readdirSync(dir, { withFileTypes: true }).flatMap((e) => {
    if (skipped.has(e.name)) return [];
    return e.isDirectory() ? files(join(dir, e.name)) : [join(dir, e.name)];
  });
}

function line(file, name) {
  return `${createHash('sha256').update(readFileSync(file)).digest('hex')}  ${name.split(sep).join('/')}`;
}

const place = process.argv[2] ?? built;
const sources = files(import.meta.dirname).map((file) => line(file, relative(root, file)));
const results = files(place).map((file) => line(file, join(relative(root, built), relative(place, file))));
const text = [...sources, ...results].sort((a, b) => (a.slice(66) < b.slice(66) ? -1 : 1)).join('\n') + '\n';
if (process.argv[2] === undefined) {
  writeFileSync(lock, text);
} else if (text !== readFileSync(lock, 'utf8')) {
  console.error('leveldb/server/page/files is not what the sources in page build: run make page');
  process.exit(1);
}
