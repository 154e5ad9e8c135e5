import { createHash } from 'node:crypto';
import { existsSync, lstatSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The clone's top folder; every path of the scripts hangs on it, so two clones never meet. */
export const ROOT = fileURLToPath(new URL('../../', import.meta.url)).replace(/\/$/, '');
export const DATA = join(ROOT, '.data');

/** sockaddr_un holds 108 bytes with the closing NUL. */
const LONGEST_SOCKET = 107;

export function ensureDirectory(path, mode = 0o700) {
  mkdirSync(path, { recursive: true, mode });
  return path;
}

/** Writes JSON that only its owner may read (these files hold passwords), whole or not at all. */
export function writePrivateJson(path, value) {
  const fresh = `${path}.new`;
  rmSync(fresh, { force: true });
  writeFileSync(fresh, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600 });
  renameSync(fresh, path);
}

export function readJson(path) {
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : undefined;
}

/**
 * A Unix socket's path inside `dir`, or, where that is longer than the kernel allows (deep folders, Chinese names),
 * inside a private folder under the temporary directory named by the hash of `dir`.
 */
export function socketPath(dir, name) {
  const near = join(dir, name);
  if (Buffer.byteLength(near) <= LONGEST_SOCKET) return near;
  const hash = createHash('sha256').update(dir).digest('hex').slice(0, 16);
  const short = ensureDirectory(join(tmpdir(), `boai-${hash}`));
  const found = lstatSync(short);
  if (!found.isDirectory() || found.uid !== userInfo().uid || (found.mode & 0o077) !== 0) {
    throw new Error(`${short} is not a private folder of ours: remove it and start again`);
  }
  return join(short, name);
}

/** Finds a program on PATH or in the system folders that an ordinary user's PATH leaves out. */
export function findProgram(name) {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/local/sbin', '/usr/sbin', '/sbin'];
  for (const folder of folders) {
    if (folder && existsSync(join(folder, name))) return join(folder, name);
  }
  return undefined;
}
