import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './lib/paths.mjs';

// node bin/complete-lock.mjs: after `npm install PACKAGE`. Some registries serve only this platform's native binaries
// and npm then leaves the other platforms' out of the lock, so that `npm ci` refuses it everywhere. This adds an entry
// for each one that is missing: version and platform are enough, npm asks its registry for the rest.

const PLATFORMS = ['android', 'darwin', 'freebsd', 'linux', 'openharmony', 'sunos', 'win32'];
const PROCESSORS = ['arm', 'arm64', 'ia32', 'loong64', 'mips64el', 'ppc64', 'riscv64', 's390x', 'x64'];

/** Reads operating system, processor and C library out of a name like `core-linux-x64-musl`. */
export function platformOf(name) {
  const words = name.split('/').pop().split('-');
  const os = words.filter((word) => PLATFORMS.includes(word));
  const cpu = words.filter((word) => PROCESSORS.includes(word));
  const libc = words.includes('musl') ? ['musl'] : words.includes('gnu') ? ['glibc'] : undefined;
  return { ...(os.length && { os }), ...(cpu.length && { cpu }), ...(libc && { libc }) };
}

/** Where Node would look for `name` from the package at `path`, nearest first. */
function* places(path, name) {
  for (
    let at = path;
    at;
    at = at.includes('/node_modules/') ? at.slice(0, at.lastIndexOf('/node_modules/')) : ''
  ) {
    yield `${at}/node_modules/${name}`;
  }
  yield `node_modules/${name}`;
}

/** The optional packages that a lock names but does not hold: `[{path, name, version, dev}]`. */
export function missingFrom(packages) {
  const missing = [];
  for (const [path, { optionalDependencies = {}, dev }] of Object.entries(packages)) {
    for (const [name, version] of Object.entries(optionalDependencies)) {
      if ([...places(path, name)].some((place) => packages[place])) continue;
      if (/^\d/.test(version)) missing.push({ path: `node_modules/${name}`, name, version, dev });
    }
  }
  return missing;
}

if (process.argv[1]?.endsWith('complete-lock.mjs')) {
  const file = join(ROOT, 'package-lock.json');
  const lock = JSON.parse(readFileSync(file, 'utf8'));
  const missing = missingFrom(lock.packages);
  for (const { path, name, version, dev } of missing) {
    lock.packages[path] = { version, ...(dev && { dev }), optional: true, ...platformOf(name) };
  }
  const sorted = Object.entries(lock.packages).sort(([a], [b]) => a.localeCompare(b, 'en'));
  writeFileSync(file, `${JSON.stringify({ ...lock, packages: Object.fromEntries(sorted) }, null, 2)}\n`);
  process.stdout.write(`${missing.length} entries added\n`);
}
