import type { Check } from '../platform/database/check.js';
import { IS_WANTED } from './webhook-endpoint.js';

/** The log keeps attempts longer than this. */
const LOGGED_DAYS = 14;

export const partnerFeedChecks: readonly Check[] = [
  {
    name: "partners' event numbers have no gap",
    rule: "A partner's events of a mode are numbered 1, 2, 3 … up to the last number that was given.",
    sql: `SELECT n.partner_id, n.livemode, n.last_seq, COUNT(v.seq) AS events, MIN(v.seq) AS lowest, MAX(v.seq) AS highest
            FROM partner_event_number n
            LEFT JOIN partner_event v ON v.partner_id = n.partner_id AND v.livemode = n.livemode
           GROUP BY n.partner_id, n.livemode, n.last_seq
          HAVING events <> n.last_seq OR COALESCE(lowest, 1) <> 1 OR COALESCE(highest, 0) <> n.last_seq
          UNION ALL
          SELECT v.partner_id, v.livemode, NULL, COUNT(*), MIN(v.seq), MAX(v.seq) FROM partner_event v
            LEFT JOIN partner_event_number n ON n.partner_id = v.partner_id AND n.livemode = v.livemode
           WHERE n.partner_id IS NULL GROUP BY v.partner_id, v.livemode LIMIT 20`,
  },
  {
    name: 'the feed is not ahead of progress',
    rule: 'Figures are told up to a ledger number that the public numbers contain.',
    sql: `SELECT c.organization_id, c.ledger_seq, p.ledger_seq AS progress FROM partner_feed_cursor c
            LEFT JOIN progress_cursor p ON p.organization_id = c.organization_id
           WHERE c.ledger_seq > COALESCE(p.ledger_seq, 0) LIMIT 20`,
  },
  {
    name: 'an endpoint is not ahead of its events',
    rule: 'What counts as delivered to an endpoint are events that exist.',
    sql: `SELECT w.id, w.delivered_seq, n.last_seq FROM webhook_endpoint w
            LEFT JOIN partner_event_number n ON n.partner_id = w.partner_id AND n.livemode = w.livemode
           WHERE w.delivered_seq > COALESCE(n.last_seq, 0) LIMIT 20`,
  },
  {
    name: 'deliveries keep their order',
    rule: 'Within a round an endpoint takes events in the order of their numbers, each once.',
    sql: `SELECT endpoint_id, round, earlier, seq FROM (
            SELECT endpoint_id, round, seq, LAG(seq) OVER (PARTITION BY endpoint_id, round ORDER BY id) AS earlier
              FROM webhook_delivery WHERE way = 'order' AND delivered) d
           WHERE earlier >= seq LIMIT 20`,
  },
  {
    name: 'no delivery is ahead of an undelivered one',
    rule: 'Each event that an endpoint wants, up to the last one delivered to it in this round, has been delivered.',
    sql: `SELECT w.id, v.seq FROM webhook_endpoint w
            JOIN partner_event v ON v.partner_id = w.partner_id AND v.livemode = w.livemode
             AND v.seq > w.round_from AND v.seq <= w.delivered_seq
             AND v.created_at > UTC_TIMESTAMP(6) - INTERVAL ${LOGGED_DAYS} DAY
            LEFT JOIN webhook_delivery d ON d.endpoint_id = w.id AND d.round = w.round AND d.seq = v.seq
             AND d.delivered AND d.way = 'order'
           WHERE d.id IS NULL AND ${IS_WANTED} LIMIT 20`,
  },
];
