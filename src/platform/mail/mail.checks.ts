import type { Check } from '../database/check.js';

export const mailChecks: readonly Check[] = [
  {
    name: 'mail announced',
    rule: 'A mail that waits has an outbox event that will send it.',
    sql: `SELECT m.id FROM mail_message m
          LEFT JOIN outbox_event e ON e.dedupe_key = CONCAT('mail.requested:', m.id)
          WHERE m.state = 'WAITING' AND e.id IS NULL LIMIT 20`,
  },
  {
    name: 'I11 mail sent',
    rule: 'A mail is sent exactly when its outbox task is done.',
    sql: `SELECT m.id, m.state, t.state AS task_state FROM outbox_task t
          JOIN outbox_event e ON e.id = t.event_id AND e.kind = 'mail.requested'
          JOIN mail_message m ON m.id = e.ref
          WHERE t.subscriber = 'mail.send' AND (t.state = 'DONE') <> (m.state = 'SENT') LIMIT 20`,
  },
];
