import 'reflect-metadata';
import { ConfigProblem, loadConfig } from './platform/config/load-config.js';

const EXIT_WRONG_USE = 2;
const EXIT_CONFIG = 78;
const NAMES = ['migrate', 'seed-demo', 'logins', 'openapi', 'check-books', 'recover'] as const;
type Name = (typeof NAMES)[number];

function isName(text: string | undefined): text is Name {
  return (NAMES as readonly (string | undefined)[]).includes(text);
}

/** Runs one command. What it needs is loaded only then: bringing the schema up to date needs no house. */
async function command(name: Name, args: readonly string[]): Promise<number> {
  const config = loadConfig();
  if (name === 'migrate') {
    const { migrate } = await import('./platform/database/migrate.js');
    const ran = await migrate(config.ownerUrl, config.DATABASE_URL);
    process.stdout.write(ran.length > 0 ? `ran ${ran.join(', ')}\n` : 'the schema is up to date\n');
    return 0;
  }
  const { HOUSE_COMMANDS } = await import('./house-commands.js');
  return HOUSE_COMMANDS[name](config, args);
}

async function run(name: string | undefined, args: readonly string[]): Promise<number> {
  if (!isName(name)) {
    process.stdout.write(`usage: node dist/cli.js ${NAMES.join('|')}\n`);
    return EXIT_WRONG_USE;
  }
  try {
    return await command(name, args);
  } catch (error) {
    const wrongSetting = error instanceof ConfigProblem;
    process.stderr.write(`${wrongSetting ? error.message : (error as Error).stack}\n`);
    return wrongSetting ? EXIT_CONFIG : 1;
  }
}

process.exitCode = await run(process.argv[2], process.argv.slice(3));
