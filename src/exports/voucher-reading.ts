import type { Database } from '../platform/database/database.js';
import { accountKind } from './account-names.js';
import type { Question } from './export-table.js';
import { isRed, partOf, type VoucherLeg } from './voucher.js';

/** A day of the period: only closed ones go into vouchers, because only they stay as they are. */
export interface PeriodDay {
  readonly day: string;
  readonly closed: boolean;
}

/** The period's days with business, and whether each is closed. */
export async function periodDays(database: Database, question: Question): Promise<PeriodDay[]> {
  const rows = await database.rows<{ day: string; state: string }>(
    'SELECT day, state FROM accounting_day WHERE organization_id = ? AND day BETWEEN ? AND ? ORDER BY day',
    [question.organizationId, question.firstDay, question.lastDay],
  );
  return rows.map(({ day, state }) => ({ day, closed: state === 'closed' }));
}

/**
 * Whose money an entry moved: the provider account whose clearing or transit account it touches; for a refund between
 * approval and confirmation, and a lost dispute, the one that the gift came through; '' past the providers.
 */
const PARTY = `COALESCE(
  (SELECT MAX(a.provider_account_key) FROM transfer x JOIN account a ON a.id IN (x.debit_account_id, x.credit_account_id)
    WHERE x.entry_id = e.id AND a.provider_account_key <> ''),
  (SELECT r.provider_account_id FROM refund r
    WHERE e.source_type IN ('refund', 'refund_undone') AND r.id = LEFT(e.source_id, 26)),
  (SELECT MIN(p.provider_account_id) FROM payment_attempt p
    WHERE e.subject_type = 'donation' AND p.donation_id = e.subject_id), '')`;

interface LegRow {
  readonly party: string;
  readonly kind: string;
  readonly debit: string;
  readonly credit: string;
  readonly currency: string;
  readonly fundCode: string;
  readonly fundKind: string;
  readonly reverses: number;
  readonly amount: string;
  readonly entries: string;
}

/** One day's transfers, summed by the database: a day of a hundred thousand gifts is a few rows. */
export async function dayLegs(database: Database, question: Question, day: string): Promise<VoucherLeg[]> {
  const rows = await database.rows<LegRow>(
    `SELECT g.party, g.kind, da.code AS debit, ca.code AS credit, g.currency, f.code AS fundCode, f.kind AS fundKind,
       g.reverses, SUM(g.amount) AS amount, SUM(g.first) AS entries
     FROM (SELECT ${PARTY} AS party, COALESCE(v.kind, e.kind) AS kind, e.reverses_id IS NOT NULL AS reverses,
             t.debit_account_id, t.credit_account_id, t.fund_id, t.currency, t.amount,
             t.leg = (SELECT MIN(y.leg) FROM transfer y WHERE y.entry_id = e.id) AS first
           FROM entry e JOIN ledger_sequence s ON s.entry_id = e.id AND s.seq <= ?
           JOIN transfer t ON t.entry_id = e.id LEFT JOIN entry v ON e.kind = 'reversal' AND v.id = e.reverses_id
           WHERE e.organization_id = ? AND e.booked_on = ?) g
     JOIN fund f ON f.id = g.fund_id
     JOIN account da ON da.id = g.debit_account_id JOIN account ca ON ca.id = g.credit_account_id
     GROUP BY g.party, g.kind, da.code, ca.code, g.currency, f.code, f.kind, g.reverses
     ORDER BY g.party, g.kind, da.code, ca.code, g.currency, f.code, f.kind, g.reverses`,
    [question.seq, question.organizationId, day],
  );
  return rows.map((row) => {
    const project = (code: string) => (row.fundKind === 'restricted' && isOfFund(code) ? row.fundCode : '');
    return {
      ...{ day, party: row.party, part: partOf(row.kind), debit: row.debit, credit: row.credit },
      ...{ currency: row.currency, debitProject: project(row.debit), creditProject: project(row.credit) },
      ...{
        red: isRed(row.kind, Number(row.reverses) === 1),
        amount: BigInt(row.amount),
        entries: Number(row.entries),
      },
    };
  });
}

/** Income, cost and net assets are told by project; what the society owns and owes is told in total. */
function isOfFund(code: string): boolean {
  return ['income', 'cost', 'net_asset'].includes(accountKind(code) ?? '');
}

/** What a party is called in a voucher's summary, by provider account id; '' is money past the providers. */
export async function partyNames(
  database: Database,
  organizationId: string,
): Promise<ReadonlyMap<string, string>> {
  const rows = await database.rows<{ id: string; provider: string; account: string; name: string | null }>(
    'SELECT id, provider, account, display_name AS name FROM provider_account WHERE organization_id = ?',
    [organizationId],
  );
  const known: Readonly<Record<string, string>> = {
    wechat: '微信',
    alipay: '支付宝',
    stripe: 'Stripe',
    platform: '平台',
  };
  const names = new Map<string, string>([['', '线下']]);
  for (const { id, provider, account, name } of rows) {
    const several = rows.filter((row) => row.provider === provider).length > 1;
    names.set(id, name ?? `${known[provider] ?? provider}${several ? account : ''}`);
  }
  return names;
}
