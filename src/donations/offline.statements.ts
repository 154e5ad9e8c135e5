import { mayMove } from '../kernel/transitions.js';
import type { Tx } from '../platform/database/database.js';
import type { CountedCash } from './cash-count.js';
import { offlineNotFound } from './donations.errors.js';
import { OfflineGift } from './offline-gift.entity.js';
import { PLEDGE_TRANSITIONS, Pledge, type PledgeState } from './pledge.entity.js';

/** @throws Refusal not_found/offline_not_found, also for another organization's. */
export async function lockGift(tx: Tx, organizationId: string, id: string): Promise<OfflineGift> {
  const where = { id, organizationId };
  const found = await tx.findOne(OfflineGift, { where, lock: { mode: 'pessimistic_write' } });
  if (!found) throw offlineNotFound();
  return found;
}

/** @throws Refusal not_found/offline_not_found, also for another organization's. */
export async function lockPledge(tx: Tx, organizationId: string, id: string): Promise<Pledge> {
  const where = { id, organizationId };
  const found = await tx.findOne(Pledge, { where, lock: { mode: 'pessimistic_write' } });
  if (!found) throw offlineNotFound();
  return found;
}

/** The count sheet of a cash gift, the largest notes first. */
export async function countSheet(tx: Tx, giftId: string): Promise<CountedCash[]> {
  const rows: { denomination: string; pieces: number }[] = await tx.query(
    'SELECT denomination, pieces FROM cash_count WHERE offline_gift_id = ? ORDER BY denomination DESC',
    [giftId],
  );
  return rows.map(({ denomination, pieces }) => ({ denomination: BigInt(denomination), pieces }));
}

/** What booked gifts have paid of a pledge, minor units. */
export async function paidOf(tx: Tx, pledgeId: string): Promise<bigint> {
  const [row]: { paid: string }[] = await tx.query(
    "SELECT COALESCE(SUM(amount), 0) AS paid FROM offline_gift WHERE pledge_id = ? AND state = 'booked'",
    [pledgeId],
  );
  return BigInt(row?.paid ?? '0');
}

/** A pledge is fulfilled exactly while booked gifts have paid all of it; one that was given up stays so. */
export async function settlePledge(tx: Tx, organizationId: string, pledgeId: string): Promise<void> {
  const pledge = await lockPledge(tx, organizationId, pledgeId);
  const to: PledgeState = (await paidOf(tx, pledgeId)) >= pledge.amount ? 'fulfilled' : 'open';
  if (to !== pledge.state && mayMove(PLEDGE_TRANSITIONS, pledge.state, to))
    await tx.update(Pledge, { id: pledgeId }, { state: to });
}

/** Cash that was counted and not taken to the bank yet, minor units; what this transaction posted counts. */
export async function cashOnHand(tx: Tx, organizationId: string, currency: string): Promise<bigint> {
  const [row]: { cash: string | null }[] = await tx.query(
    `SELECT (SELECT COALESCE(SUM(t.amount), 0) FROM transfer t WHERE t.debit_account_id = a.id)
          - (SELECT COALESCE(SUM(t.amount), 0) FROM transfer t WHERE t.credit_account_id = a.id) AS cash
       FROM account a WHERE a.organization_id = ? AND a.code = '100101' AND a.currency = ?`,
    [organizationId, currency],
  );
  return BigInt(row?.cash ?? '0');
}

/** The fund that keeps a project's money, and which income account is its own. */
export async function fundOf(
  tx: Tx,
  projectId: string,
): Promise<{ fundId: string; kind: 'restricted' | 'unrestricted' }> {
  const [row]: { fundId: string; kind: 'restricted' | 'unrestricted' }[] = await tx.query(
    'SELECT f.id AS fundId, f.kind FROM project p JOIN fund f ON f.id = p.fund_id WHERE p.id = ?',
    [projectId],
  );
  if (!row) throw offlineNotFound();
  return row;
}
