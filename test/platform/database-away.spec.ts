import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { pino } from 'pino';
import { runChecks } from '../../src/checks.js';
import { Database } from '../../src/platform/database/database.js';
import { Readiness } from '../../src/platform/health/readiness.js';
import { Poller } from '../../src/platform/jobs/poller.js';
import { WorkerLoops } from '../../src/platform/jobs/worker-loops.js';
import { MAIL_REQUESTED, Mail } from '../../src/platform/mail/mail.js';
import { MailSender } from '../../src/platform/mail/mail.sender.js';
import { PlatformModule } from '../../src/platform/platform.module.js';
import { testConfig } from '../support/app.js';
import { type OwnDatabase, openOwnDatabase } from '../support/own-database.js';
import { until } from './platform-app.js';

@Module({})
class PlatformAlone {}

describe('without the database', () => {
  let server: OwnDatabase;
  let app: Awaited<ReturnType<typeof NestFactory.createApplicationContext>>;
  let polled: number;

  beforeAll(async () => {
    server = await openOwnDatabase();
    const config = testConfig({
      DATABASE_URL: server.appUrl,
      DATABASE_OWNER_URL: server.ownerUrl,
      DATABASE_POOL: '4',
    });
    app = await NestFactory.createApplicationContext(
      { module: PlatformAlone, imports: [PlatformModule.with({ config, tables: [] })] },
      { logger: false, abortOnError: false },
    );
    polled = 0;
    const database = app.get(Database);
    const poller = new Poller('test', 50, async () => {
      await database.rows('SELECT 1');
      polled++;
      return 0;
    });
    await app.get(WorkerLoops).start(
      {
        kinds: [MAIL_REQUESTED],
        subscribers: [app.get(MailSender).subscriber],
        schedules: [],
        works: [],
        pollers: [poller],
      },
      pino({ level: 'silent' }),
    );
    await requestMail('before');
  }, 60_000);
  afterAll(async () => {
    expect(await runChecks(app.get(Database))).toEqual([]);
    await app.close();
    await server.remove();
  });

  const requestMail = (dedupeKey: string) =>
    app
      .get(Database)
      .inTransaction((tx) =>
        app
          .get(Mail)
          .request(tx, { organizationId: null, dedupeKey, to: 'a@example.org', subject: 's', text: 't' }),
      );
  const sent = async () =>
    (await app.get(Database).rows("SELECT id FROM mail_message WHERE state = 'SENT'")).length;
  const ready = async () => {
    const begin = Date.now();
    const { ready: is } = await app.get(Readiness).check();
    return { is, fast: Date.now() - begin < 2_000 };
  };

  async function healed(mails: number): Promise<void> {
    const before = polled;
    await until(async () => (await ready()).is, 20_000);
    await until(() => polled > before, 20_000);
    await until(async () => (await sent()) === mails, 30_000);
  }

  it('a process says so at once, refuses work with an error, and goes on by itself when it is back', async () => {
    await healed(1);
    await server.stop();
    expect(await ready()).toEqual({ is: false, fast: true });
    await expect(requestMail('during')).rejects.toThrow();
    await server.start();
    await requestMail('after');
    await healed(2);
  }, 90_000);

  it('the same when it hangs instead of refusing', async () => {
    await server.freeze();
    const whileFrozen = await ready();
    server.thaw();
    expect(whileFrozen).toEqual({ is: false, fast: true });
    await requestMail('thawed');
    await healed(3);
  }, 90_000);
});
