import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { delimiter, join } from 'node:path';
import { findProgram, ROOT } from './paths.mjs';
import { Stop, step } from './progress.mjs';
import { redisProgram } from './redis.mjs';

const fontFolders = [
  '/usr/share/fonts/opentype/noto',
  '/usr/share/fonts/noto-cjk',
  '/usr/share/fonts/truetype/noto',
];
const chineseFont = () =>
  fontFolders.some((dir) => existsSync(dir) && readdirSync(dir).some((file) => /CJK|NotoSansSC/i.test(file)));

/** What must be on the machine, how we know, and Debian's packages that bring it. */
const SERVERS = [
  {
    packages: ['mariadb-server-core', 'mariadb-client-core'],
    found: () => findProgram('mariadbd') && findProgram('mariadb-install-db'),
  },
  { packages: ['redis-tools'], found: () => redisProgram() },
];
const BROWSER = [
  { packages: ['chromium'], found: () => findProgram('chromium') },
  { packages: ['fonts-noto-cjk'], found: chineseFont },
];
/** Opens exported files as accountants do: 94 MB to fetch, 296 MB on the disk. */
const OFFICE = [{ packages: ['libreoffice-calc'], found: () => findProgram('soffice') }];

/** Runs a program quietly and rejects with the end of what it said. `fd3` gets each line of the third channel. */
function run(program, args, { fd3, env, cwd = ROOT } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd,
      env,
      stdio: ['ignore', 'pipe', 'pipe', fd3 ? 'pipe' : 'ignore'],
    });
    let said = '';
    const keep = (bytes) => {
      said = (said + bytes).slice(-20_000);
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    if (fd3) child.stdio[3].on('data', (bytes) => String(bytes).split('\n').forEach(fd3));
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) resolve(said);
      else reject(new Stop(`${program} ${args.join(' ')} failed (exit code ${code}):\n${said}`));
    });
  });
}

/** `[]` for root, `[sudo, '-n']` where sudo asks no password, null where we may not install. */
function rootPrefix() {
  if (userInfo().uid === 0) return [];
  const sudo = findProgram('sudo');
  return sudo && spawnSync(sudo, ['-n', 'true'], { stdio: 'ignore' }).status === 0 ? [sudo, '-n'] : null;
}

/** Installs the system programs that are missing, or stops with the exact command to run (exit code 2). */
export async function installPrograms({
  browser = false,
  office = false,
  needs = [...SERVERS, ...(browser ? BROWSER : []), ...(office ? OFFICE : [])],
  prefix = rootPrefix(),
} = {}) {
  const missing = needs.filter((need) => !need.found());
  if (missing.length === 0) return;
  const packages = missing.flatMap((need) => need.packages);
  const install = ['apt-get', 'install', '-y', '--no-install-recommends', ...packages];
  const apt = findProgram('apt-get');
  if (!apt)
    throw new Stop(
      `These programs are missing and this is no Debian or Ubuntu; install: ${packages.join(' ')}`,
      2,
    );
  if (!prefix) {
    throw new Stop(
      `Some programs are missing. Run this once, then start again:\n\n  sudo apt-get update && sudo ${install.join(' ')}\n`,
      2,
    );
  }
  const words = (args) => [...prefix, 'env', 'DEBIAN_FRONTEND=noninteractive', ...args];
  const call = (args, options) => {
    const [program, ...rest] = words(args);
    return run(program, rest, options);
  };
  await step('Reading the list of Debian packages', () => call(['apt-get', 'update', '-q']));
  await step(`Installing ${packages.join(', ')}`, (progress) =>
    // Two channels report: downloads are the first half, unpacking the second.
    call([...install, '-q', '-o', 'APT::Status-Fd=3'], {
      fd3: (line) => {
        const [kind, , percent] = line.split(':');
        if (kind === 'dlstatus') progress(Number(percent) / 200);
        if (kind === 'pmstatus') progress(0.5 + Number(percent) / 200);
      },
    }),
  );
  const still = missing.filter((need) => !need.found());
  if (still.length > 0)
    throw new Stop(`Still missing after installing: ${still.flatMap((need) => need.packages).join(' ')}`);
}

const readLock = (path) => JSON.parse(readFileSync(path, 'utf8')).packages;

function installedVersion(root, path) {
  try {
    return JSON.parse(readFileSync(join(root, path, 'package.json'), 'utf8')).version;
  } catch {
    return undefined;
  }
}

/** True when every package of the lock is installed in its version (packages for other platforms apart). */
export function packagesAreFresh(root = ROOT) {
  // npm writes its own note at the very end: without it an installation was interrupted.
  if (!existsSync(join(root, 'node_modules', '.package-lock.json'))) return false;
  return Object.entries(readLock(join(root, 'package-lock.json'))).every(
    ([path, { version, optional, peer }]) => {
      if (path === '') return true;
      const installed = installedVersion(root, path);
      return installed === version || (installed === undefined && (optional || peer));
    },
  );
}

/** Installs the npm packages when the lock says something else than node_modules. */
export async function installPackages() {
  if (packagesAreFresh()) return false;
  // Without node_modules/.bin: npm must not run on the Node that it is about to replace.
  const path = (process.env.PATH ?? '').split(delimiter).filter((dir) => !dir.includes('node_modules'));
  const env = { ...process.env, PATH: path.join(delimiter), NODE_ENV: 'development' };
  const total = Object.keys(readLock(join(ROOT, 'package-lock.json'))).length;
  const npm = (command, ...options) =>
    step(`Installing npm packages (npm ${command})`, async (progress) => {
      const timer = setInterval(() => progress(countPackages() / total), 300);
      try {
        await run('npm', [command, ...options, '--no-audit', '--no-fund', '--no-progress'], { env });
      } finally {
        clearInterval(timer);
      }
    });
  try {
    await npm('ci');
  } catch (error) {
    if (/ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|ECONNRESET/.test(error.message)) {
      throw new Stop(
        `npm cannot reach its registry. With a mirror:\n\n  npm config set registry ADDRESS\n\n${error.message}`,
      );
    }
    // A lock made on another platform may lack this one's optional packages; npm then refuses `ci`.
    if (!/EUSAGE|in sync/.test(error.message)) throw error;
    await npm('install', '--no-save');
  }
  return true;
}

function countPackages() {
  const modules = join(ROOT, 'node_modules');
  if (!existsSync(modules)) return 0;
  return readdirSync(modules).reduce(
    (sum, name) => sum + (name.startsWith('@') ? readdirSync(join(modules, name)).length : 1),
    0,
  );
}
