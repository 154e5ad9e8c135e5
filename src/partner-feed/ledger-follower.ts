import type { Tx } from '../platform/database/database.js';
import { MARK_AGAIN } from './figures.js';

/** Ledger numbers of one organization that are looked through in one round. */
const NUMBERS_AT_ONCE = 5_000n;

interface Behind {
  organization_id: string;
  upto: string;
  taken: string | null;
}

/**
 * Marks the figures that ledger numbers have changed since the last look as due. It goes only as far as progress has
 * gone, so that figures read afterwards contain everything that marked them. Marks and cursor are committed together.
 * @returns how many ledger numbers were taken.
 */
export async function followLedger(tx: Tx, now: Date): Promise<number> {
  const behind: Behind[] = await tx.query(
    `SELECT p.organization_id, LEAST(p.ledger_seq, p.channel_seq) AS upto, c.ledger_seq AS taken
       FROM progress_cursor p LEFT JOIN partner_feed_cursor c ON c.organization_id = p.organization_id
      WHERE c.organization_id IS NULL OR c.ledger_seq < LEAST(p.ledger_seq, p.channel_seq)`,
  );
  let taken = 0n;
  for (const each of behind)
    taken += each.taken === null ? await begin(tx, each, now) : await goOn(tx, each, BigInt(each.taken), now);
  return Number(taken);
}

/** A cursor begins where the books stand: of everything before only the figures as they now are is news. */
async function begin(tx: Tx, { organization_id, upto }: Behind, now: Date): Promise<bigint> {
  await tx.query(
    `INSERT INTO partner_feed_cursor (organization_id, ledger_seq, seal_no)
     SELECT ?, ?, COALESCE(MAX(no), 0) FROM day_seal WHERE organization_id = ?`,
    [organization_id, upto, organization_id],
  );
  await tx.query(
    `INSERT INTO partner_figure (subject, subject_id, livemode, due, marked_at)
     SELECT 'project', project_id, TRUE, TRUE, ? FROM project_progress WHERE organization_id = ? ${MARK_AGAIN}`,
    [now, organization_id],
  );
  await markChannels(tx, organization_id, '0', upto, now);
  return 1n;
}

async function goOn(tx: Tx, { organization_id, upto }: Behind, taken: bigint, now: Date): Promise<bigint> {
  const last = BigInt(upto);
  const to = last < taken + NUMBERS_AT_ONCE ? last : taken + NUMBERS_AT_ONCE;
  await tx.query(
    `INSERT INTO partner_figure (subject, subject_id, livemode, due, marked_at)
     SELECT DISTINCT 'project', e.project_id, TRUE, TRUE, ?
       FROM ledger_sequence s JOIN entry e ON e.id = s.entry_id
      WHERE s.organization_id = ? AND s.seq > ? AND s.seq <= ? AND e.project_id IS NOT NULL ${MARK_AGAIN}`,
    [now, organization_id, taken.toString(), to.toString()],
  );
  await markChannels(tx, organization_id, taken.toString(), to.toString(), now);
  await tx.query('UPDATE partner_feed_cursor SET ledger_seq = ? WHERE organization_id = ?', [
    to.toString(),
    organization_id,
  ]);
  return to - taken;
}

/** Channels that belong to nobody are told to nobody. */
async function markChannels(
  tx: Tx,
  organizationId: string,
  after: string,
  to: string,
  now: Date,
): Promise<void> {
  await tx.query(
    `INSERT INTO partner_figure (subject, subject_id, livemode, due, marked_at)
     SELECT DISTINCT 'channel', e.channel_id, TRUE, TRUE, ?
       FROM channel_entry e JOIN channel n ON n.id = e.channel_id AND n.partner_id IS NOT NULL
      WHERE e.organization_id = ? AND e.ledger_seq > ? AND e.ledger_seq <= ? ${MARK_AGAIN}`,
    [now, organizationId, after, to],
  );
}
