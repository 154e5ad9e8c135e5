import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from './build.mjs';
import { withDatabase } from './database-rows.mjs';
import { startDatabase } from './mariadb.mjs';
import { programOf, stackFile } from './parts.mjs';
import { ensureDirectory, writePrivateJson } from './paths.mjs';
import { end } from './processes.mjs';
import { launchProgram, runOnce } from './programs.mjs';
import { Stop, say, step } from './progress.mjs';
import { startRedis } from './redis.mjs';
import { secretsOf } from './secrets.mjs';
import { choosePorts, DATABASE, environmentOf, isProduction } from './settings.mjs';
import { supervise } from './supervisor.mjs';

/** How often the programs are started before a taken port ends the start. */
const ATTEMPTS = 3;

/** The last line that is a JSON list; a program may have logged before it. */
function jsonIn(said) {
  const line = said
    .trim()
    .split('\n')
    .findLast((text) => text.startsWith('['));
  if (!line) throw new Stop(`No list of logins in:\n${said}`);
  return JSON.parse(line);
}

/** Turns a command's lines `{"done":1,"of":3}` into the share that a progress bar shows. */
const shareIn = (progress) => (line) => {
  const [, done, of] = /^\{"done":(\d+),"of":(\d+)\}$/.exec(line) ?? [];
  if (of) progress(Number(done) / Number(of));
};

/**
 * All of Boai in one data folder. `start()` brings the parts up in the order in which they need each other; whatever
 * goes wrong on the way, what was already started is stopped again.
 */
export class Stack {
  #running = [];
  #logins = [];

  /**
   * @param dir data folder; everything the stack writes is inside
   * @param preferredWeb port for the web when it is free
   * @param without parts to leave out, for fault tests: `worker`, `deliveries`, `redis`, `mail`
   * @param signal aborts the start
   */
  constructor({ dir, preferredWeb, without = [], signal }) {
    this.dir = ensureDirectory(dir);
    this.preferredWeb = preferredWeb;
    this.without = without;
    this.signal = signal;
    this.parts = {};
    this.file = join(dir, 'stack.json');
  }

  /** @param seed arguments of the seeding command; `undefined` for none */
  async start({ seed = [] } = {}) {
    try {
      await build();
      await step('Starting MariaDB and Redis', () => this.#startStores());
      await step('Bringing the database up to date', () => this.#command(['migrate']));
      const empty = await this.#isEmpty();
      // Logins are rows: where the people are there already, they are made while the programs start.
      const early = empty ? undefined : this.#makeLogins();
      early?.catch(() => undefined);
      const address = this.env.PUBLIC_URL;
      await step('Starting sandbox, web and worker', () => this.#startPrograms());
      if (seed && !isProduction() && empty) {
        await step('Demonstration data', (progress) =>
          this.#command(['seed-demo', ...seed], shareIn(progress)),
        );
      }
      const made = await early;
      // Links to an address that another program took meanwhile lead nowhere.
      this.#logins = made && this.env.PUBLIC_URL === address ? made : await this.#makeLogins();
      this.#write();
    } catch (error) {
      await this.stop();
      throw error;
    }
  }

  async #keep(name, launch) {
    if (this.signal?.aborted) throw new Stop('Interrupted.');
    const part = await supervise(name, launch, () => this.#write());
    this.#running.push(part);
    this.parts[name] = part;
    return part;
  }

  async #startStores() {
    const secrets = secretsOf(this.dir);
    const ports = await choosePorts(this.dir, this.preferredWeb);
    const database = await this.#keep('database', (last) =>
      startDatabase({
        dir: join(this.dir, 'database'),
        database: DATABASE,
        ownerPassword: secrets.database_owner_password,
        appPassword: secrets.database_app_password,
        port: ports.database,
        again: last?.port,
      }),
    );
    const redis = await this.#keepRedis(secrets, ports);
    Object.assign(this, { ports, secrets, database, redis });
    this.#setEnvironment();
    if (this.without.includes('redis')) await this.#drop('redis');
  }

  #keepRedis(secrets, ports) {
    return this.#keep('redis', (last) =>
      startRedis({
        dir: join(this.dir, 'redis'),
        password: secrets.redis_password,
        port: ports.redis,
        again: last?.port,
      }),
    );
  }

  #setEnvironment() {
    this.env = environmentOf({
      dir: this.dir,
      ports: this.ports,
      secrets: this.secrets,
      database: this.database.server,
      redis: this.redis.server,
      without: this.without,
    });
  }

  /**
   * Between our look for free ports and the programs' listening lies the migration: another stack that starts beside
   * this one, or anybody, may have taken one. Then all three begin again, for each knows the others' addresses.
   */
  async #startPrograms() {
    const names = ['sandbox', 'web', 'worker'].filter((name) => !this.without.includes(name));
    for (let attempt = 1; ; attempt++) {
      // All of them, also when one fails: whatever has come up must be known before it can be stopped.
      const outcomes = await Promise.allSettled(names.map((name) => this.#program(name)));
      const failed = outcomes.find(({ status }) => status === 'rejected');
      if (!failed) return;
      if (attempt === ATTEMPTS || !/EADDRINUSE/.test(failed.reason.message)) throw failed.reason;
      say('! a port was taken by another program meanwhile: starting again with others');
      await Promise.all(names.filter((name) => this.parts[name]).map((name) => this.#drop(name)));
      const held = { database: this.database.server.port, redis: this.redis.server.port };
      this.ports = await choosePorts(this.dir, this.preferredWeb, held);
      this.#setEnvironment();
    }
  }

  /** Demonstration data goes only into a database in which nobody has begun. */
  async #makeLogins() {
    return isProduction() ? [] : jsonIn(await this.#command(['logins', '--json']));
  }

  async #isEmpty() {
    return withDatabase(this.env.DATABASE_URL, async (rows) => {
      return (await rows('SELECT 1 FROM organization LIMIT 1')).length === 0;
    });
  }

  #program(name) {
    return this.#keep(name, () =>
      launchProgram({ name, ...programOf(name, this), logs: join(this.dir, 'logs'), signal: this.signal }),
    );
  }

  /** Brings back what was left out, as an operator would: for tests that everything heals by itself. */
  async restore() {
    const missing = this.without;
    this.without = [];
    this.#setEnvironment();
    if (missing.includes('redis')) await this.#keepRedis(this.secrets, this.ports);
    if (missing.includes('worker')) await this.#program('worker');
    // The supervisor starts these again, now with the right settings.
    if (missing.includes('mail')) await end(this.parts.worker.pid);
    if (missing.includes('deliveries')) await end(this.parts.sandbox.pid);
  }

  /** Runs `dist/cli.js COMMAND …` with this stack's settings. @returns its stdout */
  async #command(args, heard) {
    if (this.signal?.aborted) throw new Stop('Interrupted.');
    const logs = join(this.dir, 'logs');
    const { env, signal } = this;
    return runOnce({ name: args[0], script: 'dist/cli.js', args, env, logs, signal, heard });
  }

  /** What `.data/stack.json` says. */
  describe() {
    return stackFile(this, this.#logins);
  }

  #write() {
    if (this.parts.web && this.parts.sandbox) writePrivateJson(this.file, this.describe());
  }

  async #drop(name) {
    const part = this.parts[name];
    this.#running.splice(this.#running.indexOf(part), 1);
    delete this.parts[name];
    await part.stop();
  }

  /** Stops everything, those that serve first and the stores last; returns when nothing is left. */
  async stop() {
    rmSync(this.file, { force: true });
    const stores = this.#running.filter(({ name }) => name === 'database' || name === 'redis');
    const programs = this.#running.filter((part) => !stores.includes(part));
    await Promise.all(programs.map((part) => part.stop()));
    await Promise.all(stores.map((part) => part.stop(30_000)));
    this.#running = [];
  }
}
