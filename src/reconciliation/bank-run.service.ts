import { Injectable } from '@nestjs/common';
import { dayAfter } from '../kernel/days.js';
import type { Tx } from '../platform/database/database.js';
import { BANK_DAYS, suggestionOf } from './bank.js';
import { type BankLine, freeItems, freeLines, linesToMatch, type OurItem } from './bank.statements.js';
import { BankMatches } from './bank-matches.service.js';
import { newestRunId } from './desk.statements.js';
import { Discrepancies } from './discrepancies.service.js';
import type { Found } from './discrepancy.js';
import type { ReconciliationRun } from './run.js';
import { RUN_COLUMNS, runOf } from './run.statements.js';

/** References are looked for this far back: a transfer that the bank shows late, or one that was entered late. */
const REFERENCE_DAYS = 45;

/** Items of ours that lines of a day may be. */
export function itemsAround(
  read: (from: string, to: string) => Promise<OurItem[]>,
  day: string,
): Promise<OurItem[]> {
  return read(dayAfter(day, -REFERENCE_DAYS), dayAfter(day, BANK_DAYS + 7));
}

/** P5: the bank's lines of a day and what they are of ours. */
@Injectable()
export class BankRun {
  constructor(
    private readonly matches: BankMatches,
    private readonly discrepancies: Discrepancies,
  ) {}

  /**
   * Matches what has our reference and amount and is booked already; a line for which something of ours may be meant
   * waits for a person; any other is D13.
   */
  async day(
    tx: Tx,
    run: ReconciliationRun,
  ): Promise<{ lines: number; matched: number; waiting: number; found: number }> {
    const { organizationId, day, bankAccountId } = run;
    const free = await freeLines(tx, organizationId, day, bankAccountId);
    let items = await itemsAround((from, to) => freeItems(tx, organizationId, from, to), day);
    let matched = 0;
    for (const line of free) {
      const best = suggestionOf(line, items);
      // A payout's arrival is booked by a person's yes; the others stand in the books.
      if (!best?.exact || best.item.kind === 'settlement') continue;
      const parts = [{ kind: best.item.kind, id: best.item.id }];
      await this.matches.match(
        tx,
        { organizationId, bankLineIds: [line.id], parts, note: '', staffId: null },
        new Map(),
      );
      items = items.filter((item) => item !== best.item);
      matched++;
    }
    const { waiting, found } = await this.rest(tx, run, items);
    const missing = await this.missing(tx, run, items);
    return { lines: free.length, matched, waiting, found: found + missing };
  }

  /** Looks again at the lines of a match that was taken apart. */
  async lookAgain(tx: Tx, organizationId: string, matchId: string): Promise<void> {
    const rows: { id: string }[] = await tx.query(
      'SELECT bank_line_id AS id FROM bank_match_line WHERE match_id = ? AND organization_id = ?',
      [matchId, organizationId],
    );
    const ids = rows.map(({ id }) => id);
    if (ids.length === 0) return;
    for (const line of await linesToMatch(tx, organizationId, ids)) {
      const runId = await newestRunId(tx, 'bank_account_id', line.bankAccountId, line.day);
      if (!runId) continue;
      const [row] = await tx.query(`SELECT ${RUN_COLUMNS} FROM reconciliation_run r WHERE r.id = ?`, [runId]);
      const items = await itemsAround((from, to) => freeItems(tx, organizationId, from, to), line.day);
      if (suggestionOf(line, items) === null)
        await this.discrepancies.record(tx, runOf(row), [unmatched(line)]);
    }
  }

  private async rest(tx: Tx, run: ReconciliationRun, items: readonly OurItem[]) {
    const free = await freeLines(tx, run.organizationId, run.day, run.bankAccountId);
    const alone = free.filter((line) => suggestionOf(line, items) === null);
    await this.discrepancies.record(tx, run, alone.map(unmatched));
    return { waiting: free.length - alone.length, found: alone.length };
  }

  /**
   * D13 of the other side: payouts that should have arrived days ago, and the bank has not shown them. What came before
   * the bank's first line is not asked for.
   */
  private async missing(tx: Tx, run: ReconciliationRun, items: readonly OurItem[]): Promise<number> {
    const until = dayAfter(run.day, -BANK_DAYS - 1);
    const [row]: { first: string | null }[] = await tx.query(
      'SELECT MIN(day) AS first FROM bank_line WHERE bank_account_id = ?',
      [run.bankAccountId],
    );
    const first = row?.first ?? run.day;
    const late = items.filter(({ kind, day }) => kind === 'settlement' && day >= first && day <= until);
    const found = late.map(
      (item): Found => ({
        code: 'D13',
        key: `settlement:${item.id}`,
        settlementId: item.id,
        ours: item.amount,
        theirs: null,
        currency: item.currency,
        subject: { type: 'settlement', id: item.id },
        detail: `payout ${item.reference ?? ''} should have arrived on ${item.day}`,
      }),
    );
    await this.discrepancies.record(tx, run, found);
    return found.length;
  }
}

function unmatched(line: BankLine): Found {
  return {
    code: 'D13',
    key: `bank:${line.id}`,
    bankLineId: line.id,
    ours: null,
    theirs: line.amount,
    currency: line.currency,
    subject: { type: 'bank_line', id: line.id },
    detail: `bank line of ${line.day}, reference ${line.reference ?? '-'}`,
  };
}
