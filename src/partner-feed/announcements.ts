import type { Tx } from '../platform/database/database.js';
import { PROJECT_PUBLISHED } from '../projects/projects.outbox.js';
import type { EventKind } from './partner-event.js';

/** A single thing to be told, to all active partners of a society or to one partner. */
export interface NewAnnouncement {
  /** Told once, however often it is announced. */
  readonly dedupeKey: string;
  readonly kind: EventKind;
  readonly livemode: boolean;
  readonly organizationId: string | null;
  readonly partnerId: string | null;
  /** The project, update or endpoint that it is about. */
  readonly ref: string;
  readonly occurredAt: Date;
}

export interface Announcement extends NewAnnouncement {
  readonly id: string;
}

interface Row {
  id: string;
  dedupe_key: string;
  kind: EventKind;
  livemode: number;
  organization_id: string | null;
  partner_id: string | null;
  ref: string;
  occurred_at: Date;
}

/** Writes down what is to be told; the relay gives it its number after the commit. */
export async function announce(tx: Tx, announcements: readonly NewAnnouncement[]): Promise<void> {
  if (announcements.length === 0) return;
  await tx.query(
    `INSERT INTO partner_announcement (dedupe_key, kind, livemode, organization_id, partner_id, ref, occurred_at)
     VALUES ? ON DUPLICATE KEY UPDATE id = partner_announcement.id`,
    [
      announcements.map((one) => [
        ...[one.dedupeKey, one.kind, one.livemode, one.organizationId, one.partnerId],
        ...[one.ref, one.occurredAt],
      ]),
    ],
  );
}

/** What still waits, in the order in which it was written down. The caller has the relay's turn. */
export async function waitingAnnouncements(tx: Tx, limit: number): Promise<Announcement[]> {
  const rows: Row[] = await tx.query(
    `SELECT id, dedupe_key, kind, livemode, organization_id, partner_id, ref, occurred_at
       FROM partner_announcement WHERE told_at IS NULL ORDER BY id LIMIT ?`,
    [limit],
  );
  return rows.map((row) => ({
    id: row.id,
    dedupeKey: row.dedupe_key,
    kind: row.kind,
    livemode: Boolean(row.livemode),
    organizationId: row.organization_id,
    partnerId: row.partner_id,
    ref: row.ref,
    occurredAt: row.occurred_at,
  }));
}

export async function markTold(tx: Tx, announcements: readonly Announcement[], now: Date): Promise<void> {
  if (announcements.length === 0) return;
  await tx.query('UPDATE partner_announcement SET told_at = ? WHERE id IN (?)', [
    now,
    announcements.map(({ id }) => id),
  ]);
}

/**
 * Writes down that projects were published where the outbox has not come to it yet: its tasks are done in any order,
 * and everything else about a project is told after this. @returns how many were missing.
 */
export async function announcePublications(
  tx: Tx,
  projectIds: readonly string[],
  now: Date,
): Promise<number> {
  if (projectIds.length === 0) return 0;
  const missing: { dedupe_key: string; organization_id: string; ref: string }[] = await tx.query(
    `SELECT o.dedupe_key, o.organization_id, o.ref FROM outbox_event o
       LEFT JOIN partner_announcement a ON a.dedupe_key = o.dedupe_key
      WHERE o.dedupe_key IN (?) AND a.id IS NULL`,
    [projectIds.map((id) => `${PROJECT_PUBLISHED}:${id}`)],
  );
  await announce(
    tx,
    missing.map(({ dedupe_key, organization_id, ref }) => ({
      dedupeKey: dedupe_key,
      kind: 'project.published' as const,
      livemode: true,
      organizationId: organization_id,
      partnerId: null,
      ref,
      occurredAt: now,
    })),
  );
  return missing.length;
}
