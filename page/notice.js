import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** notice writes the licenses of all packages in the bundle to one file. */
export function notice(fileName) {
  return {
    name: 'notice',
    generateBundle(_options, bundle) {
      const packages = new Map();
      for (const chunk of Object.values(bundle)) {
        for (const id of chunk.type === 'chunk' ? Object.keys(chunk.modules) : []) {
          const dir = packageOf(id.replace(/^\0/, '').replace(/\?.*$/, ''));
          if (dir) packages.set(dir, JSON.parse(readFileSync(join(dir, 'package.json'), 'utf8')));
        }
      }
      const texts = [...packages].map(([dir, about]) => textOf(dir, about));
      const source = `The page contains the packages below, with their licenses.\n\n${[...new Set(texts)].sort().join('\n')}`;
      this.emitFile({ type: 'asset', fileName, source });
    },
  };
}

/** packageOf returns the directory of the package that a module belongs to. */
function packageOf(id) {
  if (!id.includes('node_modules')) return undefined;
  for (let dir = dirname(id); dir !== dirname(dir); dir = dirname(dir)) {
    const file = join(dir, 'package.json');
    // Some packages have further files of this name, without a version, for parts of them.
    if (existsSync(file) && JSON.parse(readFileSync(file, 'utf8')).version) return dir;
  }
  return undefined;
}

function textOf(dir, about) {
  const license = readdirSync(dir).find((name) => /^(licen[sc]e|copying)/i.test(name));
  if (!license && !about.license) throw new Error(`${about.name} has no license`);
  const text = license ? readFileSync(join(dir, license), 'utf8').trim() : `License: ${about.license}`;
  return `==== ${about.name} ${about.version} (${about.license})\n\n${text}\n`.replaceAll('\r\n', '\n');
}
