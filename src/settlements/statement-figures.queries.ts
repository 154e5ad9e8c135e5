import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../platform/database/database.js';
import { typesMeaning } from './statement-lines.js';

/** Money on a provider account, minor units; what leaves it is negative. Parts add up to `net`. */
export interface AccountMoney {
  /** Gifts, gross. */
  readonly gifts: bigint;
  readonly refunds: bigint;
  readonly fees: bigint;
  readonly disputes: bigint;
  readonly payouts: bigint;
  /** Everything else. */
  readonly other: bigint;
  readonly net: bigint;
}

/** What a statement says about one day of one account. */
export interface StatementDay extends AccountMoney {
  readonly lines: number;
  /** What all earlier lines add up to. */
  readonly opening: bigint;
  /** The balance that the provider itself names before and at the end; null where its statement names none. */
  readonly namedOpening: bigint | null;
  readonly namedClosing: bigint | null;
  /** What the provider held for us before the first line that we know: it stands in no entry of ours. */
  readonly broughtForward: bigint;
  /** All payouts up to the end of the day, as money that left: positive. */
  readonly paidOut: bigint;
}

/** An account and a stretch of time, in which a day lies. */
export interface StatementSpan {
  readonly providerAccountId: string;
  readonly currency: string;
  readonly from: Date;
  /** Not included. */
  readonly until: Date;
  /** Whether the provider's statement names balances: then they are looked up. */
  readonly namesBalances: boolean;
}

/** The fund-flow bill repeats what the trade bill states: its lines say what the balance is, not what moved. */
const REPEATS = "LEFT(l.type, 5) = 'flow_'";
const PAYOUTS = typesMeaning('payout', 'payout_returned');
const FEES = typesMeaning('fee');
const SUMS = `
  COUNT(*) AS n,
  COALESCE(SUM(IF(${REPEATS}, 0, l.net)), 0) AS net,
  COALESCE(SUM(IF(l.type IN (${typesMeaning('payment')}), l.amount, 0)), 0) AS gifts,
  COALESCE(SUM(IF(l.type IN (${typesMeaning('refund')}), l.amount, 0)), 0) AS refunds,
  COALESCE(SUM(IF(${REPEATS}, 0, IF(l.type IN (${FEES}), l.net, -l.fee))), 0) AS fees,
  COALESCE(SUM(IF(l.type = 'adjustment' AND l.source_key REGEXP '^(dp|du)_', l.amount, 0)), 0) AS disputes,
  COALESCE(SUM(IF(l.type IN (${PAYOUTS}), l.amount, 0)), 0) AS payouts`;

type Sums = Record<'n' | Exclude<keyof AccountMoney, 'other'>, string>;

/** What providers' statements add up to, day by day. Inside a database transaction give its handle. */
@Injectable()
export class StatementFigures {
  constructor(private readonly database: Database) {}

  /** Everything the statement says about the day, and the balances on both of its sides. */
  async ofDay(span: StatementSpan, tx?: Tx): Promise<StatementDay> {
    const { providerAccountId, currency, from, until } = span;
    const [sums] = await this.database.rows<Sums>(
      `SELECT ${SUMS} FROM statement_line l
        WHERE l.provider_account_id = ? AND l.currency = ? AND l.occurred_at >= ? AND l.occurred_at < ?`,
      [providerAccountId, currency, from, until],
      tx,
    );
    const [before] = await this.database.rows<{ net: string }>(
      `SELECT COALESCE(SUM(IF(${REPEATS}, 0, l.net)), 0) AS net FROM statement_line l
        WHERE l.provider_account_id = ? AND l.currency = ? AND l.occurred_at < ?`,
      [providerAccountId, currency, from],
      tx,
    );
    const [paid] = await this.database.rows<{ amount: string }>(
      `SELECT COALESCE(-SUM(l.amount), 0) AS amount FROM statement_line l
        WHERE l.provider_account_id = ? AND l.type IN (${PAYOUTS}) AND l.currency = ? AND l.occurred_at < ?`,
      [providerAccountId, currency, until],
      tx,
    );
    return {
      ...moneyOf(sums),
      lines: Number(sums?.n ?? 0),
      opening: BigInt(before?.net ?? 0),
      namedOpening: await this.named(span, tx),
      namedClosing: await this.lastBalance(span, until, tx),
      broughtForward: await this.firstBalance(span, tx),
      paidOut: BigInt(paid?.amount ?? 0),
    };
  }

  /** The balance with which the day begins: the last one before it, else what the day's first line started from. */
  private async named(span: StatementSpan, tx?: Tx): Promise<bigint | null> {
    if (!span.namesBalances) return null;
    const last = await this.lastBalance(span, span.from, tx);
    if (last !== null) return last;
    const [first] = await this.database.rows<{ balance: string }>(
      `SELECT l.balance_after - l.net AS balance FROM statement_line l
        WHERE l.provider_account_id = ? AND l.currency = ? AND l.occurred_at >= ? AND l.occurred_at < ?
          AND l.balance_after IS NOT NULL ORDER BY l.occurred_at, l.id LIMIT 1`,
      [span.providerAccountId, span.currency, span.from, span.until],
      tx,
    );
    return first ? BigInt(first.balance) : null;
  }

  private async firstBalance(
    { providerAccountId, currency, namesBalances }: StatementSpan,
    tx?: Tx,
  ): Promise<bigint> {
    if (!namesBalances) return 0n;
    const [first] = await this.database.rows<{ balance: string }>(
      `SELECT l.balance_after - l.net AS balance FROM statement_line l
        WHERE l.provider_account_id = ? AND l.currency = ? AND l.balance_after IS NOT NULL
        ORDER BY l.occurred_at, l.id LIMIT 1`,
      [providerAccountId, currency],
      tx,
    );
    return BigInt(first?.balance ?? 0);
  }

  private async lastBalance(
    { providerAccountId, currency, namesBalances }: StatementSpan,
    before: Date,
    tx?: Tx,
  ): Promise<bigint | null> {
    if (!namesBalances) return null;
    const [last] = await this.database.rows<{ balance: string }>(
      `SELECT l.balance_after AS balance FROM statement_line l
        WHERE l.provider_account_id = ? AND l.currency = ? AND l.occurred_at < ? AND l.balance_after IS NOT NULL
        ORDER BY l.occurred_at DESC, l.id DESC LIMIT 1`,
      [providerAccountId, currency, before],
      tx,
    );
    return last ? BigInt(last.balance) : null;
  }
}

function moneyOf(sums: Sums | undefined): AccountMoney {
  const part = (name: keyof Sums): bigint => BigInt(sums?.[name] ?? 0);
  const [gifts, refunds, fees] = [part('gifts'), part('refunds'), part('fees')];
  const [disputes, payouts, net] = [part('disputes'), part('payouts'), part('net')];
  const other = net - gifts - refunds - fees - disputes - payouts;
  return { gifts, refunds, fees, disputes, payouts, other, net };
}
