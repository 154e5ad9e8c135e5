import { end, ended } from './processes.mjs';
import { say } from './progress.mjs';

const SHORTEST_PAUSE = 500;
const LONGEST_PAUSE = 30_000;
/** A child that lived this long (ms) was well; its next crash starts with the shortest pause again. */
const WELL_AFTER = 60_000;

/**
 * Keeps a server alive. The first launch must succeed (its error ends the whole start); when the server ends later
 * on, that is told, and it is launched again after a pause that doubles up to 30 s.
 *
 * @param launch `(previous) => Promise<{child, …}>`, resolved when the server serves
 * @param changed called with each new server after a restart
 */
export async function supervise(name, launch, changed = () => {}) {
  let server = await launch();
  let stopping = false;
  let pause = SHORTEST_PAUSE;
  let wake = () => {};

  const rest = (ms) =>
    new Promise((resolve) => {
      wake = resolve;
      setTimeout(resolve, ms).unref();
    });

  const relaunch = async () => {
    try {
      server = await launch(server);
      say(`✓ ${name} is back`);
      changed();
    } catch (error) {
      say(`! ${error.message}`);
    }
  };

  const guard = async () => {
    let since = Date.now();
    while (!stopping) {
      await ended(server.child);
      if (stopping) return;
      if (Date.now() - since > WELL_AFTER) pause = SHORTEST_PAUSE;
      const { signalCode, exitCode } = server.child;
      say(
        `! ${name} ended (${signalCode ?? `exit code ${exitCode}`}); starting it again in ${pause / 1000} s`,
      );
      await rest(pause);
      pause = Math.min(pause * 2, LONGEST_PAUSE);
      since = Date.now();
      if (!stopping) await relaunch();
    }
  };
  const guarding = guard();

  return {
    name,
    get server() {
      return server;
    },
    get pid() {
      return server.child.pid;
    },
    async stop(grace = 12_000) {
      stopping = true;
      wake();
      await halt(server, grace);
      // A relaunch that was under way when we stopped makes one more child, and ends it or hands it over.
      await guarding;
      await halt(server, grace);
    },
  };
}

/** A server that knows how to tidy up after itself does so; a plain child is ended. */
async function halt({ child, stop }, grace) {
  if (stop) await stop();
  else await end(child.pid, grace);
  await ended(child);
}
