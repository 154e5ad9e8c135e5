import { type ChildProcess, spawn } from 'node:child_process';
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { transformFileSync } from '@swc/core';
import {
  giftSession,
  handles,
  type Receiver,
  SANDBOX_SECRET_KEY,
  SANDBOX_WEBHOOK_SECRET,
  startReceiver,
  startSandbox,
  until,
} from '../support/sandbox.js';

const SOURCE = join(import.meta.dirname, '../../src/sandbox');

/** The sandbox's own program, built for this test alone, so that it can be killed as a process. */
function build(into: string): string {
  for (const path of readdirSync(SOURCE, { recursive: true, encoding: 'utf8' })) {
    if (!path.endsWith('.ts')) continue;
    const { code } = transformFileSync(join(SOURCE, path), {
      jsc: { parser: { syntax: 'typescript' }, target: 'es2023' },
    });
    mkdirSync(join(into, path, '..'), { recursive: true });
    writeFileSync(join(into, path.replace(/\.ts$/, '.js')), code);
  }
  writeFileSync(join(into, 'package.json'), '{"type":"module"}');
  return join(into, 'main.js');
}

describe('the sandbox as a process', () => {
  const folder = mkdtempSync(join(tmpdir(), 'boai sandbox 博爱-'));
  const main = build(join(folder, 'dist'));
  const data = join(folder, 'data');
  let receiver: Receiver;
  let child: ChildProcess | undefined;

  beforeAll(async () => {
    receiver = await startReceiver();
  });
  afterAll(async () => {
    child?.kill('SIGKILL');
    await receiver.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  function run(...more: string[]): ChildProcess {
    const flags = ['--port', '0', '--data', data, '--webhook-url', receiver.url, '--quiet'];
    const secrets = ['--webhook-secret', SANDBOX_WEBHOOK_SECRET, '--secret-key', SANDBOX_SECRET_KEY];
    return spawn(process.execPath, [main, ...flags, ...secrets, ...more], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  }
  async function ready(process: ChildProcess): Promise<{ url: string; seed: number; pid: number }> {
    let said = '';
    process.stdout?.on('data', (piece: Buffer) => {
      said += piece.toString();
    });
    await until('the ready line', () => said.includes('\n'));
    return JSON.parse(said) as { url: string; seed: number; pid: number };
  }
  const ended = (process: ChildProcess) =>
    new Promise((done) => process.once('exit', (code, signal) => done(code ?? signal)));

  it('killed with -9 keeps objects, keys, undelivered webhooks and settings; a torn last line is ignored', async () => {
    child = run('--seed', '42');
    const first = await ready(child);
    expect([first.seed, first.pid]).toEqual([42, child.pid]);
    const before = handles(first.url);
    const stripe = before.stripe();
    await before.control('PUT', '/faults', { delay_ms: 5 });
    await before.control('POST', '/deliveries', { on: false });
    const options = { idempotencyKey: 'pat_kept' };
    const session = await stripe.checkout.sessions.create(giftSession(), options);
    const open = await stripe.checkout.sessions.create(giftSession());
    const paid = await before.control('POST', '/pay', { session: session.id });
    const state = await before.control('GET', '/state');
    child.kill('SIGKILL');
    expect(await ended(child)).toBe('SIGKILL');
    expect(receiver.received).toEqual([]);
    appendFileSync(join(data, 'journal.jsonl'), '{"objects":[{"id":"ch_torn","object":"charge"');

    child = run('--seed', '42');
    const after = handles((await ready(child)).url);
    expect(await after.control('GET', '/state')).toEqual(state);
    const again = await after.stripe().checkout.sessions.create(giftSession(), options);
    expect(again.id).toBe(session.id);
    expect((await after.stripe().checkout.sessions.retrieve(session.id)).payment_intent).toBe(
      paid.payment_intent,
    );
    await after.control('POST', '/deliveries', { on: true });
    await until('the webhooks from before', () => receiver.received.length === 3);
    await after.control('POST', '/pay', { session: open.id });
    await until('new webhooks', () => receiver.received.length === 6);
    child.kill('SIGTERM');
    expect(await ended(child)).toBe(0);
    expect(readFileSync(join(data, 'journal.jsonl'), 'utf8')).not.toContain('ch_torn');
  });

  it('says what is wrong with its flags and ends with 2; a taken port ends it with 1', async () => {
    for (const wrong of [
      ['--port', 'x'],
      ['--colour', 'red'],
      ['--webhook-url', 'nowhere'],
    ]) {
      const process = run(...wrong);
      let said = '';
      process.stderr?.on('data', (piece: Buffer) => {
        said += piece.toString();
      });
      expect(await ended(process)).toBe(2);
      expect(said).toContain(wrong[0]);
    }
    const other = await startSandbox();
    const process = run('--port', new URL(other.url).port);
    expect(await ended(process)).toBe(1);
    await other.stop();
  });
});

describe('a large journal', () => {
  it('is made small at start without losing anything', async () => {
    const data = mkdtempSync(join(tmpdir(), 'boai-sandbox-'));
    const first = await startSandbox({ data });
    const stripe = first.stripe();
    const session = await stripe.checkout.sessions.create(giftSession());
    await first.control('POST', '/pay', { session: session.id });
    const state = await first.control('GET', '/state');
    const kept = first.running.sandbox.store.find('checkout.session', session.id);
    if (!kept) throw new Error('the session is missing');
    for (let index = 0; index < 9000; index += 1) first.running.sandbox.store.commit({ objects: [kept] });
    await first.stop();
    const path = join(data, 'journal.jsonl');
    expect(readFileSync(path).length).toBeGreaterThan(16 * 1024 * 1024);
    const second = await startSandbox({ data });
    expect(readFileSync(path).length).toBeLessThan(100_000);
    expect(await second.control('GET', '/state')).toEqual(state);
    await second.control('POST', '/emit', { event: { type: 'charge.expired', data: { object: {} } } });
    await second.stop();
    const third = await startSandbox({ data });
    const grown = { ...state, events: Number(state.events) + 1 };
    expect(await third.control('GET', '/state')).toEqual(grown);
    await third.stop();
    rmSync(data, { recursive: true, force: true });
  });
});
