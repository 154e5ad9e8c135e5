import type { Tx } from '../platform/database/database.js';
import { keyOf, type NumberedChange, type ProjectNumbers, type Standing } from './numbers.js';

interface ProgressRow {
  project_id: string;
  raised: string;
  refunded: string;
  donations: number;
  donors: number;
  ledger_seq: string;
  as_of: Date;
}

const pairs = (n: number): string => Array.from({ length: n }, () => '(?, ?)').join(', ');
const marks = (n: number): string => Array.from({ length: n }, () => '?').join(', ');

/** Reads what stands of everything that the changes touch. The caller holds the organization's cursor. */
export async function readStanding(tx: Tx, changes: readonly NumberedChange[]): Promise<Standing> {
  const projectIds = [...new Set(changes.map((change) => change.projectId))];
  const gifts = new Map(changes.map((change) => [keyOf(change.projectId, change.giftId), change]));
  const progress: ProgressRow[] = await tx.query(
    `SELECT project_id, raised, refunded, donations, donors, ledger_seq, as_of FROM project_progress
      WHERE project_id IN (${marks(projectIds.length)})`,
    projectIds,
  );
  const giftRows: {
    project_id: string;
    donation_id: string;
    donor_key: string;
    net: string;
    first_seq: string;
  }[] = await tx.query(
    `SELECT project_id, donation_id, donor_key, net, first_seq FROM project_gift
      WHERE (project_id, donation_id) IN (${pairs(gifts.size)})`,
    [...gifts.values()].flatMap(({ projectId, giftId }) => [projectId, giftId]),
  );
  const standing: Standing = {
    projects: new Map(progress.map((row) => [row.project_id, toNumbers(row)])),
    gifts: new Map(
      giftRows.map((row) => [
        keyOf(row.project_id, row.donation_id),
        { donorKey: row.donor_key, net: BigInt(row.net), firstSeq: BigInt(row.first_seq) },
      ]),
    ),
    donorGifts: new Map(),
  };
  await readDonors(tx, standing, [...gifts.values()]);
  return standing;
}

async function readDonors(tx: Tx, standing: Standing, gifts: readonly NumberedChange[]): Promise<void> {
  const donors = new Map<string, [string, string]>();
  for (const { projectId, giftId, donorKey } of gifts) {
    const donor = standing.gifts.get(keyOf(projectId, giftId))?.donorKey ?? donorKey;
    if (donor !== giftId) donors.set(keyOf(projectId, donor), [projectId, donor]);
  }
  if (donors.size === 0) return;
  const rows: { project_id: string; donor_key: string; gifts: number }[] = await tx.query(
    `SELECT project_id, donor_key, gifts FROM project_donor WHERE (project_id, donor_key) IN (${pairs(donors.size)})`,
    [...donors.values()].flat(),
  );
  for (const row of rows) standing.donorGifts.set(keyOf(row.project_id, row.donor_key), row.gifts);
}

/** Writes everything in `standing` as it now is, the projects' numbers last and under a new `updated_seq`. */
export async function writeStanding(tx: Tx, organizationId: string, standing: Standing): Promise<void> {
  const gifts = [...standing.gifts].map(([key, { donorKey, net, firstSeq }]) => [
    ...key.split('/'),
    donorKey,
    net.toString(),
    firstSeq.toString(),
  ]);
  await upsert(tx, 'project_gift (project_id, donation_id, donor_key, net, first_seq)', gifts, ['net']);
  const donors = [...standing.donorGifts].map(([key, n]) => [...key.split('/'), n]);
  await upsert(tx, 'project_donor (project_id, donor_key, gifts)', donors, ['gifts']);
  // The clock's row stays locked until commit, so numbers become visible in the order of `updated_seq`.
  await tx.query('UPDATE progress_clock SET updated_seq = updated_seq + 1 WHERE id = 1');
  const [clock]: { updated_seq: string }[] = await tx.query(
    'SELECT updated_seq FROM progress_clock WHERE id = 1',
  );
  const projects = [...standing.projects].map(([projectId, numbers]) => [
    projectId,
    organizationId,
    numbers.raised.toString(),
    numbers.refunded.toString(),
    numbers.donations,
    numbers.donors,
    numbers.ledgerSeq.toString(),
    numbers.asOf,
    clock?.updated_seq,
  ]);
  const changing = ['raised', 'refunded', 'donations', 'donors', 'ledger_seq', 'as_of', 'updated_seq'];
  const target = `project_progress (project_id, organization_id, ${changing.join(', ')})`;
  await upsert(tx, target, projects, changing);
}

async function upsert(
  tx: Tx,
  target: string,
  rows: readonly unknown[][],
  changing: readonly string[],
): Promise<void> {
  if (rows.length === 0) return;
  const width = rows[0]?.length ?? 0;
  await tx.query(
    `INSERT INTO ${target} VALUES ${rows.map(() => `(${marks(width)})`).join(', ')}
     ON DUPLICATE KEY UPDATE ${changing.map((column) => `${column} = VALUES(${column})`).join(', ')}`,
    rows.flat(),
  );
}

function toNumbers(row: ProgressRow): ProjectNumbers {
  return {
    raised: BigInt(row.raised),
    refunded: BigInt(row.refunded),
    donations: row.donations,
    donors: row.donors,
    ledgerSeq: BigInt(row.ledger_seq),
    asOf: row.as_of,
  };
}
