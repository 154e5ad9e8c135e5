import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database/database.js';
import { Secrets } from '../platform/secrets/secrets.js';
import type { FileProblem } from './files/parsed-line.js';
import { BILLS_OF, type Bill } from './files/readers.js';
import { counterpartyContext, type FileAccount, type StatementFileState } from './statement-file.js';

/** A statement file as pages show it. */
export interface StatementFileSummary {
  readonly id: string;
  readonly providerAccountId: string | null;
  readonly bankAccountId: string | null;
  readonly provider: FileAccount['provider'];
  readonly intake: FileAccount['intake'];
  /** What people call the account: its name, its number at the provider, or the bank with the last digits. */
  readonly accountName: string;
  readonly currency: string;
  readonly bill: Bill;
  readonly layoutId: string | null;
  readonly firstDay: string;
  readonly lastDay: string;
  readonly storedFileId: string;
  readonly name: string;
  readonly size: number;
  readonly sha256: string;
  readonly state: StatementFileState;
  readonly lines: number;
  /** Minor units by name, see `FileTotals`; empty while it is being read. */
  readonly totals: Readonly<Record<string, bigint>>;
  readonly problems: readonly FileProblem[];
  readonly replacesId: string | null;
  readonly uploadedBy: string;
  readonly uploadedAt: Date;
  readonly approvalId: string | null;
  readonly acceptedAt: Date | null;
  readonly endedAt: Date | null;
}

/** A line of a file as pages show it. Minor units. */
export interface StatementFileLine {
  readonly lineNo: number;
  readonly key: string;
  readonly type: string;
  readonly amount: bigint;
  readonly fee: bigint;
  readonly net: bigint;
  readonly currency: string;
  readonly sourceKey: string | null;
  readonly merchantRef: string | null;
  readonly attach: string | null;
  readonly description: string | null;
  readonly status: string | null;
  readonly balanceAfter: bigint | null;
  /** Who it came from or went to, to those who may see it. */
  readonly counterparty: string | null;
  readonly occurredAt: Date;
}

/** How one line differs between two versions of a file; null = it is not in that version. */
export interface LineDifference {
  readonly what: 'added' | 'changed' | 'gone';
  readonly key: string;
  readonly lineNo: number | null;
  readonly before: { readonly type: string; readonly amount: bigint; readonly fee: bigint } | null;
  readonly after: { readonly type: string; readonly amount: bigint; readonly fee: bigint } | null;
}

/** A bill of one of the organization's accounts. */
export interface AccountBill {
  readonly providerAccountId: string | null;
  readonly bankAccountId: string | null;
  readonly provider: FileAccount['provider'];
  readonly accountName: string;
  readonly bill: Bill;
}

/** A bill that a day needs and does not have accepted. */
export interface MissingBill extends AccountBill {
  /** The newest file of the day that waits, when there is one. */
  readonly fileId: string | null;
  readonly state: StatementFileState | null;
}

const ACCOUNT_NAME = `COALESCE(a.display_name, a.merchant_no, a.account)`;
const BANK_NAME = `CONCAT(b.bank, ' **** ', b.last4)`;

const SUMMARY = `
  SELECT f.id, f.provider_account_id AS providerAccountId, f.bank_account_id AS bankAccountId,
         COALESCE(a.provider, 'bank') AS provider, a.intake, COALESCE(${ACCOUNT_NAME}, ${BANK_NAME}) AS accountName,
         COALESCE(a.currency, 'CNY') AS currency, f.bill, f.layout_id AS layoutId, f.first_day AS firstDay,
         f.last_day AS lastDay, f.stored_file_id AS storedFileId, s.name, s.size, LOWER(HEX(f.sha256)) AS sha256,
         f.state, f.line_count AS \`lines\`, f.totals, f.problems, f.replaces_id AS replacesId,
         f.uploaded_by AS uploadedBy, f.uploaded_at AS uploadedAt, f.approval_id AS approvalId,
         f.accepted_at AS acceptedAt, f.ended_at AS endedAt
    FROM statement_file f
    JOIN stored_file s ON s.id = f.stored_file_id
    LEFT JOIN provider_account a ON a.id = f.provider_account_id
    LEFT JOIN bank_account b ON b.id = f.bank_account_id`;

type SummaryRow = Omit<StatementFileSummary, 'totals' | 'problems'> & {
  readonly totals: string | Readonly<Record<string, string>> | null;
  readonly problems: string | readonly FileProblem[] | null;
};
type Window = { readonly skip: number; readonly limit: number };
type LineRow = Omit<StatementFileLine, 'amount' | 'fee' | 'net' | 'balanceAfter' | 'counterparty'> & {
  readonly amount: string;
  readonly fee: string;
  readonly net: string;
  readonly balanceAfter: string | null;
  readonly sealed: Buffer | null;
};

/** Read models of statement files. */
@Injectable()
export class StatementFilesQueries {
  constructor(
    private readonly database: Database,
    private readonly secrets: Secrets,
  ) {}

  /** Files of an organization, newest first; with `day`, only those that are about it. */
  async ofOrganization(
    organizationId: string,
    { skip, limit, day }: Window & { readonly day?: string | null },
  ): Promise<StatementFileSummary[]> {
    const about = day ? 'AND f.first_day <= ? AND f.last_day >= ?' : '';
    const rows = await this.database.rows<SummaryRow>(
      `${SUMMARY} WHERE f.organization_id = ? ${about} ORDER BY f.uploaded_at DESC, f.id DESC LIMIT ? OFFSET ?`,
      [organizationId, ...(day ? [day, day] : []), limit, skip],
    );
    return rows.map(summaryOf);
  }

  async countOf(organizationId: string, day: string | null = null): Promise<number> {
    const [row] = await this.database.rows<{ n: string }>(
      `SELECT COUNT(*) AS n FROM statement_file WHERE organization_id = ? ${day ? 'AND first_day <= ? AND last_day >= ?' : ''}`,
      [organizationId, ...(day ? [day, day] : [])],
    );
    return Number(row?.n);
  }

  /** One file of the organization, or null. */
  async byId(organizationId: string, id: string): Promise<StatementFileSummary | null> {
    const [row] = await this.database.rows<SummaryRow>(
      `${SUMMARY} WHERE f.organization_id = ? AND f.id = ?`,
      [organizationId, id],
    );
    return row ? summaryOf(row) : null;
  }

  /** Lines of a file in its order. Who paid is opened only for those who may see it. */
  async linesOf(fileId: string, { skip, limit }: Window, withPeople = false): Promise<StatementFileLine[]> {
    const rows = await this.database.rows<LineRow>(
      `SELECT line_no AS lineNo, line_key AS \`key\`, type, amount, fee, net, currency, source_key AS sourceKey,
              merchant_ref AS merchantRef, attach, description, status, balance_after AS balanceAfter,
              counterparty_encrypted AS sealed, occurred_at AS occurredAt
         FROM statement_file_line WHERE file_id = ? ORDER BY line_no LIMIT ? OFFSET ?`,
      [fileId, limit, skip],
    );
    return rows.map(({ sealed, ...row }) => ({
      ...row,
      ...{ amount: BigInt(row.amount), fee: BigInt(row.fee), net: BigInt(row.net) },
      balanceAfter: row.balanceAfter === null ? null : BigInt(row.balanceAfter),
      counterparty:
        sealed && withPeople
          ? this.secrets.decrypt('field', sealed, counterpartyContext(fileId, row.lineNo))
          : null,
    }));
  }

  /** The accepted file of the same account, bill and days, of which this one is (or was) a newer version. */
  async olderVersion(file: StatementFileSummary): Promise<string | null> {
    if (file.replacesId !== null) return file.replacesId;
    const [row] = await this.database.rows<{ id: string }>(
      `SELECT id FROM statement_file WHERE ${file.bankAccountId ? 'bank_account_id' : 'provider_account_id'} = ?
          AND bill = ? AND first_day = ? AND last_day = ? AND state = 'accepted' AND id <> ?`,
      [file.bankAccountId ?? file.providerAccountId, file.bill, file.firstDay, file.lastDay, file.id],
    );
    return row?.id ?? null;
  }

  /** Lines that two versions do not have alike, changed and gone ones first. */
  async diffOf(fileId: string, olderId: string, { skip, limit }: Window): Promise<LineDifference[]> {
    const rows = await this.database.rows<DifferenceRow>(
      `${DIFFERENCES} ORDER BY sort, lineNo LIMIT ? OFFSET ?`,
      [...[olderId, fileId, fileId, olderId], ...[limit, skip]],
    );
    return rows.map(differenceOf);
  }

  /** How many lines a newer version adds, changes and no longer has. */
  async diffCounts(fileId: string, olderId: string): Promise<Record<LineDifference['what'], number>> {
    const rows = await this.database.rows<{ what: LineDifference['what']; n: string }>(
      `SELECT what, COUNT(*) AS n FROM (${DIFFERENCES}) d GROUP BY what`,
      [olderId, fileId, fileId, olderId],
    );
    const count = (what: string) => Number(rows.find((row) => row.what === what)?.n ?? 0);
    return { added: count('added'), changed: count('changed'), gone: count('gone') };
  }

  /** Bills that come as files: of each account those that it has. With `day`, of accounts that were there by then. */
  async billsOf(organizationId: string, day = '9999-12-31'): Promise<AccountBill[]> {
    const accounts = await this.database.rows<Omit<AccountBill, 'bill'>>(
      `SELECT a.id AS providerAccountId, NULL AS bankAccountId, a.provider, ${ACCOUNT_NAME} AS accountName
         FROM provider_account a WHERE a.organization_id = ? AND a.provider <> 'stripe' AND DATE(a.created_at) <= ?
       UNION ALL
       SELECT NULL, b.id, 'bank', ${BANK_NAME} FROM bank_account b
        WHERE b.organization_id = ? AND b.state = 'active' AND DATE(b.active_from) <= ?`,
      [organizationId, day, organizationId, day],
    );
    return accounts.flatMap((account) => BILLS_OF[account.provider].map((bill) => ({ ...account, bill })));
  }

  /** Bills of accounts whose lines come from files that are not accepted for that day. */
  async missingFor(organizationId: string, day: string): Promise<MissingBill[]> {
    const files = await this.database.rows<{
      id: string;
      account: string;
      bill: Bill;
      state: StatementFileState;
    }>(
      `SELECT id, COALESCE(provider_account_id, bank_account_id) AS account, bill, state FROM statement_file
        WHERE organization_id = ? AND first_day <= ? AND last_day >= ? ORDER BY uploaded_at DESC, id DESC`,
      [organizationId, day, day],
    );
    return (await this.billsOf(organizationId, day)).flatMap((bill) => {
      const account = bill.providerAccountId ?? bill.bankAccountId;
      const own = files.filter((file) => file.bill === bill.bill && file.account === account);
      if (own.some(({ state }) => state === 'accepted')) return [];
      const waits = own.find(({ state }) => state === 'reading' || state === 'read' || state === 'invalid');
      return [{ ...bill, fileId: waits?.id ?? null, state: waits?.state ?? null }];
    });
  }
}

const DIFFERENCES = `
  SELECT IF(o.line_no IS NULL, 'added', 'changed') AS what, IF(o.line_no IS NULL, 2, 0) AS sort, s.line_key AS \`key\`,
         s.line_no AS lineNo, o.type AS beforeType, o.amount AS beforeAmount, o.fee AS beforeFee, s.type AS afterType,
         s.amount AS afterAmount, s.fee AS afterFee
    FROM statement_file_line s
    LEFT JOIN statement_file_line o ON o.file_id = ? AND o.line_key = s.line_key
   WHERE s.file_id = ? AND (o.line_no IS NULL OR NOT (o.type <=> s.type AND o.amount <=> s.amount AND o.fee <=> s.fee
     AND o.currency <=> s.currency AND o.status <=> s.status AND o.occurred_at <=> s.occurred_at))
  UNION ALL
  SELECT 'gone', 1, o.line_key, NULL, o.type, o.amount, o.fee, NULL, NULL, NULL
    FROM statement_file_line o
    LEFT JOIN statement_file_line s ON s.file_id = ? AND s.line_key = o.line_key
   WHERE o.file_id = ? AND s.line_no IS NULL`;

interface DifferenceRow {
  readonly what: LineDifference['what'];
  readonly key: string;
  readonly lineNo: string | number | null;
  readonly beforeType: string | null;
  readonly beforeAmount: string | null;
  readonly beforeFee: string | null;
  readonly afterType: string | null;
  readonly afterAmount: string | null;
  readonly afterFee: string | null;
}

function differenceOf(row: DifferenceRow): LineDifference {
  const side = (type: string | null, amount: string | null, fee: string | null) =>
    type === null ? null : { type, amount: BigInt(amount ?? 0), fee: BigInt(fee ?? 0) };
  return {
    ...{ what: row.what, key: row.key, lineNo: row.lineNo === null ? null : Number(row.lineNo) },
    before: side(row.beforeType, row.beforeAmount, row.beforeFee),
    after: side(row.afterType, row.afterAmount, row.afterFee),
  };
}

function summaryOf(row: SummaryRow): StatementFileSummary {
  const totals = (typeof row.totals === 'string' ? JSON.parse(row.totals) : row.totals) as Record<
    string,
    string
  > | null;
  const problems = typeof row.problems === 'string' ? JSON.parse(row.problems) : row.problems;
  return {
    ...row,
    lines: Number(row.lines),
    size: Number(row.size),
    totals: Object.fromEntries(Object.entries(totals ?? {}).map(([name, text]) => [name, BigInt(text)])),
    problems: problems ?? [],
  };
}
