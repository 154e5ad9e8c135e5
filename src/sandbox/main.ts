import { readFlags, USAGE } from './flags.js';
import { startSandbox } from './server.js';

/** The sandbox as its own process: one JSON line on stdout when it listens, SIGTERM or SIGINT ends it. */
async function main(): Promise<void> {
  const flags = readFlags(process.argv.slice(2));
  if ('problem' in flags) {
    process.stderr.write(`${flags.problem}\n${USAGE}\n`);
    process.exit(2);
  }
  const running = await startSandbox(flags.options);
  const line = { ready: true, url: running.url, pid: process.pid, seed: running.seed };
  process.stdout.write(`${JSON.stringify(line)}\n`);
  if (!flags.quiet)
    process.stderr.write(`sandbox: ${running.url}/ (no real money), faults seed ${running.seed}\n`);
  const end = () => void running.stop().then(() => process.exit(0));
  process.once('SIGTERM', end);
  process.once('SIGINT', end);
}

main().catch((error: unknown) => {
  process.stderr.write(`sandbox: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
