import mysql from 'mysql2/promise';
import { newId } from '../../dist/kernel/ids.js';
import { answerMessages } from './programs.mjs';

// The ceiling of `book`: the same inbox rows become the same facts, entries, transfers, outbox events and states, in
// transactions of 50 gifts of plain SQL over four connections. It trusts its input: it is told which rows there are and
// knows the accounts; there is no unknown parent, no mismatch, no second success, and one accounting day.

const BATCH = 50;
const CONNECTIONS = 4;
let lanes;

answerMessages(async ({ url, rows, books, day }) => {
  lanes ??= await Promise.all(
    Array.from({ length: CONNECTIONS }, () =>
      mysql.createConnection({ uri: url, timezone: 'Z', supportBigNumbers: true }),
    ),
  );
  const batches = [];
  for (let at = 0; at < rows.length; at += BATCH) batches.push(rows.slice(at, at + BATCH));
  const funds = Object.fromEntries(books.projects.map(({ id, fundId }) => [id, fundId]));
  const started = performance.now();
  await Promise.all(
    lanes.map(async (lane) => {
      for (let ids = batches.shift(); ids; ids = batches.shift())
        await bookBatch(lane, ids, { ...books, funds, day });
    }),
  );
  return { units: rows.length, seconds: (performance.now() - started) / 1000 };
});

async function bookBatch(lane, ids, books) {
  await lane.query('START TRANSACTION');
  const [events] = await lane.query('SELECT id, body FROM provider_event WHERE id IN (?) FOR UPDATE', [ids]);
  const payments = events.map(({ id, body }) => ({ eventId: id, object: JSON.parse(body) }));
  const attempts = payments.map(({ object }) => object.data.object.metadata.payment_attempt);
  const [found] = await lane.query(
    `SELECT a.id, a.donation_id, d.project_id, d.channel_id FROM payment_attempt a
     JOIN donation d ON d.id = a.donation_id WHERE a.id IN (?) FOR UPDATE`,
    [attempts],
  );
  const byAttempt = new Map(found.map((row) => [row.id, row]));
  const now = new Date();
  const facts = [];
  const entries = [];
  const transfers = [];
  const unnumbered = [];
  const outbox = [];
  const links = [];
  const donations = [];
  for (const { eventId, object } of payments) {
    const payment = object.data.object;
    const attempt = byAttempt.get(payment.metadata.payment_attempt);
    const [factId, entryId] = [newId(), newId()];
    const occurred = new Date(object.created * 1000);
    const currency = payment.currency.toUpperCase();
    facts.push([
      factId,
      books.organizationId,
      books.providerAccountId,
      'payment_succeeded',
      payment.id,
      attempt.id,
      payment.amount_received,
      currency,
      occurred,
      eventId,
      payment.latest_charge,
      now,
    ]);
    entries.push([
      entryId,
      books.organizationId,
      'gift',
      'fact',
      factId,
      'donation',
      attempt.donation_id,
      attempt.project_id,
      attempt.channel_id,
      occurred,
      books.day,
      now,
    ]);
    transfers.push([
      entryId,
      0,
      books.organizationId,
      books.funds[attempt.project_id],
      books.clearing,
      books.income,
      payment.amount_received,
      currency,
    ]);
    unnumbered.push([books.organizationId, entryId]);
    outbox.push([
      'donation.booked',
      books.organizationId,
      attempt.donation_id,
      `donation.booked:${attempt.donation_id}`,
      now,
    ]);
    links.push([attempt.id, payment.id]);
    donations.push(attempt.donation_id);
  }
  await lane.query(
    'INSERT INTO fact (id, organization_id, provider_account_id, kind, fact_key, payment_attempt_id, amount, currency, occurred_at, provider_event_id, detail, recorded_at) VALUES ?',
    [facts],
  );
  await lane.query(
    'INSERT INTO entry (id, organization_id, kind, source_type, source_id, subject_type, subject_id, project_id, channel_id, occurred_at, booked_on, posted_at) VALUES ?',
    [entries],
  );
  await lane.query(
    'INSERT INTO transfer (entry_id, leg, organization_id, fund_id, debit_account_id, credit_account_id, amount, currency) VALUES ?',
    [transfers],
  );
  await lane.query('INSERT INTO unnumbered_entry (organization_id, entry_id) VALUES ?', [unnumbered]);
  await lane.query('INSERT INTO outbox_event (kind, organization_id, ref, dedupe_key, created_at) VALUES ?', [
    outbox,
  ]);
  const cases = links.map(() => 'WHEN ? THEN ?').join(' ');
  await lane.query(`UPDATE payment_attempt SET provider_payment_id = CASE id ${cases} END WHERE id IN (?)`, [
    ...links.flat(),
    links.map(([id]) => id),
  ]);
  await lane.query("UPDATE donation SET status = 'succeeded' WHERE id IN (?)", [donations]);
  await lane.query("UPDATE provider_event SET state = 'DONE' WHERE id IN (?)", [ids]);
  await lane.query('COMMIT');
}
