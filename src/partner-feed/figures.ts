import { createHash } from 'node:crypto';
import type { Tx } from '../platform/database/database.js';
import type { EventData } from './partner-event.js';

/** A project's or channel's figures are told at most once in this time; the last state always is. */
export const FIGURES_EVERY_MS = 60_000;

/** Figures that have changed since they were told, of one project or channel. */
export interface DueFigure {
  readonly subject: 'project' | 'channel';
  readonly subjectId: string;
  readonly livemode: boolean;
  /** Whose test figures they are; '' for real ones. */
  readonly partnerId: string;
  readonly toldSha256: string | null;
}

/** The end of an INSERT that marks figures: one that is due already keeps the moment since which it waits. */
export const MARK_AGAIN =
  'ON DUPLICATE KEY UPDATE marked_at = IF(partner_figure.due, partner_figure.marked_at, VALUES(marked_at)), due = TRUE';

interface Row {
  subject: 'project' | 'channel';
  subject_id: string;
  livemode: number;
  partner_id: string;
  told_sha256: Buffer | null;
}

export const fingerprint = (data: EventData): Buffer =>
  createHash('sha256').update(JSON.stringify(data)).digest();

/** Figures of a partner's test mode have changed. */
export async function markTestFigures(
  tx: Tx,
  gifts: readonly { readonly partnerId: string; readonly channelId: string; readonly projectId: string }[],
  now: Date,
): Promise<void> {
  if (gifts.length === 0) return;
  const rows = gifts.flatMap(({ partnerId, channelId, projectId }) => [
    ['channel', channelId, false, partnerId, true, now],
    ['project', projectId, false, partnerId, true, now],
  ]);
  await tx.query(
    `INSERT INTO partner_figure (subject, subject_id, livemode, partner_id, due, marked_at) VALUES ? ${MARK_AGAIN}`,
    [rows],
  );
}

/** Figures whose minute is over, longest waiting first. The caller has the relay's turn. */
export async function dueFigures(tx: Tx, now: Date, limit: number): Promise<DueFigure[]> {
  const rows: Row[] = await tx.query(
    `SELECT subject, subject_id, livemode, partner_id, told_sha256 FROM partner_figure
      WHERE due AND (told_at IS NULL OR told_at <= ?) ORDER BY marked_at, subject, subject_id LIMIT ?`,
    [new Date(now.getTime() - FIGURES_EVERY_MS), limit],
  );
  return rows.map((row) => ({
    subject: row.subject,
    subjectId: row.subject_id,
    livemode: Boolean(row.livemode),
    partnerId: row.partner_id,
    toldSha256: row.told_sha256?.toString('hex') ?? null,
  }));
}

/** Nothing more is due of this figure; `told`: these data were told now. */
export async function settleFigure(
  tx: Tx,
  figure: DueFigure,
  told: { readonly data: EventData; readonly at: Date } | null,
): Promise<void> {
  const key = [figure.subject, figure.subjectId, figure.livemode, figure.partnerId];
  const where = 'subject = ? AND subject_id = ? AND livemode = ? AND partner_id = ?';
  if (told === null) await tx.query(`UPDATE partner_figure SET due = FALSE WHERE ${where}`, key);
  else
    await tx.query(`UPDATE partner_figure SET due = FALSE, told_at = ?, told_sha256 = ? WHERE ${where}`, [
      told.at,
      fingerprint(told.data),
      ...key,
    ]);
}
