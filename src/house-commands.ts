import 'reflect-metadata';
import { writeFileSync } from 'node:fs';
import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { AppModule } from './app.module.js';
import { CliModule } from './cli.module.js';
import { Demo } from './demo/demo.service.js';
import { DemoLogins } from './demo/demo-logins.service.js';
import { RECOVERIES, Recovery } from './intake/recovery.service.js';
import { SetClock } from './kernel/clock.js';
import { DaySealProof } from './ledger/day-seal-proof.service.js';
import type { Config } from './platform/config/config.js';
import { Checks } from './platform/database/checks.js';
import { NestLog, openLog } from './platform/http/log.js';
import type { ProcessOptions } from './platform/platform.module.js';
import { describeApi } from './web/partner-api/api-description.service.js';

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

/** Commands that need the whole house, each with what it answers as exit code. */
export const HOUSE_COMMANDS = {
  async 'seed-demo'(config: Config, args: readonly string[]) {
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

  logins: (config: Config) =>
    inHouse({ config }, async (house) => {
      say(JSON.stringify(await house.get(DemoLogins).create()));
      return 0;
    }),

  /** Needs neither database nor Redis: the routes alone are looked at. */
  async openapi(config: Config) {
    const app = await NestFactory.create(AppModule.with({ config }), new FastifyAdapter(), {
      preview: true,
      logger: false,
    });
    writeFileSync('openapi.json', `${JSON.stringify(describeApi(app), null, 2)}\n`);
    say('wrote openapi.json');
    return 0;
  },

  'check-books': (config: Config) =>
    inHouse({ config }, async (house) => {
      const broken = await house.get(Checks).run();
      for (const { check, rows } of broken) {
        say(`BROKEN ${check.name}: ${check.rule}`);
        for (const row of rows.slice(0, 10)) say(`  ${JSON.stringify(row)}`);
      }
      const forged = await house.get(DaySealProof).forged();
      for (const { organizationId, day, revision } of forged)
        say(`FORGED the signature of ${day}, revision ${revision}, of organization ${organizationId} fails`);
      if (forged.length > 0) return 1;
      say(broken.length === 0 ? 'every rule holds' : `${broken.length} rules are broken`);
      return broken.length === 0 ? 0 : 1;
    }),

  /** `recover undelivered|waiting|compare [--dry-run]`: a search of the recovery by hand; a dry run only tells. */
  async recover(config: Config, args: readonly string[]) {
    const name = RECOVERIES.find((each) => each === `intake.${args[0]}`);
    if (!name) {
      say(`usage: recover ${RECOVERIES.map((each) => each.replace('intake.', '')).join('|')} [--dry-run]`);
      return 2;
    }
    return inHouse({ config }, async (house) => {
      const recovery = house.get(Recovery);
      if (args.includes('--dry-run')) {
        const missed = await recovery.foresee(name);
        for (const event of missed) say(JSON.stringify(event));
        say(`would fetch ${missed.length} events`);
      } else say(`fetched ${await recovery.run(name)} events`);
      return 0;
    });
  },
};
