import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withLock } from './lock.mjs';
import { DATA, ensureDirectory, ROOT } from './paths.mjs';
import { ended } from './processes.mjs';
import { Stop, step } from './progress.mjs';
import { runtime } from './runtime.mjs';

const STAMP = join(ROOT, 'dist', '.built-from');
const ALSO = ['package-lock.json', 'tsconfig.json', 'tsconfig.build.json', 'nest-cli.json'];

/** One hash over every file that the build reads. */
export function sourceHash(root = ROOT) {
  const hash = createHash('sha256');
  const add = (path) =>
    hash
      .update(`${path}\0`)
      .update(readFileSync(join(root, path)))
      .update('\0');
  const walk = (dir) => {
    for (const entry of readdirSync(join(root, dir), { withFileTypes: true }).sort((a, b) =>
      a.name < b.name ? -1 : 1,
    )) {
      const path = `${dir}/${entry.name}`;
      if (entry.isDirectory()) walk(path);
      else add(path);
    }
  };
  walk('src');
  ALSO.filter((path) => existsSync(join(root, path))).forEach(add);
  return hash.digest('hex');
}

const builtFrom = () => (existsSync(STAMP) ? readFileSync(STAMP, 'utf8') : undefined);

/** Compiles `src` to `dist` when the sources differ from those of the last build. */
export async function build() {
  if (builtFrom() === sourceHash()) return;
  ensureDirectory(DATA);
  await withLock(join(DATA, 'build.lock'), async () => {
    const hash = sourceHash();
    if (builtFrom() === hash) return;
    await step('Compiling', async () => {
      rmSync(join(ROOT, 'dist'), { recursive: true, force: true });
      const child = spawn(runtime(), [join(ROOT, 'node_modules/@nestjs/cli/bin/nest.js'), 'build'], {
        cwd: ROOT,
      });
      let said = '';
      for (const stream of [child.stdout, child.stderr]) stream.on('data', (bytes) => (said += bytes));
      await ended(child);
      if (child.exitCode !== 0) throw new Stop(`The sources do not compile:\n${said}`);
      writeFileSync(STAMP, hash);
    });
  });
}
