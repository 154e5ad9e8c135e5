import type { Check } from '../database/check.js';

export const mailChecks: readonly Check[] = [
  {
    name: 'mail announced',
    rule: 'A mail that waits has an outbox event that will send it.',
    sql: `SELECT m.id FROM mail_message m
          LEFT JOIN outbox_event e ON e.dedupe_key =
            CONCAT(IF(m.batch_key IS NULL, 'mail.requested:', 'mail.requested_to_many:'), m.id)
          WHERE m.state = 'WAITING' AND e.id IS NULL LIMIT 20`,
  },
  {
    name: 'I11 mail sent',
    rule: 'A mail is sent, or refused by its server, exactly when its outbox task is done; one that was stopped may wait for its task.',
    sql: `SELECT m.id, m.state, t.state AS task_state FROM outbox_task t
          JOIN outbox_event e ON e.id = t.event_id AND e.kind IN ('mail.requested', 'mail.requested_to_many')
          JOIN mail_message m ON m.id = e.ref
          WHERE t.subscriber IN ('mail.send', 'mail.send-to-many') AND m.state <> 'STOPPED'
            AND (t.state = 'DONE') <> (m.state IN ('SENT', 'REFUSED')) LIMIT 20`,
  },
  {
    name: 'mail to many can be stopped',
    rule: 'A mail that its reader may stop says so in its headers, and is one of many.',
    sql: `SELECT id FROM mail_message
           WHERE (stop_key IS NULL) <> (unsubscribe_url IS NULL) OR (stop_key IS NULL) <> (list_id IS NULL)
              OR (stop_key IS NOT NULL AND batch_key IS NULL) LIMIT 20`,
  },
];
