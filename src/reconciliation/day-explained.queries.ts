import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../platform/database/database.js';
import type { DaySpan } from './day-books.queries.js';
import type { Explained } from './day-control.js';
import { signOf } from './discrepancy.js';
import { CARRIED_DAYS } from './run.js';

/** A standing difference that people have explained, with what its line and its fact say. */
interface ExplainedRow {
  readonly code: string;
  readonly ofDay: string;
  readonly ours: string | null;
  readonly theirs: string | null;
  readonly factKind: string | null;
  readonly factAmount: string | null;
  readonly lineAmount: string | null;
  readonly lineFee: string | null;
  readonly lineNet: string | null;
  readonly lineType: string | null;
  /** The line's own entry: its fee, or all of it. */
  readonly lineBooked: string;
  /** Two bills of the provider name another fee of it; ours and theirs are what each of them leaves us. */
  readonly betweenBills: string;
  /** An entry that was booked by the end of the day has put it right: it explains its own day, and the balances no longer. */
  readonly corrected: string;
}

interface CarriedRow {
  readonly kind: string;
  readonly amount: string;
}

type Parts = { gifts: bigint; refunds: bigint; fees: bigint; balance: bigint; roll: bigint };

/** Finds by how much a day may differ because people, or another day, say why. Signed as our books less the statement. */
@Injectable()
export class DayExplainedQueries {
  constructor(private readonly database: Database) {}

  async ofAccount({ day, from, until }: DaySpan, accountId: string, tx?: Tx): Promise<Explained> {
    const parts: Parts = { gifts: 0n, refunds: 0n, fees: 0n, balance: 0n, roll: 0n };
    for (const row of await this.standing(accountId, day, tx)) addDifference(parts, row);
    const inside = { from, until };
    for (const { kind, amount } of await this.carriedFacts(accountId, inside, inside, tx))
      addToDay(parts, kind, signOf(kind) * BigInt(amount));
    for (const { kind, amount } of await this.carriedLines(accountId, inside, inside, tx))
      addToDay(parts, kind, -BigInt(amount));
    // Balances differ by what one side has before the end of the day and the other after it.
    const window = { from: new Date(until.getTime() - (CARRIED_DAYS + 1) * 86_400_000), until };
    const sofar = { from: new Date(0), until };
    for (const { kind, amount } of await this.carriedFacts(accountId, window, sofar, tx))
      parts.balance += signOf(kind) * BigInt(amount);
    for (const { amount } of await this.carriedLines(accountId, window, sofar, tx))
      parts.balance -= BigInt(amount);
    return parts;
  }

  /** Differences up to the day that stand and are explained: their case is closed, or they were carried over. */
  private standing(accountId: string, day: string, tx?: Tx): Promise<ExplainedRow[]> {
    return this.database.rows<ExplainedRow>(
      `SELECT d.code, d.day = ? AS ofDay, d.ours, d.theirs, f.kind AS factKind, f.amount AS factAmount, l.amount AS lineAmount,
              l.fee AS lineFee, l.net AS lineNet, l.type AS lineType,
              COALESCE(d.code = 'D05' AND d.fact_id IS NULL AND c.subject_type = 'line_fee', FALSE) AS betweenBills,
              EXISTS (SELECT 1 FROM entry x WHERE x.id = c.entry_id AND x.booked_on <= ?) AS corrected,
              EXISTS (SELECT 1 FROM entry e WHERE e.organization_id = l.organization_id AND e.source_type = 'statement_line'
                AND e.source_id = CONCAT(l.provider_account_id, ':', l.line_key)) AS lineBooked
         FROM discrepancy d LEFT JOIN work_case c ON c.id = d.case_id
         LEFT JOIN fact f ON f.id = d.fact_id LEFT JOIN statement_line l ON l.id = d.statement_line_id
        WHERE d.provider_account_id = ? AND d.day <= ? AND d.state = 'standing' AND (c.state = 'closed' OR d.code = 'D09')`,
      [day, day, accountId, day],
      tx,
    );
  }

  /** Facts inside whose line lies outside. */
  private carriedFacts(accountId: string, inside: Span, but: Span, tx?: Tx): Promise<CarriedRow[]> {
    return this.database.rows<CarriedRow>(
      `SELECT f.kind, SUM(f.amount) AS amount FROM fact f FORCE INDEX (fact_by_time)
         JOIN line_match m ON m.fact_id = f.id AND m.pass IN (3, 9) JOIN statement_line l ON l.id = m.statement_line_id
        WHERE f.provider_account_id = ? AND f.occurred_at >= ? AND f.occurred_at < ?
          AND (l.occurred_at < ? OR l.occurred_at >= ?) GROUP BY f.kind`,
      [accountId, inside.from, inside.until, but.from, but.until],
      tx,
    );
  }

  /** Lines inside whose fact lies outside, by the kind of the fact. */
  private carriedLines(accountId: string, inside: Span, but: Span, tx?: Tx): Promise<CarriedRow[]> {
    return this.database.rows<CarriedRow>(
      `SELECT f.kind, SUM(l.amount) AS amount FROM statement_line l
         JOIN line_match m ON m.statement_line_id = l.id AND m.pass IN (3, 9) JOIN fact f ON f.id = m.fact_id
        WHERE l.provider_account_id = ? AND l.occurred_at >= ? AND l.occurred_at < ?
          AND (f.occurred_at < ? OR f.occurred_at >= ?) GROUP BY f.kind`,
      [accountId, inside.from, inside.until, but.from, but.until],
      tx,
    );
  }
}

interface Span {
  readonly from: Date;
  readonly until: Date;
}

const isTrue = (flag: string): boolean => Number(flag) === 1;
const whole = (text: string | null): bigint => BigInt(text ?? 0);

function addToDay(parts: Parts, factKind: string, amount: bigint): void {
  if (factKind === 'payment_succeeded') parts.gifts += amount;
  else if (factKind.startsWith('refund')) parts.refunds += amount;
}

/** What one explained difference does to the figures of its day and to the balances after it. */
function addDifference(parts: Parts, row: ExplainedRow): void {
  const { code } = row;
  const ofDay = isTrue(row.ofDay);
  // Our books hold what one bill says and the provider's balance what the other says.
  if (code === 'D16' || isTrue(row.betweenBills)) {
    const jump = whole(row.ours) - whole(row.theirs);
    if (ofDay) parts.roll += jump;
    if (!isTrue(row.corrected)) parts.balance += jump;
    return;
  }
  const money = moneyBetween(row);
  const fee = feeBetween(row);
  if (ofDay) {
    addToDay(parts, row.factKind ?? kindOfLine(row.lineType), money);
    parts.fees += fee;
  }
  if (!isTrue(row.corrected)) parts.balance += money + fee;
}

/** Our money less theirs, without fees. Settlements, the bank and refunds that both sides have differ in nothing here. */
function moneyBetween({
  code,
  factKind,
  factAmount,
  lineAmount,
  lineNet,
  lineFee,
  lineBooked,
}: ExplainedRow): bigint {
  const ours = factKind === null ? 0n : signOf(factKind) * whole(factAmount);
  switch (code) {
    case 'D01':
    case 'D04':
    case 'D06':
    case 'D07':
    case 'D11':
      return factKind === null || code === 'D04' ? -whole(lineAmount) : ours - whole(lineAmount);
    case 'D02':
    case 'D08':
      return ours;
    case 'D09':
      return lineAmount === null ? ours : 0n;
    case 'D03':
      return ours - whole(lineAmount);
    case 'D10':
      return lineAmount === null ? 0n : -whole(lineAmount);
    case 'D14':
      return lineAmount === null ? ours : factKind === null ? -whole(lineAmount) : 0n;
    case 'D15':
      return isTrue(lineBooked) ? 0n : -(whole(lineNet) + whole(lineFee));
    default:
      return 0n;
  }
}

/** The fee of a line that is odd is not booked from it. */
function feeBetween({ code, lineFee, lineBooked }: ExplainedRow): bigint {
  return ['D04', 'D05', 'D15'].includes(code) && !isTrue(lineBooked) ? whole(lineFee) : 0n;
}

function kindOfLine(type: string | null): string {
  if (type === 'charge' || type === 'payment') return 'payment_succeeded';
  return type?.includes('refund') ? 'refund_succeeded' : 'other';
}
