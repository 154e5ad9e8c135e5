import { Injectable } from '@nestjs/common';
import { FUND_KINDS } from '../ledger/chart-of-accounts.service.js';
import { Database } from '../platform/database/database.js';

/** What a fund had at a number of its books. Minor units. */
export interface FundTotals {
  readonly incoming: bigint;
  readonly outgoing: bigint;
  /** When the money was given of which the oldest part is unspent; null when nothing is left. */
  readonly oldestUnspentSince: Date | null;
  readonly ledgerSeq: bigint;
  readonly asOf: Date | null;
}

const KINDS = FUND_KINDS.map((kind) => `'${kind}'`).join(', ');
/** What lies on the line of `first-in-first-out.ts`: each thing with all its entries in the fund up to a number. */
const PARTS = `SELECT e.subject_type AS type, e.subject_id AS id, MIN(s.seq) AS seq,
         SUM((c.kind IN (${KINDS})) * t.amount - (d.kind IN (${KINDS})) * t.amount) AS net
    FROM transfer t JOIN ledger_sequence s ON s.entry_id = t.entry_id AND s.seq <= ?
    JOIN entry e ON e.id = t.entry_id
    JOIN account d ON d.id = t.debit_account_id JOIN account c ON c.id = t.credit_account_id
   WHERE t.fund_id = ? GROUP BY e.subject_type, e.subject_id`;
const INCOMING = `SELECT type, id, seq, net, SUM(net) OVER (ORDER BY seq) AS upto FROM (${PARTS}) p WHERE net > 0`;

/** The order in which a fund's money was used, read from the ledger: sums are the database's, the rule is one for all. */
@Injectable()
export class FundOrders {
  constructor(private readonly database: Database) {}

  /** The last number that changed a fund, and when it was given; what is read with it never changes. */
  async numberOf(fundId: string): Promise<{ ledgerSeq: bigint; asOf: Date | null }> {
    const [row] = await this.database.rows<{ seq: string; at: Date }>(
      `SELECT s.seq, s.numbered_at AS at FROM transfer t JOIN ledger_sequence s ON s.entry_id = t.entry_id
        WHERE t.fund_id = ? ORDER BY s.seq DESC LIMIT 1`,
      [fundId],
    );
    return { ledgerSeq: BigInt(row?.seq ?? '0'), asOf: row?.at ?? null };
  }

  /** What came into a fund and went out of it, and since when the oldest of what is left lies there. */
  async totals(fundId: string): Promise<FundTotals> {
    const { ledgerSeq, asOf } = await this.numberOf(fundId);
    const [sums] = await this.database.rows<{ incoming: string | null; outgoing: string | null }>(
      `SELECT SUM(CASE WHEN net > 0 THEN net ELSE 0 END) AS incoming,
              SUM(CASE WHEN net < 0 THEN -net ELSE 0 END) AS outgoing FROM (${PARTS}) p`,
      [ledgerSeq.toString(), fundId],
    );
    const [incoming, outgoing] = [BigInt(sums?.incoming ?? '0'), BigInt(sums?.outgoing ?? '0')];
    const oldestUnspentSince =
      incoming > outgoing ? await this.oldestUnspent(fundId, ledgerSeq, outgoing) : null;
    return { incoming, outgoing, oldestUnspentSince, ledgerSeq, asOf };
  }

  /** The first stretch of what came in that is not wholly spent: `spentOf` it is less than it. The database looks for it. */
  private async oldestUnspent(fundId: string, ledgerSeq: bigint, spent: bigint): Promise<Date | null> {
    const [row] = await this.database.rows<{ since: Date }>(
      `SELECT MIN(e.occurred_at) AS since FROM (SELECT * FROM (${INCOMING}) incoming WHERE upto > ?
                                                 ORDER BY seq LIMIT 1) oldest
         JOIN entry e ON e.subject_type = oldest.type AND e.subject_id = oldest.id
         JOIN transfer t ON t.entry_id = e.id AND t.fund_id = ?`,
      [ledgerSeq.toString(), fundId, spent.toString(), fundId],
    );
    return row?.since ?? null;
  }
}
