import type { INestApplicationContext } from '@nestjs/common';
import type { Config } from './config/config.js';
import { ConfigProblem, loadConfig } from './config/load-config.js';
import { redact } from './http/redact.js';

/** sysexits.h EX_CONFIG: a wrong setting; starting again will not help. */
const EXIT_CONFIG = 78;
/** A process that is still there so long after SIGTERM is ended hard. */
const SHUTDOWN_MAX_MS = 24_000;

/**
 * Runs a whole process: reads the settings, opens it, ends it in good order on SIGTERM and SIGINT. A wrong
 * setting ends with its name, rule and an example on stderr and exit code 78; any other failed start with 1.
 */
export async function runProcess(open: (config: Config) => Promise<INestApplicationContext>): Promise<void> {
  try {
    const app = await open(loadConfig());
    app.enableShutdownHooks(['SIGTERM', 'SIGINT'], { useProcessExit: true });
    for (const signal of ['SIGTERM', 'SIGINT'] as const)
      process.once(signal, () => setTimeout(() => process.exit(1), SHUTDOWN_MAX_MS).unref());
  } catch (error) {
    const { text, exitCode } = failedStart(error);
    process.stderr.write(`${text}\n`);
    process.exit(exitCode);
  }
}

/** What a process says and how it ends when it cannot start; never with passwords or addresses in it. */
export function failedStart(error: unknown): { text: string; exitCode: number } {
  if (error instanceof ConfigProblem) return { text: error.message, exitCode: EXIT_CONFIG };
  return {
    text: redact(error instanceof Error ? (error.stack ?? error.message) : String(error)),
    exitCode: 1,
  };
}
