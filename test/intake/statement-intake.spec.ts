import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { type ArrivedEvent, PaymentFacts } from '../../src/donations/payment-facts.service.js';
import { StatementIntake } from '../../src/intake/statement-intake.service.js';
import { newId } from '../../src/kernel/ids.js';
import { LongWorkQueries } from '../../src/platform/long-work/long-work.queries.js';
import type { EventReading } from '../../src/providers/event-reading.js';
import type { ProviderAccount } from '../../src/providers/provider-account.entity.js';
import { ProviderAccountChanges } from '../../src/providers/provider-account-changes.service.js';
import { ProviderAccounts } from '../../src/providers/provider-accounts.service.js';
import { ProviderApprovals } from '../../src/providers/provider-approvals.service.js';
import type { Bill } from '../../src/settlements/files/readers.js';
import { StatementFiles } from '../../src/settlements/statement-files.service.js';
import { type BuiltProject, buildOrganization, buildProject } from '../support/builders.js';
import { buildPerson, shownHash } from '../support/two-people.js';
import {
  gift,
  openStatementKit,
  refund,
  type StatementKit,
  shanghai,
  type TestLine,
} from './statement-kit.js';

const FIXTURES = join(import.meta.dirname, '../fixtures/statements');
let kit: StatementKit;
beforeEach(async () => {
  kit = await openStatementKit();
});
afterEach(() => kit.close());

const project = () => buildProject(kit.app, { organizationId: kit.organizationId });
const by = (staffId: string, organizationId = kit.organizationId) => ({ staffId, organizationId });
const intake = () => kit.app.get(StatementIntake);

async function upload(of: ProviderAccount, bill: Bill, name: string): Promise<string> {
  const day = { firstDay: '2026-01-15', lastDay: '2026-01-15' };
  const stream = createReadStream(join(FIXTURES, name));
  const files = kit.app.get(StatementFiles);
  const id = await files.upload(by(kit.clerk), { providerAccountId: of.id, bill, ...day, name, stream });
  await files.read(id);
  return id;
}

/** Two people's yes to a file. */
async function agree(fileId: string): Promise<string> {
  const asked = await intake().request(by(kit.clerk), fileId);
  await intake().approve(by(kit.approver), asked, await shownHash(kit.app, kit.organizationId, asked));
  return asked;
}

it('the fixture bills of WeChat Pay, accepted by two people, close the account at 108.23', async () => {
  const wechat = await kit.account('wechat', 'statement', '1900000109');
  await kit.map(wechat, 'P001', await project());
  await kit.map(wechat, 'P002', await project());
  await kit.accepted(wechat, 'trade', [
    gift('4200000000000000000000000000', 20_000n, 0n, { at: '2026-01-14 10:00:00' }),
  ]);
  await kit.book();
  const trade = await upload(wechat, 'trade', 'wechat_trade_ALL_2026-01-15.csv');
  expect(await intake().preview(kit.organizationId, trade)).toMatchObject({
    knownLines: 0,
    byType: [
      { line: 'payment', count: '3', amount: '15888', feeAmount: '95' },
      { line: 'refund', count: '1', amount: '-5000', feeAmount: '-30' },
    ],
    byProject: [
      { count: '2', amount: '10888' },
      { count: '1', amount: '5000' },
    ],
  });
  await agree(trade);
  const flow = await upload(wechat, 'flow', 'wechat_fundflow_BASIC_2026-01-15.csv');
  await kit.app.get(StatementFiles).acceptAlone(by(kit.clerk), flow);
  await kit.book();
  expect(await kit.clearing(wechat)).toBe(10_823n);
  expect(await kit.cases()).toEqual(['REFUND_BY_PROVIDER']);
  expect(await kit.settlements()).toMatchObject([{ amount: 20_000n, state: 'in_transit' }]);
  const works = await kit.app.get(LongWorkQueries).recent(kit.organizationId);
  expect(works.filter(({ kind }) => kind === 'statement.intake').map(({ subjectId }) => subjectId)).toEqual([
    trade,
  ]);
  expect(await intake().preview(kit.organizationId, trade)).toBeNull();
});

it('the fixture bills of Alipay end at 0: what came was paid out', async () => {
  const alipay = await kit.account('alipay', 'statement', '20880000000000010156');
  await kit.map(alipay, '红十字博爱送万家', await project(), 'description');
  await kit.map(alipay, '灾后重建', await project(), 'description');
  await agree(await upload(alipay, 'trade', 'alipay_trade_20880000000000010156_20260115.csv.zip'));
  const flow = await upload(alipay, 'flow', 'alipay_signcustomer_20880000000000010156_20260115.csv.zip');
  await kit.app.get(StatementFiles).acceptAlone(by(kit.clerk), flow);
  await kit.book();
  expect(await kit.clearing(alipay)).toBe(0n);
  expect(await kit.settlements()).toMatchObject([{ amount: 20_397n, lines: 8, linesNet: 20_397n }]);
  expect(await kit.cases()).toEqual(['REFUND_BY_PROVIDER']);
});

it('A33 nobody agrees to their own request, nor to another mapping than was shown, nor twice, nor elsewhere', async () => {
  const wechat = await kit.account('wechat', 'statement', '1900000109');
  await kit.map(wechat, 'P001', await project());
  const file = await upload(wechat, 'trade', 'wechat_trade_ALL_2026-01-15.csv');
  const both = await buildPerson(kit.app, kit.organizationId, 'clerk', 'approver');
  const asked = await intake().request(by(both), file);
  const shown = await shownHash(kit.app, kit.organizationId, asked);
  await expect(intake().request(by(kit.clerk), file)).rejects.toMatchObject({ code: 'approval_open' });
  await expect(intake().approve(by(both), asked, shown)).rejects.toMatchObject({ code: 'approval_own_vote' });
  await expect(intake().approve(by(kit.clerk), asked, shown)).rejects.toMatchObject({
    code: 'approval_not_entitled',
  });
  const elsewhere = await buildOrganization(kit.app);
  const stranger = await buildPerson(kit.app, elsewhere, 'clerk', 'approver');
  await expect(intake().request(by(stranger, elsewhere), file)).rejects.toMatchObject({ kind: 'not_found' });
  await expect(intake().approve(by(stranger, elsewhere), asked, shown)).rejects.toMatchObject({
    kind: 'not_found',
  });
  await kit.map(wechat, 'P002', await project());
  await expect(intake().approve(by(kit.approver), asked, shown)).rejects.toMatchObject({
    code: 'approval_changed',
  });
  expect(await kit.count('statement_line')).toBe(0);
  expect(await kit.count('approval_vote')).toBe(0);
});

it('a file is accepted once, by however many at the same moment; one of a notifying account by nobody here', async () => {
  const wechat = await kit.account('wechat', 'statement', '1900000109');
  const file = await upload(wechat, 'trade', 'wechat_trade_ALL_2026-01-15.csv');
  const asked = await intake().request(by(kit.clerk), file);
  const shown = await shownHash(kit.app, kit.organizationId, asked);
  const second = await buildPerson(kit.app, kit.organizationId, 'approver');
  const tried = await Promise.allSettled([
    intake().approve(by(kit.approver), asked, shown),
    intake().approve(by(second), asked, shown),
  ]);
  expect(tried.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  await kit.book();
  expect(await kit.count('statement_line')).toBe(4);
  // No word leads to a project, so all of it lies in suspense, to the cent.
  expect(await kit.clearing(wechat)).toBe(10_823n);
  await expect(intake().request(by(kit.clerk), file)).rejects.toMatchObject({ code: 'statement_file_state' });

  const notified = await kit.account('wechat', 'notifications', '1900000110');
  const alone = await upload(notified, 'trade', 'wechat_trade_ALL_2026-01-15.csv').catch(() => null);
  expect(alone).not.toBeNull();
  await expect(intake().request(by(kit.clerk), alone ?? '')).rejects.toMatchObject({
    code: 'statement_makes_no_gifts',
  });
});

it('an account and the origin of its facts are two people’s matter, and no number is taken twice', async () => {
  const changes = kit.app.get(ProviderAccountChanges);
  const administrator = await buildPerson(kit.app, kit.organizationId, 'administrator');
  const typed = {
    ...{ provider: 'wechat', account: 'wechat-main', currency: 'CNY', merchantNo: '1900000109' },
    ...{ displayName: '微信支付', reason: '开通' },
  };
  const bad = await changes
    .requestAccount(by(administrator), { ...typed, merchantNo: '', account: 'Main' })
    .catch((e) => e);
  expect(bad.fields.map(({ field }: { field: string }) => field)).toEqual(['account', 'merchant_no']);
  const yes = async (asked: string) =>
    kit.app
      .get(ProviderApprovals)
      .approve(by(kit.approver), asked, await shownHash(kit.app, kit.organizationId, asked));
  const asked = await changes.requestAccount(by(administrator), typed);
  await expect(kit.app.get(ProviderApprovals).approve(by(administrator), asked, '')).rejects.toMatchObject(
    {},
  );
  expect(await yes(asked)).toBe('done');
  const made = await kit.app.get(ProviderAccounts).byPath('wechat', 'wechat-main');
  expect(made).toMatchObject({ intake: 'statement', merchantNo: '1900000109', livemode: true });
  await expect(
    changes.requestAccount(by(administrator), { ...typed, account: 'wechat-other' }),
  ).rejects.toMatchObject({ code: 'provider_merchant_taken' });
  // No checkout is ever opened there.
  expect(await kit.app.get(ProviderAccounts).servesProject(kit.organizationId, 'CNY')).toMatchObject({
    provider: 'stripe',
  });

  const id = made?.id ?? '';
  await expect(
    changes.requestIntake(by(administrator), id, { intake: 'statement', reason: 'x' }),
  ).rejects.toMatchObject({
    code: 'provider_intake_same',
  });
  const elsewhere = await buildOrganization(kit.app);
  await expect(
    changes.requestIntake(by(administrator, elsewhere), id, { intake: 'notifications', reason: 'x' }),
  ).rejects.toMatchObject({ kind: 'not_found' });
  await yes(
    await changes.requestIntake(by(administrator), id, { intake: 'notifications', reason: '接口已接通' }),
  );
  expect(await kit.app.get(ProviderAccounts).byId(id)).toMatchObject({ intake: 'notifications' });
  expect(await kit.count('audit_event', "action IN ('provider.statement_account', 'provider.intake')")).toBe(
    2,
  );
});

describe('a provider connected later adds nothing twice', () => {
  const [own, foreign] = ['4200000000000000000000000041', '4200000000000000000000000042'];

  /** What the provider's notifications would say: same numbers, same moments. */
  const notified = (account: ProviderAccount, line: TestLine, attemptId: string | null): ArrivedEvent => {
    const isRefund = line.type === 'refund';
    const reading: EventReading = {
      reference: { attemptId, paymentId: line.paymentId ?? null, sessionId: null },
      facts: [
        {
          kind: isRefund ? 'refund_succeeded' : 'payment_succeeded',
          key: (isRefund ? line.merchantRef : line.paymentId) ?? '',
          amount: isRefund ? -line.amount : line.amount,
          ...{ fee: null, currency: 'CNY', occurredAt: shanghai(line.at), detail: null },
          paymentKey: isRefund ? (line.paymentId ?? null) : null,
          ...{ disputeKey: null, refundId: null },
        },
      ],
      ...{ expects: null, dispute: null, payoutId: null, contradiction: null, doubted: null },
    };
    return { eventId: String(1_000 + line.key.length), account, reading, unclaimed: false };
  };

  /** A gift whose order was opened by us: its number is the attempt's. */
  const order = async (account: ProviderAccount, to: BuiltProject): Promise<string> => {
    const [donation, attempt] = [newId(), newId()];
    await kit.app.database.inTransaction(async (tx) => {
      await tx.query(
        `INSERT INTO donation (id, organization_id, project_id, amount, currency, public_label, form_key, form_sha256,
           created_at) VALUES (?, ?, ?, 1000, 'CNY', '张*', ?, REPEAT('x', 32), ?)`,
        [donation, kit.organizationId, to.id, donation, shanghai('2026-01-15 08:59:00')],
      );
      await tx.query(
        `INSERT INTO payment_attempt (id, organization_id, donation_id, provider_account_id, created_at)
         VALUES (?, ?, ?, ?, ?)`,
        [attempt, kit.organizationId, donation, account.id, shanghai('2026-01-15 08:59:00')],
      );
    });
    return attempt;
  };

  it.each([
    ['the file first', true],
    ['the notifications first', false],
  ])('%s: the same books', async (_, fileFirst) => {
    const wechat = await kit.account('wechat');
    const to = await project();
    await kit.map(wechat, 'P001', to);
    const attempt = await order(wechat, to);
    const lines = [
      gift(own, 1_000n, 6n, { merchantRef: attempt }),
      gift(foreign, 500n, 3n),
      refund(own, '5051', 400n, -2n),
      refund(foreign, '5052', 500n, -3n),
    ];
    const facts = kit.app.get(PaymentFacts);
    await facts.prepare([wechat]);
    const notify = () =>
      kit.app.database.inTransaction((tx) =>
        facts.apply(
          tx,
          lines.map((line) => notified(wechat, line, line.paymentId === own ? attempt : null)),
        ),
      );
    const file = async () => {
      await kit.accepted(wechat, 'trade', lines);
      await kit.book();
    };
    if (fileFirst) {
      await file();
      expect(await notify()).toEqual(['applied', 'applied', 'applied', 'applied']);
    } else {
      // A payment whose order is not ours waits in the inbox, as an event without its attempt does.
      expect(await notify()).toEqual(['applied', 'unknown_parent', 'applied', 'unknown_parent']);
      await file();
      expect(await notify()).toEqual(['applied', 'applied', 'applied', 'applied']);
    }
    const books = (await kit.books()).map((line) => line.replace(` ${to.slug}`, ''));
    expect(books).toEqual([
      'gift 1000 100901 410102 restricted 2026-01-15 01:00:00.000000',
      'gift 500 100901 410102 restricted 2026-01-15 01:00:00.000000',
      'provider_fee 3 530101 100901 unrestricted 2026-01-15 01:00:00.000000',
      'provider_fee 6 530101 100901 unrestricted 2026-01-15 01:00:00.000000',
      'provider_fee_returned 2 100901 530101 unrestricted 2026-01-15 07:00:00.000000',
      'provider_fee_returned 3 100901 530101 unrestricted 2026-01-15 07:00:00.000000',
      'refund_by_provider 400 220902 100901 restricted 2026-01-15 07:00:00.000000',
      'refund_by_provider 400 410102 220902 restricted 2026-01-15 07:00:00.000000',
      'refund_by_provider 500 220902 100901 restricted 2026-01-15 07:00:00.000000',
      'refund_by_provider 500 410102 220902 restricted 2026-01-15 07:00:00.000000',
    ]);
    expect(await kit.count('donation')).toBe(2);
    expect(await kit.cases()).toEqual(['REFUND_BY_PROVIDER', 'REFUND_BY_PROVIDER']);
    expect(await kit.clearing(wechat)).toBe(596n);
  });
});
