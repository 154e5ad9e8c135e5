import type { ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compiled, ended, startScript } from '../support/start.js';

// npm start from its first line to its last, in a data folder of its own.
jest.setTimeout(420_000);

interface StackFile {
  web: { url: string; pid: number };
  worker: { pid: number };
  sandbox: { url: string; pid: number };
  database: { url: string; owner_url: string; pid: number };
  redis: { url: string; pid: number };
  stripe: { account: string; webhook_url: string; webhook_secret: string };
  logins: { role: string; url: string }[];
}

let folder: string;
let blocker: Server;
let taken: number;
const children: ChildProcess[] = [];
beforeAll(async () => {
  await compiled();
  folder = mkdtempSync(join(tmpdir(), '博爱 stack '));
  blocker = createServer();
  taken = await listen(0);
  await new Promise((closed) => blocker.close(closed));
});
afterAll(async () => {
  blocker.close();
  // Only a failed test leaves one running.
  for (const child of children.filter(
    ({ exitCode, signalCode }) => exitCode === null && signalCode === null,
  )) {
    const end = ended(child);
    child.kill('SIGTERM');
    await end;
  }
  rmSync(folder, { recursive: true, force: true });
});

async function listen(port: number): Promise<number> {
  await new Promise<void>((listening) => blocker.listen(port, '127.0.0.1', listening));
  const address = blocker.address();
  return typeof address === 'object' && address ? address.port : 0;
}

const file = () => join(folder, 'stack.json');
const stack = (): StackFile => JSON.parse(readFileSync(file(), 'utf8'));
const pids = ({ web, worker, sandbox, database, redis }: StackFile) =>
  [web, worker, sandbox, database, redis].map(({ pid }) => pid);
const alive = (pid: number): boolean => {
  try {
    return !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
};

async function until(what: string, look: () => boolean | Promise<boolean>): Promise<void> {
  for (let wait = 0; wait < 900; wait++) {
    if (await look()) return;
    await new Promise((next) => setTimeout(next, 200));
  }
  throw new Error(`never: ${what}`);
}
const ready = async () => {
  if (!existsSync(file())) return false;
  const answer = await fetch(`${stack().web.url}/health/ready`).catch(() => undefined);
  return answer?.status === 200;
};

function start(): ChildProcess {
  const child = startScript(['--data', folder, '--gifts', '3'], { PORT: String(taken) });
  children.push(child);
  return child;
}

describe('npm start', () => {
  it('opens the doors although its port is taken meanwhile, keeps the parts alive, survives a kill of everything, and leaves nothing when it stops', async () => {
    const first = start();
    const said = ended(first);
    // Another stack that starts beside this one saw the same free port, and is there first.
    first.stderr?.on('data', (bytes) => {
      if (!blocker.listening && /✓ Starting MariaDB and Redis/.test(String(bytes))) void listen(taken);
    });
    await until('ready', async () => (await ready()) || first.exitCode !== null);
    if (first.exitCode !== null) throw new Error((await said).stderr);

    const before = stack();
    expect(statSync(file()).mode & 0o777).toBe(0o600);
    expect(Object.keys(before)).toEqual([
      'web',
      'worker',
      'sandbox',
      'database',
      'redis',
      'stripe',
      'logins',
    ]);
    expect(blocker.listening).toBe(true);
    expect(new URL(before.web.url).port).not.toBe(String(taken));
    expect(before.stripe).toEqual({
      account: 'main',
      webhook_url: `${before.web.url}/webhooks/stripe/main`,
      webhook_secret: expect.stringMatching(/^whsec_/),
    });
    expect(new URL(before.database.url).username).not.toBe(new URL(before.database.owner_url).username);
    expect(pids(before).every(alive)).toBe(true);
    const roles = before.logins.map(({ role }) => role);
    for (const role of ['clerk', 'approver', 'editor', 'partner-manager', 'supervisor', 'administrator'])
      expect(roles.some((name) => name.startsWith(role))).toBe(true);
    expect(roles.filter((role) => role.startsWith('approver')).length).toBeGreaterThanOrEqual(2);
    expect(roles).toContain('partner');
    for (const page of ['/', '/projects', '/api/docs', '/console'])
      expect([page, (await fetch(before.web.url + page)).status]).toEqual([page, 200]);

    process.kill(before.web.pid, 'SIGKILL');
    await until('the web is back', async () => stack().web.pid !== before.web.pid && (await ready()));
    expect(pids(stack()).slice(1)).toEqual(pids(before).slice(1));

    const all = pids(stack());
    if (first.pid) process.kill(first.pid, 'SIGKILL');
    for (const pid of all) process.kill(pid, 'SIGKILL');
    await said;

    const second = start();
    const end = ended(second);
    await until(
      'ready again',
      async () => (await ready()) && pids(stack()).every((pid) => !all.includes(pid)),
    );
    const now = pids(stack());
    second.kill('SIGTERM');
    expect((await end).code).toBe(0);
    expect(now.filter(alive)).toEqual([]);
    expect(existsSync(file())).toBe(false);
  });

  it('stops with the name, the rule and an example when a setting is wrong', async () => {
    const { code, stderr } = await ended(
      startScript(['--data', join(folder, 'wrong setting')], { PUBLIC_URL: 'give.example.org' }),
    );
    expect(code).toBe(1);
    expect(stderr).toMatch(/PUBLIC_URL: .*URL.*Example: PUBLIC_URL=https:\/\/give\.example\.org/);
  });
});
