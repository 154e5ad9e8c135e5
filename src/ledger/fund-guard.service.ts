import { Injectable } from '@nestjs/common';
import { Clock } from '../kernel/clock.js';
import { plainAmount } from '../kernel/money.js';
import type { Tx } from '../platform/database/database.js';
import { type FundSnapshot, type FundStanding, readStanding } from './fund-standing.js';
import { fundInsufficient, fundNotFound } from './ledger.errors.js';

export type { FundStanding } from './fund-standing.js';

/** Money of a fund that somebody is promised. `sourceType` and `sourceId` name the promise; each has one at most. */
export interface NewReservation {
  readonly organizationId: string;
  readonly fundId: string;
  /** Minor units of the fund's currency, more than zero. */
  readonly amount: bigint;
  readonly currency: string;
  readonly sourceType: string;
  readonly sourceId: string;
}

/** Kind of the case that must be open while a restricted fund has less than it has promised (invariant I6). */
export const FUND_OVERDRAWN = 'FUND_OVERDRAWN';

/** So many of its organization's entries after the snapshot are added up each time before it is renewed. */
const SNAPSHOT_AGE_MAX = 500n;

/**
 * Keeps funds from being spent twice. Whoever takes money out of a fund holds its guard until the end of the database
 * transaction and asks first; gifts only add, so they never take it and never wait for it.
 */
@Injectable()
export class FundGuard {
  constructor(private readonly clock: Clock) {}

  /**
   * Locks the guards of these funds, in the order of their ids, and says what each fund has then: nobody else takes
   * anything out of it before this database transaction ends. What the transaction itself posted counts.
   * @throws Refusal not_found/fund_not_found.
   */
  async lock(tx: Tx, fundIds: readonly string[]): Promise<ReadonlyMap<string, FundStanding>> {
    const standings = new Map<string, FundStanding>();
    for (const fundId of [...new Set(fundIds)].sort()) {
      const snapshot = await take(tx, fundId);
      const read = await readStanding(tx, snapshot);
      if (!read) throw fundNotFound();
      if (BigInt(read.next.seq) - BigInt(snapshot.seq) > SNAPSHOT_AGE_MAX) await renew(tx, read.next);
      standings.set(fundId, read.standing);
    }
    return standings;
  }

  /**
   * Keeps money of a fund back for its source; it stays so until `release`.
   * @throws Refusal conflict/fund_insufficient with what is available · not_found/fund_not_found, also for a fund of
   * another organization or currency; error 1062 when the source has a reservation already.
   */
  async reserve(tx: Tx, wanted: NewReservation): Promise<void> {
    if (wanted.amount <= 0n) throw new RangeError('a reservation keeps more than zero back');
    await this.cover(tx, wanted);
    await tx.query(
      `INSERT INTO fund_reservation (source_type, source_id, organization_id, fund_id, amount, currency, reserved_at)
       VALUES (?, ?, ?, ?, ?, ?, ?)`,
      [
        ...[wanted.sourceType, wanted.sourceId, wanted.organizationId, wanted.fundId],
        ...[wanted.amount.toString(), wanted.currency, this.clock.now()],
      ],
    );
  }

  /**
   * Makes sure that a fund covers what the caller takes out of it in this same database transaction.
   * @throws Refusal as `reserve`.
   */
  async cover(
    tx: Tx,
    wanted: Pick<NewReservation, 'organizationId' | 'fundId' | 'amount' | 'currency'>,
  ): Promise<FundStanding> {
    const standing = (await this.lock(tx, [wanted.fundId])).get(wanted.fundId);
    if (standing?.organizationId !== wanted.organizationId || standing.currency !== wanted.currency)
      throw fundNotFound();
    const { available, currency } = standing;
    if (available < wanted.amount)
      throw fundInsufficient({ available: plainAmount({ amount: available, currency }), currency });
    return standing;
  }

  /**
   * Ends a source's reservation: its money is paid in this same database transaction, or may be promised to others.
   * Holds the guard from then on.
   * @returns what was kept back; null when nothing was.
   */
  async release(tx: Tx, sourceType: string, sourceId: string): Promise<bigint | null> {
    const [held]: { fund_id: string; amount: string }[] = await tx.query(
      'SELECT fund_id, amount FROM fund_reservation WHERE source_type = ? AND source_id = ?',
      [sourceType, sourceId],
    );
    if (!held) return null;
    await take(tx, held.fund_id);
    const gone: { affectedRows: number } = await tx.query(
      'DELETE FROM fund_reservation WHERE source_type = ? AND source_id = ?',
      [sourceType, sourceId],
    );
    return gone.affectedRows === 1 ? BigInt(held.amount) : null;
  }

  /**
   * By how much a forced outflow (lost dispute, refund at the provider, correction) that this database transaction has
   * posted overdrew a restricted fund, reservations included; 0n when it did not. More than that, and the caller opens
   * a case `FUND_OVERDRAWN` about the fund: without one, invariant I6 is broken.
   */
  async overdrawn(tx: Tx, fundId: string): Promise<bigint> {
    const standing = (await this.lock(tx, [fundId])).get(fundId);
    return standing && standing.kind === 'restricted' && standing.available < 0n ? -standing.available : 0n;
  }
}

/** Locks one guard, made when it is first needed. */
async function take(tx: Tx, fundId: string): Promise<FundSnapshot> {
  const locked = await select(tx, fundId);
  if (locked) return locked;
  await tx.query(
    'INSERT INTO fund_guard (fund_id) SELECT id FROM fund WHERE id = ? ON DUPLICATE KEY UPDATE fund_id = fund_guard.fund_id',
    [fundId],
  );
  const made = await select(tx, fundId);
  if (!made) throw fundNotFound();
  return made;
}

async function select(tx: Tx, fundId: string): Promise<FundSnapshot | undefined> {
  const [row]: FundSnapshot[] = await tx.query(
    'SELECT fund_id AS fundId, seq, balance FROM fund_guard WHERE fund_id = ? FOR UPDATE',
    [fundId],
  );
  return row;
}

async function renew(tx: Tx, { fundId, seq, balance }: FundSnapshot): Promise<void> {
  await tx.query('UPDATE fund_guard SET seq = ?, balance = ? WHERE fund_id = ?', [seq, balance, fundId]);
}
