import { connect } from 'node:net';
import { join } from 'node:path';
import { withDatabase } from '../../bin/lib/database-rows.mjs';
import { startDatabase } from '../../bin/lib/mariadb.mjs';
import { programOf } from '../../bin/lib/parts.mjs';
import { freePort } from '../../bin/lib/ports.mjs';
import { sleep } from '../../bin/lib/processes.mjs';
import { answersOk, launchProgram, runOnce } from '../../bin/lib/programs.mjs';
import { startRedis } from '../../bin/lib/redis.mjs';
import { secretsOf } from '../../bin/lib/secrets.mjs';
import { choosePorts, DATABASE, environmentOf } from '../../bin/lib/settings.mjs';
import { Part } from './part.mjs';
import { CommitProxy } from './proxy.mjs';

const FAULTY = ['web', 'worker', 'worker2', 'database', 'redis'];

/** Boai with two workers in a folder of its own; its programs reach MariaDB through a proxy that can cut. */
export class House {
  parts = {};

  constructor(dir, signal) {
    this.dir = dir;
    this.signal = signal;
    this.without = [];
    this.logs = join(dir, 'logs');
  }

  async start() {
    this.secrets = secretsOf(this.dir);
    this.ports = await choosePorts(this.dir);
    await this.#keep('database', (last) => this.#database(last));
    await this.#keep('redis', (last) => this.#redis(last));
    this.proxy = new CommitProxy(this.parts.database.server.port);
    const through = await this.proxy.listen();
    const { server } = this.parts.database;
    this.env = environmentOf({
      dir: this.dir,
      ports: this.ports,
      secrets: this.secrets,
      database: { appUrl: () => atPort(server.appUrl(), through), ownerUrl: () => server.ownerUrl() },
      redis: this.parts.redis.server,
    });
    this.ports.second_health = await freePort();
    await this.command('migrate');
    // All of them, also when one fails: what has come up must be known before it can be stopped.
    const names = ['sandbox', 'web', 'worker', 'worker2'];
    const outcomes = await Promise.allSettled(names.map((name) => this.#program(name)));
    const failed = outcomes.find(({ status }) => status === 'rejected');
    if (failed) throw failed.reason;
    await this.command('seed-demo', '--gifts=0');
  }

  /** The parts that chaos may kill. */
  get faulty() {
    return FAULTY.map((name) => this.parts[name]);
  }

  /** Runs `dist/cli.js COMMAND …` on the database itself. @returns what it wrote */
  command(...args) {
    const { server } = this.parts.database;
    const env = { ...this.env, DATABASE_URL: server.appUrl() };
    return runOnce({ name: args[0], script: 'dist/cli.js', args, env, logs: this.logs, signal: this.signal });
  }

  /** Asks the database itself. */
  rows(work) {
    return withDatabase(this.parts.database.server.ownerUrl(), work);
  }

  /** What the sandbox's control door answers. */
  async control(method, path, body) {
    const answer = await fetch(`${this.env.STRIPE_API_BASE}/_sandbox${path}`, {
      method,
      headers: { 'content-type': 'application/json' },
      signal: AbortSignal.timeout(30_000),
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    const said = await answer.json();
    return answer.ok ? said : { refused: answer.status, ...said };
  }

  /** Every object of a list of the sandbox's API. */
  async list(path) {
    const found = [];
    for (let after = ''; ; ) {
      const answer = await fetch(`${this.env.STRIPE_API_BASE}/v1/${path}limit=100${after}`, {
        headers: { authorization: `Bearer ${this.secrets.stripe_secret_key}` },
      });
      const { data, has_more: more } = await answer.json();
      found.push(...data);
      if (!more) return found;
      after = `&starting_after=${data.at(-1).id}`;
    }
  }

  /** Throws away all that Redis holds. */
  flushRedis() {
    const { port } = this.parts.redis.server;
    return new Promise((resolve) => {
      const socket = connect(port, '127.0.0.1');
      socket.setTimeout(2000, () => socket.destroy());
      socket.on('error', () => socket.destroy());
      socket.on('close', resolve);
      socket.on('data', (bytes) => bytes.toString().split('+OK').length > 2 && socket.destroy());
      socket.write(`AUTH ${this.secrets.redis_password}\r\nFLUSHALL\r\n`);
      setTimeout(() => socket.destroy(), 2000).unref();
    });
  }

  /** Waits until every part serves. @returns milliseconds, or undefined when it took too long */
  async untilUp(withinMs) {
    const since = performance.now();
    const { web, worker_health: first, second_health: second } = this.ports;
    const doors = [web, first, second].map((port) => `http://127.0.0.1:${port}/health/ready`);
    while (performance.now() - since < withinMs) {
      if ((await Promise.all(doors.map(answersOk))).every(Boolean))
        return Math.round(performance.now() - since);
      await sleep(50);
    }
    return undefined;
  }

  async stop() {
    const { database, redis, ...programs } = this.parts;
    await Promise.all(Object.values(programs).map((part) => part.stop()));
    await this.proxy?.close();
    await Promise.all([database?.stop(), redis?.stop()]);
  }

  async #keep(name, launch) {
    this.parts[name] = new Part(name, launch);
    try {
      await this.parts[name].start();
    } catch (error) {
      delete this.parts[name];
      throw error;
    }
  }

  #program(name) {
    const base = programOf(name === 'worker2' ? 'worker' : name, this);
    const port = name === 'worker2' ? this.ports.second_health : base.port;
    const own = name === 'worker2' && {
      env: { ...base.env, HEALTH_PORT: String(port) },
      port,
      ready: () => answersOk(`http://127.0.0.1:${port}/health/ready`),
    };
    return this.#keep(name, () =>
      launchProgram({ name, ...base, ...own, logs: this.logs, signal: this.signal }),
    );
  }

  #database(last) {
    return startDatabase({
      dir: join(this.dir, 'database'),
      database: DATABASE,
      ownerPassword: this.secrets.database_owner_password,
      appPassword: this.secrets.database_app_password,
      port: this.ports.database,
      again: last?.port,
    });
  }

  #redis(last) {
    return startRedis({
      dir: join(this.dir, 'redis'),
      password: this.secrets.redis_password,
      port: this.ports.redis,
      again: last?.port,
    });
  }
}

function atPort(address, port) {
  const url = new URL(address);
  url.port = String(port);
  return url.href;
}
