import type { Tx } from '../platform/database/database.js';
import { MonthlyDebit, MonthlyGift } from './monthly-gift.entity.js';

/** One month of one monthly gift. */
export interface DebitKey {
  readonly monthlyGiftId: string;
  readonly dueOn: string;
}

/**
 * Locks a monthly gift. Whoever changes anything of it or of its months locks it first, then the month, then the
 * donation: so two workers, or a worker and the donor, come one after the other.
 */
export async function lockMonthly(tx: Tx, id: string): Promise<MonthlyGift | null> {
  await tx.query('SELECT id FROM monthly_gift WHERE id = ? FOR UPDATE', [id]);
  return tx.findOneBy(MonthlyGift, { id });
}

/** The month as it stands; the gift must be locked already. */
export function debitOf(tx: Tx, { monthlyGiftId, dueOn }: DebitKey): Promise<MonthlyDebit | null> {
  return tx.findOneBy(MonthlyDebit, { monthlyGiftId, dueOn });
}

/** Changes a month; the gift must be locked already. */
export async function changeDebit(
  tx: Tx,
  { monthlyGiftId, dueOn }: DebitKey,
  members: Partial<MonthlyDebit>,
): Promise<void> {
  await tx.update(MonthlyDebit, { monthlyGiftId, dueOn }, members);
}

/**
 * Ends what of a gift is not under way: months that were only told or written, and months that wait for a next try.
 * What the provider was asked for goes its way. With `all`, a month that waits for the donor ends, too.
 */
export async function endOpenMonths(tx: Tx, monthlyGiftId: string, now: Date, all: boolean): Promise<void> {
  await tx.query(
    `UPDATE monthly_debit SET state = 'withdrawn', settled_at = ?, next_try_at = NULL
      WHERE monthly_gift_id = ? AND (state = 'announced' OR state = 'charging' AND tried_at IS NULL)`,
    [now, monthlyGiftId],
  );
  await tx.query(
    `UPDATE monthly_debit SET state = 'given_up', settled_at = ?, next_try_at = NULL
      WHERE monthly_gift_id = ? AND state IN (?)`,
    [now, monthlyGiftId, all ? ['declined', 'needs_donor'] : ['declined']],
  );
}

/**
 * Goes through all rows of a query in the order of their keys, page by page, each once: one that cannot be dealt with
 * is passed over and never stands in the way of those behind it.
 * @param page rows after a gift's id, at most `size`, ordered by it.
 */
export async function throughAll<Row extends DebitKey>(
  page: (after: string, size: number) => Promise<Row[]>,
  work: (row: Row) => Promise<boolean>,
  failed: (row: Row, error: unknown) => void,
  size = 200,
): Promise<number> {
  let [done, after] = [0, ''];
  for (;;) {
    const rows = await page(after, size);
    for (const row of rows) {
      try {
        if (await work(row)) done += 1;
      } catch (error) {
        failed(row, error);
      }
    }
    const last = rows.at(-1);
    if (!last || rows.length < size) return done;
    after = last.monthlyGiftId;
  }
}
