import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NestFactory } from '@nestjs/core';
import { pino } from 'pino';
import { runChecks } from '../../src/checks.js';
import { DonorDetails } from '../../src/donations/donor-details.service.js';
import { Ledger } from '../../src/ledger/ledger.service.js';
import { Database } from '../../src/platform/database/database.js';
import { WorkerLoops } from '../../src/platform/jobs/worker-loops.js';
import { Receipts } from '../../src/receipts/receipts.service.js';
import { WorkerModule, workerDuties } from '../../src/worker.module.js';
import { testConfig } from '../support/app.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';
import { textOf } from './pdf-reader.js';
import { Gifts } from './receipts-room.js';

/** Two workers as they run in production, on one database and one Redis. */
describe('two workers and the receipts', () => {
  let server: TestDatabase;
  let folder: string;
  let workers: Awaited<ReturnType<typeof startWorker>>[];

  async function startWorker(config: ReturnType<typeof testConfig>) {
    const app = await NestFactory.createApplicationContext(WorkerModule.with({ config }), { logger: false });
    await app.get(WorkerLoops).start(workerDuties(app), pino({ level: 'silent' }));
    return app;
  }

  beforeAll(async () => {
    server = await openTestDatabase();
    folder = await mkdtemp(join(tmpdir(), 'boai-receipts-'));
    const config = testConfig({
      ...{ DATABASE_URL: server.appUrl, DATABASE_OWNER_URL: server.ownerUrl, DATABASE_POOL: '8' },
      ...{ FILES_DIR: join(folder, 'files'), MAILBOX_DIR: join(folder, 'mailbox') },
    });
    workers = [await startWorker(config), await startWorker(config)];
  });
  afterAll(async () => {
    for (const worker of workers) await worker.close();
    await server.drop();
    await rm(folder, { recursive: true, force: true });
  });

  it('number every booked gift once and mail the page to those who left an address', async () => {
    const worker = workers[0];
    if (!worker) throw new Error('no worker');
    const get = <T>(token: new (...given: never[]) => T): T => worker.get(token as never, { strict: false });
    const database = get(Database);
    const gifts = new Gifts(database, get(DonorDetails), get(Ledger));
    const place = await gifts.place();
    for (let each = 0; each < 60; each++) {
      const mail = each % 10 === 0 ? `donor-${each}@example.org` : undefined;
      await gifts.give(place, {
        amount: 100n * BigInt(each + 1),
        name: `张三${each}`,
        ...(mail ? { mail } : {}),
      });
    }
    const waiting = async () => {
      const [left] = await database.rows<{ tasks: string; mails: string }>(
        `SELECT (SELECT COUNT(*) FROM outbox_event WHERE state = 'PENDING')
              + (SELECT COUNT(*) FROM outbox_task WHERE state <> 'DONE') AS tasks,
                (SELECT COUNT(*) FROM mail_message WHERE state = 'SENT') AS mails`,
      );
      return left?.tasks !== '0' || left.mails !== '6';
    };
    for (let tries = 0; tries < 200 && (await waiting()); tries++) {
      await new Promise((wake) => setTimeout(wake, 100));
    }
    const receipts = await database.rows<{ id: string; no: number; amount: string }>(
      'SELECT id, no, amount FROM receipt WHERE organization_id = ? ORDER BY no',
      [place.organizationId],
    );
    expect(receipts.map(({ no }) => no)).toEqual(Array.from({ length: 60 }, (_, index) => index + 1));
    expect(new Set(receipts.map(({ amount }) => amount)).size).toBe(60);

    const mailbox = join(folder, 'mailbox');
    const letters = (await readdir(mailbox)).filter((name) => name.endsWith('.json'));
    expect(letters).toHaveLength(6);
    const letter = JSON.parse(await readFile(join(mailbox, letters[0] ?? ''), 'utf8'));
    expect(letter.subject).toContain('捐赠确认书');
    expect(letter.attachments).toHaveLength(1);
    const text = textOf(await get(Receipts).pdf(receipts[0]?.id ?? ''));
    expect(text).toContain('张三');
    expect(await runChecks(database)).toEqual([]);
  });
});
