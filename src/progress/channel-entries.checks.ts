import type { Check } from '../platform/database/check.js';
import { CHANGING_KINDS } from './effect.js';
import { DEDUCTING } from './effects.statements.js';
import { recomputed } from './progress.checks.js';

const CHANGING = CHANGING_KINDS.map((kind) => `'${kind}'`).join(', ');
const RECOMPUTED = recomputed('channel_seq');

export const channelEntriesChecks: readonly Check[] = [
  {
    name: 'channels are the ledger',
    rule: 'For each numbered entry of a gift with a channel there is what it changed for that channel, and nothing else.',
    sql: `SELECT w.organization_id, w.seq, w.channel_id, w.movement, c.gift, c.refunded
            FROM (${RECOMPUTED}) w
            LEFT JOIN channel_entry c ON c.organization_id = w.organization_id AND c.ledger_seq = w.seq
           WHERE w.channel_id IS NOT NULL
             AND (c.ledger_seq IS NULL OR c.channel_id <> w.channel_id OR c.project_id <> w.project_id
               OR c.gift_id <> w.subject_id OR c.currency <> w.currency OR c.booked_on <> w.booked_on
               OR c.occurred_at <> w.occurred_at OR c.numbered_at <> w.numbered_at
               OR c.gift - c.refunded <> w.movement
               OR c.refunded <> CASE WHEN w.kind IN (${DEDUCTING}) THEN -w.movement ELSE 0 END)
           UNION ALL
          SELECT c.organization_id, c.ledger_seq, c.channel_id, NULL, c.gift, c.refunded
            FROM channel_entry c
            LEFT JOIN ledger_sequence s ON s.organization_id = c.organization_id AND s.seq = c.ledger_seq
            LEFT JOIN entry e ON e.id = s.entry_id AND e.channel_id = c.channel_id
            LEFT JOIN progress_cursor p ON p.organization_id = c.organization_id AND p.channel_seq >= c.ledger_seq
           WHERE e.id IS NULL OR p.organization_id IS NULL LIMIT 20`,
  },
  {
    name: 'channels count gifts',
    rule: 'A gift is counted once for its channel, from its first money until it is annulled.',
    sql: `SELECT organization_id, gift_id, SUM(gift) AS given, SUM(gifts) AS counted FROM channel_entry
           GROUP BY organization_id, gift_id HAVING SUM(gifts) <> (SUM(gift) > 0) LIMIT 20`,
  },
  {
    name: 'gifts keep their channel',
    rule: 'Whatever an entry changes of a gift, it names the channel of the first touch that stands on the donation.',
    sql: `SELECT e.id, e.kind, e.channel_id, d.channel_id AS of_gift
            FROM entry e JOIN donation d ON d.id = e.subject_id AND d.organization_id = e.organization_id
           WHERE e.subject_type = 'donation' AND e.kind IN (${CHANGING})
             AND NOT (e.channel_id <=> d.channel_id) LIMIT 20`,
  },
];
