import 'reflect-metadata';
import { writeFileSync } from 'node:fs';
import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { AppModule } from './app.module.js';
import { runChecks } from './checks.js';
import { CliModule } from './cli.module.js';
import { Demo } from './demo/demo.service.js';
import { DemoLogins } from './demo/demo-logins.service.js';
import { SetClock } from './kernel/clock.js';
import type { Config } from './platform/config/config.js';
import { ConfigProblem, loadConfig } from './platform/config/load-config.js';
import { Database } from './platform/database/database.js';
import { migrate } from './platform/database/migrate.js';
import { NestLog, openLog } from './platform/http/log.js';
import type { ProcessOptions } from './platform/platform.module.js';
import { describeApi } from './web/partner-api/api-description.service.js';

const EXIT_WRONG_USE = 2;
const EXIT_CONFIG = 78;

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

async function inHouse(
  options: ProcessOptions,
  work: (house: INestApplicationContext) => Promise<number>,
): Promise<number> {
  const house = await NestFactory.createApplicationContext(CliModule.with(options), {
    logger: new NestLog(openLog(options.config, 'cli')),
  });
  try {
    return await work(house);
  } finally {
    await house.close();
  }
}

/** The commands, each with what it answers as exit code. */
const COMMANDS: Readonly<Record<string, (config: Config, args: readonly string[]) => Promise<number>>> = {
  async migrate(config) {
    const ran = await migrate(config.ownerUrl, config.DATABASE_URL);
    say(ran.length > 0 ? `ran ${ran.join(', ')}` : 'the schema is up to date');
    return 0;
  },

  async 'seed-demo'(config, args) {
    const clock = new SetClock(new Date());
    return inHouse({ config, clock }, async (house) => {
      const demo = house.get(Demo);
      if (config.NODE_ENV === 'production' || !(await demo.isEmpty())) {
        say('not seeded: the demonstration goes only into an empty database that is not in production');
        return 0;
      }
      const [, most] = /^--gifts=(\d+)$/.exec(args[0] ?? '') ?? [];
      const told = (done: number, of: number) => say(JSON.stringify({ done, of }));
      const gifts = await demo.seed(clock, told, most === undefined ? undefined : Number(most));
      say(JSON.stringify({ gifts }));
      return 0;
    });
  },

  logins: (config) =>
    inHouse({ config }, async (house) => {
      say(JSON.stringify(await house.get(DemoLogins).create()));
      return 0;
    }),

  /** Needs neither database nor Redis: the routes alone are looked at. */
  async openapi(config) {
    const app = await NestFactory.create(AppModule.with({ config }), new FastifyAdapter(), {
      preview: true,
      logger: false,
    });
    writeFileSync('openapi.json', `${JSON.stringify(describeApi(app), null, 2)}\n`);
    say('wrote openapi.json');
    return 0;
  },

  'check-books': (config) =>
    inHouse({ config }, async (house) => {
      const broken = await runChecks(house.get(Database));
      for (const { check, rows } of broken) {
        say(`BROKEN ${check.name}: ${check.rule}`);
        for (const row of rows.slice(0, 10)) say(`  ${JSON.stringify(row)}`);
      }
      say(broken.length === 0 ? 'every rule holds' : `${broken.length} rules are broken`);
      return broken.length === 0 ? 0 : 1;
    }),
};

async function run(name: string | undefined, args: readonly string[]): Promise<number> {
  const command = name === undefined || !Object.hasOwn(COMMANDS, name) ? undefined : COMMANDS[name];
  if (!command) {
    say(`usage: node dist/cli.js ${Object.keys(COMMANDS).join('|')}`);
    return EXIT_WRONG_USE;
  }
  try {
    return await command(loadConfig(), args);
  } catch (error) {
    const wrongSetting = error instanceof ConfigProblem;
    process.stderr.write(`${wrongSetting ? error.message : (error as Error).stack}\n`);
    return wrongSetting ? EXIT_CONFIG : 1;
  }
}

process.exitCode = await run(process.argv[2], process.argv.slice(3));
