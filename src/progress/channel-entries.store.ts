import type { Tx } from '../platform/database/database.js';
import type { NumberedChange } from './numbers.js';

/** A numbered change with what channels need to know of it. */
export interface ChannelledChange extends NumberedChange {
  readonly channelId: string | null;
  readonly currency: string;
  readonly occurredAt: Date;
  /** Accounting day "YYYY-MM-DD". */
  readonly bookedOn: string;
}

/**
 * Where gifts begin to count as given (1), and where they are annulled (-1), one number for each change.
 * @param given what each gift had given before the changes, by gift id; afterwards what it has given. Minor units.
 */
export function beginnings(given: Map<string, bigint>, changes: readonly ChannelledChange[]): number[] {
  return changes.map(({ giftId, raised, refunded }) => {
    const before = given.get(giftId) ?? 0n;
    const after = before + raised + refunded;
    given.set(giftId, after);
    return Number(after > 0n) - Number(before > 0n);
  });
}

/**
 * Writes what the changes, in the order of the ledger, did for their channels; changes of gifts without a channel are
 * left out. The caller holds the organization's cursor. Writing the same numbers again changes nothing.
 * @param after the last ledger number written before these.
 */
export async function writeChannelEntries(
  tx: Tx,
  organizationId: string,
  after: bigint,
  changes: readonly ChannelledChange[],
): Promise<void> {
  const channelled = changes.filter(({ channelId }) => channelId !== null);
  if (channelled.length === 0) return;
  const given = await givenBefore(tx, organizationId, after, channelled);
  const begun = beginnings(given, channelled);
  await tx.query(
    `INSERT INTO channel_entry (organization_id, ledger_seq, channel_id, project_id, gift_id, currency, occurred_at,
                                booked_on, numbered_at, gift, refunded, gifts) VALUES ?
     ON DUPLICATE KEY UPDATE gifts = VALUES(gifts)`,
    [
      channelled.map((change, i) => [
        organizationId,
        change.ledgerSeq.toString(),
        change.channelId,
        change.projectId,
        change.giftId,
        change.currency,
        change.occurredAt,
        change.bookedOn,
        change.numberedAt,
        (change.raised + change.refunded).toString(),
        change.refunded.toString(),
        begun[i],
      ]),
    ],
  );
}

async function givenBefore(
  tx: Tx,
  organizationId: string,
  after: bigint,
  changes: readonly ChannelledChange[],
): Promise<Map<string, bigint>> {
  const rows: { gift_id: string; given: string }[] = await tx.query(
    `SELECT gift_id, SUM(gift) AS given FROM channel_entry
      WHERE gift_id IN (?) AND organization_id = ? AND ledger_seq <= ? GROUP BY gift_id`,
    [[...new Set(changes.map(({ giftId }) => giftId))], organizationId, after.toString()],
  );
  return new Map(rows.map((row) => [row.gift_id, BigInt(row.given)]));
}
