import mysql from 'mysql2/promise';
import { newId } from '../../dist/kernel/ids.js';
import { succeededEvent } from './signed-events.mjs';

const ROWS_A_STATEMENT = 1_000;
const NAMES = ['王小明', '欧阳若兰', '陈建国', '李桂花', null, '赵子涵', null, '刘洋', '张玉梅', null];

/**
 * Gifts that were made and paid, up to and with the accepted inbox row of each: what intake finds. They are written by
 * bulk SQL into every given database, the same rows under the same ids.
 *
 * @param books organizationId, projects [{id}], providerAccountId
 * @param sealName makes `donation.name_encrypted` of a donation's id and the donor's name; without it gifts have none
 * @returns {donationId, attemptId, paymentId, project, amount, eventRow} of each gift; `eventRow` is the inbox row's
 * number, the same in all databases
 */
export async function writePaidGifts(databases, books, count, { firstRow, sealName = () => null }) {
  const gifts = Array.from({ length: count }, (_, n) => {
    const donationId = newId();
    const attemptId = newId();
    const amount = 1_000 + (((firstRow + n) * 7_919) % 99_000);
    const event = succeededEvent({ attempt: attemptId, amount });
    const name = NAMES[n % NAMES.length];
    const project = books.projects[n % books.projects.length].id;
    return { donationId, attemptId, amount, event, name, project, eventRow: firstRow + n };
  });
  const now = new Date();
  const sha = Buffer.alloc(32);
  const tables = {
    'donation (id, organization_id, project_id, amount, currency, publicity, name_encrypted, public_label, form_key, form_sha256, created_at)':
      (g) => [
        g.donationId,
        books.organizationId,
        g.project,
        g.amount,
        'CNY',
        'MASKED',
        g.name && sealName(g.donationId, g.name),
        '爱心人士',
        g.donationId,
        sha,
        now,
      ],
    'payment_attempt (id, organization_id, donation_id, provider_account_id, created_at)': (g) => [
      g.attemptId,
      books.organizationId,
      g.donationId,
      books.providerAccountId,
      now,
    ],
    'provider_event (id, provider, account, event_id, type, body, body_sha256, headers, received_at, next_at)':
      (g) => [
        g.eventRow,
        'stripe',
        'main',
        g.event.id,
        'payment_intent.succeeded',
        g.event.body,
        sha,
        '{}',
        now,
        now,
      ],
  };
  for (const { ownerUrl } of databases) {
    const connection = await mysql.createConnection({ uri: ownerUrl, timezone: 'Z' });
    try {
      for (let at = 0; at < count; at += ROWS_A_STATEMENT) {
        const some = gifts.slice(at, at + ROWS_A_STATEMENT);
        await connection.query('START TRANSACTION');
        for (const [table, row] of Object.entries(tables))
          await connection.query(`INSERT INTO ${table} VALUES ?`, [some.map(row)]);
        await connection.query('COMMIT');
      }
    } finally {
      await connection.end();
    }
  }
  return gifts.map(({ event, name: _, ...gift }) => ({ ...gift, paymentId: event.payment }));
}
