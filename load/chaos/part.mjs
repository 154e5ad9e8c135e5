import { ended, isAlive, sleep } from '../../bin/lib/processes.mjs';

const AGAIN_MS = 200;

/** A server that is brought back whenever it ends, and can be killed without warning. */
export class Part {
  /** Milliseconds from the end of the server until it served again, one for each time. */
  downs = [];
  #server;
  #stopping = false;
  #guarding;
  #launch;

  /** @param launch `(previous) => Promise<{child, stop?}>`, resolved when the server serves */
  constructor(name, launch) {
    this.name = name;
    this.#launch = launch;
  }

  async start() {
    this.#server = await this.#launch();
    this.#guarding = this.#guard();
    return this;
  }

  get server() {
    return this.#server;
  }

  /** True while it serves, as far as its process tells. */
  get up() {
    return isAlive(this.#server.child.pid);
  }

  /** Ends it as a power cut would. */
  kill() {
    this.#server.child.kill('SIGKILL');
  }

  async stop() {
    this.#stopping = true;
    if (!this.#server) return;
    const { child, stop } = this.#server;
    if (stop) await stop();
    else child.kill('SIGTERM');
    await Promise.race([ended(child), sleep(30_000)]);
    if (isAlive(child.pid)) child.kill('SIGKILL');
    await this.#guarding;
  }

  async #guard() {
    while (!this.#stopping) {
      await ended(this.#server.child);
      const since = performance.now();
      while (!this.#stopping && !(await this.#again())) await sleep(AGAIN_MS);
      this.downs.push(Math.round(performance.now() - since));
    }
  }

  /** A program that finds its database away may end again: whoever runs it starts it once more. */
  async #again() {
    try {
      this.#server = await this.#launch(this.#server);
      return true;
    } catch {
      return false;
    }
  }
}
