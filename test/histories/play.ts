import { createHash } from 'node:crypto';
import { DisbursementPayments } from '../../src/disbursements/disbursement-payments.service.js';
import { Disbursements } from '../../src/disbursements/disbursements.service.js';
import { OfflineApprovals } from '../../src/donations/offline-approvals.service.js';
import { OfflineGifts } from '../../src/donations/offline-gifts.service.js';
import { Refunds } from '../../src/donations/refunds.service.js';
import { Intake } from '../../src/intake/intake.service.js';
import { canonicalJson } from '../../src/kernel/canonical-json.js';
import { newId } from '../../src/kernel/ids.js';
import { AccountingDays } from '../../src/ledger/accounting-days.service.js';
import { DaySeals } from '../../src/ledger/day-seals.service.js';
import { Numberer } from '../../src/ledger/numberer.service.js';
import { Approvals } from '../../src/platform/approvals/approvals.js';
import { ApprovalsQueries } from '../../src/platform/approvals/approvals.queries.js';
import { Inbox } from '../../src/providers/inbox.service.js';
import { ProviderAccount } from '../../src/providers/provider-account.entity.js';
import { signedEvent } from '../../src/providers/stripe/stripe.arrival.js';
import { StatementBooks } from '../../src/settlements/statement-books.service.js';
import type { TestApp } from '../support/app.js';
import { type BuiltProject, buildProject } from '../support/builders.js';
import { SAID } from '../support/spending.js';
import { buildPerson, shownHash } from '../support/two-people.js';
import type { HistoryPlan } from './history.js';
import { type PlayedGift, START, type Step, stepsOf } from './steps.js';

/** A society of its own in which one history is played once. */
export interface Stage {
  readonly app: TestApp;
  readonly plan: HistoryPlan;
  readonly tag: string;
  readonly project: BuiltProject;
  readonly account: ProviderAccount;
  readonly clerk: string;
  readonly approver: string;
  readonly gifts: readonly PlayedGift[];
  readonly refundIds: Map<string, string>;
}

const HOUR_MS = 3_600_000;
/** Nothing that happens in a history is later than this. */
const AFTER_ALL = new Date((START + 12 * 86_400) * 1000);
const DAYS_MAX = 3;

/** Prepares a society with the promised gifts of a history; nothing has been paid yet. */
export async function buildStage(app: TestApp, plan: HistoryPlan): Promise<Stage> {
  const tag = newId();
  const project = await buildProject(app);
  const { organizationId } = project;
  const account = {
    organizationId,
    provider: 'stripe',
    account: tag,
    currency: 'CNY',
    livemode: false,
  } as const;
  const accountId = newId();
  await app.database.read.insert(ProviderAccount, { id: accountId, ...account, createdAt: app.clock.now() });
  const gifts = plan.gifts.map((gift, n): PlayedGift => {
    const ids = {
      donationId: newId(),
      attemptId: newId(),
      sessionId: `cs_${tag}${n}`,
      paymentId: `pi_${tag}${n}`,
    };
    return { ...ids, amount: gift.amount, plan: gift };
  });
  const made = new Date((START - 3_600) * 1000);
  await app.database.inTransaction(async (tx) => {
    await tx.query(
      `INSERT INTO donation (id, organization_id, project_id, amount, currency, public_label, form_key, form_sha256,
         created_at) VALUES ?`,
      [
        gifts.map(({ donationId, amount }, n) => [
          ...[donationId, organizationId, project.id, amount, 'CNY', '爱心人士', `${tag}gift${n}`],
          ...[createHash('sha256').update(donationId).digest(), made],
        ]),
      ],
    );
    await tx.query(
      `INSERT INTO payment_attempt (id, organization_id, donation_id, provider_account_id, provider_session_id,
         created_at) VALUES ?`,
      [
        gifts.map((gift) => [
          gift.attemptId,
          organizationId,
          gift.donationId,
          accountId,
          gift.sessionId,
          made,
        ]),
      ],
    );
  });
  const [clerk, approver] = [
    await buildPerson(app, organizationId, 'clerk'),
    await buildPerson(app, organizationId, 'approver'),
  ];
  const standing = await app.database.read.findOneByOrFail(ProviderAccount, { id: accountId });
  return { app, plan, tag, project, account: standing, clerk, approver, gifts, refundIds: new Map() };
}

/** Plays the history as it happened, each thing worked off before the next. */
export async function playInOrder(stage: Stage): Promise<void> {
  const steps = allSteps(stage);
  for (const step of inTime(steps)) {
    await take(stage, [step]);
    await workOff(stage);
  }
  await drain(stage);
  await giveUpWaiting(stage);
}

/**
 * Plays the history as the network might bring it: shuffled, one in ten twice, one in twenty after the first days have
 * been closed. @returns the closed days, "YYYY-MM-DD", and the entries that stood when they were closed.
 */
export async function playInDisorder(
  stage: Stage,
): Promise<{ closed: string[]; before: ReadonlySet<string> }> {
  const pick = generator(stage.plan.seed);
  const steps = shuffled(allSteps(stage), pick);
  // What a person dates into a closed day is refused, so only what others state comes late.
  const late = steps.filter((step) => step.does !== 'offline' && pick(20) === 0);
  const early = steps.filter((step) => !late.includes(step));
  const left = await playPossible(stage, early, pick);
  await drain(stage);
  const blocked = await playPossible(stage, left, pick);
  await drain(stage);
  const closed = await closeDays(stage, 1 + pick(DAYS_MAX));
  const rows = await stage.app.database.rows<{ id: string }>(
    'SELECT id FROM entry WHERE organization_id = ?',
    [stage.project.organizationId],
  );
  let rest = [...late, ...blocked];
  for (let round = 0; rest.length > 0; round++) {
    if (round > 3) throw new Error(`${rest.length} things could never happen`);
    rest = await playPossible(stage, rest, pick);
    await drain(stage);
  }
  await giveUpWaiting(stage);
  return { closed, before: new Set(rows.map(({ id }) => id)) };
}

function allSteps({ plan, gifts, tag, refundIds }: Stage): Step[] {
  return stepsOf(plan, gifts, tag, (name) => refundIds.get(name) ?? '');
}

/** When something happens, in unix seconds. */
function timeOf(step: Step): number {
  if (step.does === 'line') return step.line.occurredAt.getTime() / 1000;
  return step.does === 'event' ? (step.event as { created: number }).created : step.at;
}

function inTime(steps: readonly Step[]): Step[] {
  return [...steps].sort((a, b) => timeOf(a) - timeOf(b));
}

/** Plays in chunks what can happen already; returns what cannot yet. */
async function playPossible(stage: Stage, steps: readonly Step[], pick: Pick): Promise<Step[]> {
  let waiting: Step[] = [...steps];
  for (let round = 0; round < 3 && waiting.length > 0; round++) {
    const next: Step[] = [];
    for (let at = 0; at < waiting.length; ) {
      const size = 1 + pick(8);
      const chunk = waiting.slice(at, at + size);
      at += size;
      const possible: Step[] = [];
      for (const step of chunk) (await canHappen(stage, step)) ? possible.push(step) : next.push(step);
      const twice = possible.filter(
        (step) => (step.does === 'event' || step.does === 'line') && pick(10) === 0,
      );
      await take(stage, [
        ...possible,
        ...twice.map((step) => (pick(2) === 0 ? step : stated(step, newId()))),
      ]);
      await workOff(stage);
    }
    waiting = next;
  }
  return waiting;
}

/** The same thing stated by another event of the provider. */
function stated(step: Step, name: string): Step {
  return step.does === 'event' ? { ...step, event: again(step.event, name) } : step;
}

function again(event: object, name: string): object {
  return Object.defineProperties(
    {},
    { ...Object.getOwnPropertyDescriptors(event), id: { value: `evt_${name}`, enumerable: true } },
  );
}

async function canHappen({ app, refundIds }: Stage, step: Step): Promise<boolean> {
  if (step.needs !== null) return refundIds.has(step.needs);
  if (step.does !== 'refund') return true;
  const [row] = await app.database.rows<{ status: string }>('SELECT status FROM donation WHERE id = ?', [
    step.gift.donationId,
  ]);
  return row?.status === 'succeeded' || row?.status === 'refunded';
}

async function take(stage: Stage, steps: readonly Step[]): Promise<void> {
  const { app, account } = stage;
  const events = steps.filter((step) => step.does === 'event');
  await Promise.all(
    events.map(({ event }) =>
      app.get(Inbox).accept(signedEvent(account, Buffer.from(JSON.stringify(event)), '{}', app.clock.now())),
    ),
  );
  const lines = steps.filter((step) => step.does === 'line').map(({ line }) => line);
  await app.get(StatementBooks).keep(account, [...new Map(lines.map((line) => [line.key, line])).values()]);
  for (const step of steps) {
    if (step.does === 'refund') await atTheTimeOf(stage, step, () => refund(stage, step));
    if (step.does === 'offline') await atTheTimeOf(stage, step, () => receiveAndSpend(stage, step));
  }
}

async function atTheTimeOf({ app }: Stage, { at }: { readonly at: number }, act: () => Promise<void>) {
  const now = app.clock.now();
  app.clock.set(new Date(at * 1000));
  await act().finally(() => app.clock.set(now));
}

/** A clerk asks for a refund and another person agrees. */
async function refund(stage: Stage, step: Extract<Step, { does: 'refund' }>): Promise<void> {
  const { app, project, clerk, approver, refundIds } = stage;
  const { organizationId } = project;
  const { refundId, approvalId } = await app.get(Refunds).request(
    { staffId: clerk },
    {
      ...{
        organizationId,
        donationId: step.gift.donationId,
        currency: 'CNY',
        reason: 'OTHER',
        note: step.name,
      },
      amountText: yuan(step.amount),
    },
  );
  const shown = await shownHash(app, organizationId, approvalId);
  await app.get(Refunds).approve({ staffId: approver, organizationId }, approvalId, shown);
  refundIds.set(step.name, refundId);
}

/** A bank transfer is recorded and checked; some of it is spent, and perhaps comes back from the bank. */
async function receiveAndSpend(stage: Stage, step: Extract<Step, { does: 'offline' }>): Promise<void> {
  const { app, project, clerk, approver, tag } = stage;
  const { organizationId } = project;
  const { name, plan } = step;
  const [maker, checker] = [{ staffId: clerk }, { staffId: approver, organizationId }];
  const day = await app.get(AccountingDays).dayOf(organizationId, app.clock.now());
  const giftId = await app.get(OfflineGifts).request(maker, organizationId, {
    ...{ projectId: project.id, way: 'bank_transfer', amountText: yuan(plan.amount), receivedOn: day },
    ...{ bankReference: `${tag}${name}`, payer: '周静', name: '周静', formKey: `${tag}${name}` },
  });
  const gift = await asked(stage, giftId);
  await app.get(OfflineApprovals).approve(checker, gift.id, gift.payloadSha256);
  if (plan.spent === 0) return;
  const spendingId = await app.get(Disbursements).request(maker, organizationId, {
    ...{
      projectId: project.id,
      accountCode: '510101',
      amountText: yuan(plan.spent),
      payee: '青禾县第一小学',
    },
    ...{ purpose: '过冬物资', formKey: `${tag}${name}s`, ...SAID },
  });
  const spending = await asked(stage, spendingId);
  await app.get(Disbursements).approve(checker, spending.id, spending.payloadSha256);
  const payments = app.get(DisbursementPayments);
  await payments.pay(maker, organizationId, spendingId, { day, bankReference: `${tag}${name}p` });
  if (!plan.returned) return;
  const note = { day, bankReference: `${tag}${name}r`, reason: '账号有误' };
  await payments.bankReturned(maker, organizationId, spendingId, note);
}

async function asked(
  { app, project }: Stage,
  subjectId: string,
): Promise<{ id: string; payloadSha256: string }> {
  const [approval] = await app.get(ApprovalsQueries).ofSubject(project.organizationId, subjectId);
  if (!approval) throw new Error(`nobody asked for ${subjectId}`);
  return approval;
}

function yuan(fen: number): string {
  return `${Math.floor(fen / 100)}.${String(fen % 100).padStart(2, '0')}`;
}

async function workOff({ app }: Stage): Promise<void> {
  while ((await app.get(Intake).runOnce()) > 0);
}

/** Lets those who wait look again until that brings nothing more; less than a day passes. */
async function drain(stage: Stage): Promise<void> {
  const { app, tag } = stage;
  let before = -1;
  for (let look = 0; look < 12; look++) {
    const [row] = await app.database.rows<{ n: string }>(
      "SELECT COUNT(*) AS n FROM provider_event WHERE account = ? AND state IN ('NEW', 'WAITING')",
      [tag],
    );
    const waiting = Number(row?.n);
    if (waiting === 0 || waiting === before) return;
    before = waiting;
    app.clock.advance(HOUR_MS / 3);
    await workOff(stage);
  }
}

/** A day later nobody waits any more: what no attempt claims goes to suspense. */
async function giveUpWaiting(stage: Stage): Promise<void> {
  stage.app.clock.advance(25 * HOUR_MS);
  await workOff(stage);
}

/** Closes the first days with what is booked on them; that rows of the inbox still wait is the point of it. */
async function closeDays(stage: Stage, days: number): Promise<string[]> {
  const { app, project, clerk, approver } = stage;
  const { organizationId } = project;
  const closed: string[] = [];
  while ((await app.get(Numberer).numberOnce()) > 0);
  for (let n = 0; n < days; n++) {
    const at = new Date((START + n * 86_400) * 1000);
    const day = await app.get(AccountingDays).dayOf(organizationId, at);
    const operation = 'day_close' as const;
    const payload = { day };
    await app.database.inTransaction(async (tx) => {
      const asked = { organizationId, operation, subjectId: day, payload, requestedBy: clerk };
      const approvalId = await app.get(Approvals).request(tx, asked);
      const shownSha256 = sha256(canonicalJson(payload));
      await app
        .get(Approvals)
        .vote(tx, { approvalId, organizationId, operation, staffId: approver, shownSha256 });
      await app.get(AccountingDays).close(tx, { organizationId, day });
      await app.get(Approvals).consume(tx, approvalId, operation, payload);
      await app.get(DaySeals).sign(tx, { organizationId, day, coversFrom: day, approvalId });
    });
    closed.push(day);
  }
  return closed;
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

type Pick = (limit: number) => number;

/** A small seeded generator (mulberry32). */
function generator(seed: number): Pick {
  let state = seed;
  return (limit) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
  };
}

function shuffled<T>(list: readonly T[], pick: Pick): T[] {
  const mixed = [...list];
  for (let at = mixed.length - 1; at > 0; at--) {
    const other = pick(at + 1);
    [mixed[at], mixed[other]] = [mixed[other] as T, mixed[at] as T];
  }
  return mixed;
}

/** The moment at which all histories are played: after everything in them. */
export { AFTER_ALL };
