import { newId } from '../../src/kernel/ids.js';
import { ChartOfAccounts } from '../../src/ledger/chart-of-accounts.service.js';
import { Ledger } from '../../src/ledger/ledger.service.js';
import { Numberer } from '../../src/ledger/numberer.service.js';
import type { PartnerEvent } from '../../src/partner-feed/partner-event.js';
import { PartnerEvents } from '../../src/partner-feed/partner-events.queries.js';
import { PartnerFeedJobs } from '../../src/partner-feed/partner-feed.jobs.js';
import { PartnerFeedRelay } from '../../src/partner-feed/partner-feed-relay.service.js';
import { PartnerAgreements } from '../../src/partners/partner-agreements.service.js';
import type { Tx } from '../../src/platform/database/database.js';
import { OutboxRelay } from '../../src/platform/outbox/outbox-relay.js';
import { OutboxRunner } from '../../src/platform/outbox/outbox-runner.js';
import { Projector } from '../../src/progress/projector.service.js';
import { buildActivePartner, completeAgreement } from '../partners/partner-kit.js';
import type { TestApp } from '../support/app.js';
import { type BuiltProject, buildProject } from '../support/builders.js';

/** A gift to the project through a platform, of a guest: it needs no donation behind it. */
export async function giveTo(
  app: TestApp,
  { id, organizationId, fundId }: BuiltProject,
  amount: bigint,
  channelId: string | null = null,
): Promise<void> {
  const accounts = app.get(ChartOfAccounts);
  const clearing = await accounts.id(organizationId, '100903', 'CNY', 'provider-account');
  const income = await accounts.id(organizationId, '410102', 'CNY');
  const entryId = newId();
  await app.database.inTransaction((tx) =>
    app.get(Ledger).post(tx, [
      {
        id: entryId,
        organizationId,
        kind: 'platform_gift',
        sourceType: 'test',
        sourceId: entryId,
        subjectType: 'donation',
        subjectId: newId(),
        projectId: id,
        channelId,
        occurredAt: app.clock.now(),
        transfers: [{ fundId, debit: clearing, credit: income, amount, currency: 'CNY' }],
      },
    ]),
  );
}

/** Numbers what was booked and brings it to the public numbers. */
export async function follow(app: TestApp): Promise<void> {
  while ((await app.get(Numberer).numberOnce()) > 0);
  while ((await app.get(Projector).projectOnce()) > 0);
}

/** Lets relays work until nothing is left to be told at this moment. */
export async function relayAll(app: TestApp): Promise<void> {
  while ((await app.get(PartnerFeedRelay).relayOnce()) > 0);
}

/** All events of a partner, read page by page. */
export async function eventsOf(app: TestApp, partnerId: string, livemode = true): Promise<PartnerEvent[]> {
  const found: PartnerEvent[] = [];
  for (;;) {
    const page = await app.get(PartnerEvents).after(partnerId, livemode, found.at(-1)?.seq ?? 0n, 7);
    found.push(...page.events);
    if (!page.hasMore) return found;
  }
}

export const dataOf = (event: PartnerEvent | undefined): Record<string, unknown> =>
  JSON.parse(event?.payload ?? '{}') as Record<string, unknown>;

/** The application as a relay meets it whose process is killed at its n-th statement. */
export function dyingDatabase(app: TestApp, statements: number): TestApp['database'] {
  const { database } = app;
  let left = statements;
  const dying = (tx: Tx): Tx =>
    new Proxy(tx, {
      get(target, name) {
        const value: unknown = Reflect.get(target, name, target);
        if (name !== 'query') return typeof value === 'function' ? value.bind(target) : value;
        return (...given: Parameters<Tx['query']>) => {
          left -= 1;
          if (left < 0) throw new Error('killed');
          return target.query(...given);
        };
      },
    });
  return Object.assign(Object.create(database) as TestApp['database'], {
    inTransaction: <T>(work: (tx: Tx) => Promise<T>) => database.inTransaction((tx) => work(dying(tx))),
  });
}

/** A partner whose agreement with each of these societies holds; its owner has come. */
export async function activePartner(app: TestApp, organizationIds: readonly string[]) {
  const [home = '', ...others] = organizationIds;
  const partner = await buildActivePartner(app, home);
  const agreements = app.get(PartnerAgreements);
  for (const organizationId of others) {
    const agreementId = await agreements.begin({}, partner.partnerId, organizationId);
    const staffId = await completeAgreement(app, { ...partner, agreementId }, organizationId);
    await agreements.approve(staffId, organizationId, agreementId);
  }
  return partner;
}

/** Turns announced events into tasks, and leaves them to be done by `doTasks`. */
export async function makeTasks(app: TestApp): Promise<void> {
  const relay = app.get(OutboxRelay);
  relay.use(app.get(PartnerFeedJobs).subscribers);
  while ((await relay.relayOnce()) > 0);
}

/** Does what waits for this room's n-th subscriber, as a worker would. */
export async function doTasks(app: TestApp, n: number): Promise<void> {
  const subscriber = app.get(PartnerFeedJobs).subscribers[n];
  if (subscriber?.mode === 'batch') await app.get(OutboxRunner).runBatch(subscriber);
}

/** Publishes so many projects of a society: each is one event for its partners. */
export async function tell(app: TestApp, organizationId: string, events: number): Promise<void> {
  for (let n = 0; n < events; n++) await buildProject(app, { organizationId });
  await makeTasks(app);
  for (const n of app.get(PartnerFeedJobs).subscribers.keys()) await doTasks(app, n);
  await relayAll(app);
}
