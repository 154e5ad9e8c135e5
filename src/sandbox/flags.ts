import { parseArgs } from 'node:util';
import type { SandboxOptions } from './sandbox.js';

export const USAGE = `usage: node dist/sandbox/main.js --port N --data DIR --webhook-url URL --webhook-secret whsec_… --secret-key sk_test_…
  [--host 127.0.0.1] [--public-url URL] [--mailbox DIR] [--seed N] [--quiet]`;

/** Reads the command line; the sandbox has no other configuration. */
export function readFlags(args: string[]): { options: SandboxOptions; quiet: boolean } | { problem: string } {
  const text = { type: 'string' } as const;
  let values: Record<string, string | boolean | undefined>;
  try {
    ({ values } = parseArgs({
      args,
      options: {
        port: text,
        data: text,
        'webhook-url': text,
        'webhook-secret': text,
        'secret-key': text,
        host: text,
        'public-url': text,
        mailbox: text,
        seed: text,
        quiet: { type: 'boolean', default: false },
      },
    }));
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
  const of = (name: string) => (typeof values[name] === 'string' ? values[name] : undefined);
  const missing = ['port', 'data', 'webhook-secret', 'secret-key'].find((name) => !of(name));
  if (missing) return { problem: `--${missing} is missing` };
  const port = Number(of('port'));
  if (!Number.isInteger(port) || port < 0 || port > 65_535) return { problem: '--port must be 0 to 65535' };
  const seed = of('seed') === undefined ? undefined : Number(of('seed'));
  if (seed !== undefined && !Number.isInteger(seed)) return { problem: '--seed must be a whole number' };
  for (const name of ['webhook-url', 'public-url']) {
    const given = of(name);
    if (given && !URL.canParse(given))
      return { problem: `--${name} must be an address, e.g. http://127.0.0.1:3000/` };
  }
  const options: SandboxOptions = {
    port,
    data: of('data') ?? '',
    webhookUrl: of('webhook-url'),
    webhookSecret: of('webhook-secret') ?? '',
    secretKey: of('secret-key') ?? '',
    publicUrl: of('public-url'),
    mailbox: of('mailbox'),
    ...(of('host') ? { host: of('host') ?? '' } : {}),
    ...(seed === undefined ? {} : { seed }),
  };
  return { options, quiet: values.quiet === true };
}
