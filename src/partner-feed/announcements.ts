import type { Tx } from '../platform/database/database.js';
import {
  PROJECT_CLOSED,
  type PROJECT_EVENTS,
  PROJECT_PUBLISHED,
  PROJECT_UPDATE_CORRECTED,
  PROJECT_UPDATE_PUBLISHED,
  PROJECT_UPDATE_WITHDRAWN,
} from '../projects/projects.outbox.js';
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

/** What is announced inside the house, and what partners are told of it. */
export const TOLD_AS: Readonly<Record<(typeof PROJECT_EVENTS)[number], EventKind>> = {
  [PROJECT_PUBLISHED]: 'project.published',
  [PROJECT_CLOSED]: 'project.closed',
  [PROJECT_UPDATE_PUBLISHED]: 'update.published',
  [PROJECT_UPDATE_CORRECTED]: 'update.corrected',
  [PROJECT_UPDATE_WITHDRAWN]: 'update.withdrawn',
};

interface OutboxRow {
  kind: keyof typeof TOLD_AS;
  dedupe_key: string;
  organization_id: string;
  ref: string;
}

/**
 * Writes down beginnings (that a project or update was published) that the outbox has not brought yet: its tasks are
 * done in any order, and everything else about a thing is told after its beginning. @returns how many were missing.
 */
export async function announceBeginnings(tx: Tx, dedupeKeys: readonly string[], now: Date): Promise<number> {
  if (dedupeKeys.length === 0) return 0;
  const missing: OutboxRow[] = await tx.query(
    `SELECT o.kind, o.dedupe_key, o.organization_id, o.ref FROM outbox_event o
       LEFT JOIN partner_announcement a ON a.dedupe_key = o.dedupe_key
      WHERE o.dedupe_key IN (?) AND a.id IS NULL ORDER BY o.id`,
    [dedupeKeys],
  );
  await announce(
    tx,
    missing.map(({ kind, dedupe_key, organization_id, ref }) => ({
      ...{ dedupeKey: dedupe_key, kind: TOLD_AS[kind], livemode: true, organizationId: organization_id },
      ...{ partnerId: null, ref, occurredAt: now },
    })),
  );
  return missing.length;
}

export const projectBeginning = (projectId: string): string => `${PROJECT_PUBLISHED}:${projectId}`;
export const updateBeginning = (updateId: string): string => `${PROJECT_UPDATE_PUBLISHED}:${updateId}`;
