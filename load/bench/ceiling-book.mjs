import mysql from 'mysql2/promise';
import { newId } from '../../dist/kernel/ids.js';
import { ALL, PROCEDURES, READ, WORK } from './ceiling-book.statements.mjs';
import { answerMessages } from './programs.mjs';

// The ceiling of `book`: the same inbox rows become the same facts, entries, transfers, outbox events and states, in
// transactions of 50 gifts over as many connections as we have loops. It trusts its input: it is told which rows there
// are and knows the accounts; there is no unknown parent, no mismatch, no second success, and one accounting day; and
// the server is told not to check its foreign keys. The bodies are read here, because JSON.parse is faster than the
// server; the rest is made inside the server.

const BATCH = 50;
let lanes;

/** @param told url, books, day, connections, and either `rows` (inbox rows) or `gifts` (to be appended alone) */
answerMessages(async ({ url, books, day, connections, rows, gifts }) => {
  lanes ??= await connect(url, connections);
  const all = rows ?? gifts;
  const batches = [];
  for (let at = 0; at < all.length; at += BATCH) batches.push(all.slice(at, at + BATCH));
  const bookBatch = rows ? bookRows : appendGifts;
  const started = performance.now();
  await Promise.all(
    lanes.map(async (lane) => {
      for (let batch = batches.shift(); batch; batch = batches.shift())
        await bookBatch(lane, batch, { ...books, day });
    }),
  );
  return { units: all.length, seconds: (performance.now() - started) / 1000 };
});

async function connect(uri, connections) {
  const made = await Promise.all(
    Array.from({ length: connections }, () =>
      mysql.createConnection({ uri, timezone: 'Z', supportBigNumbers: true }),
    ),
  );
  for (const procedure of PROCEDURES) await made[0].query(procedure);
  for (const lane of made) {
    await lane.query(WORK);
    await lane.query('SET autocommit = 0, foreign_key_checks = 0, unique_checks = 0');
  }
  return made;
}

async function bookRows(lane, ids, books) {
  const [events] = await lane.query('SELECT id, body FROM provider_event WHERE id IN (?) FOR UPDATE', [ids]);
  const work = events.map(({ id, body }) => {
    const event = JSON.parse(body);
    const payment = event.data.object;
    return [
      id,
      newId(),
      newId(),
      payment.metadata.payment_attempt,
      payment.id,
      payment.amount_received,
      payment.currency.toUpperCase(),
      new Date(event.created * 1000),
      payment.latest_charge,
    ];
  });
  await lane.query(`INSERT INTO work (${READ}) VALUES ?`, [work]);
  await call(lane, 'ceiling_book', books);
}

/** The inserts alone, of gifts about which everything is known: nothing is read or updated. */
async function appendGifts(lane, gifts, books) {
  const funds = new Map(books.projects.map(({ id, fundId }) => [id, fundId]));
  const paidAt = new Date();
  const work = gifts.map(({ eventRow, attemptId, paymentId, amount, donationId, project }) => [
    ...[eventRow, newId(), newId(), attemptId, paymentId, amount, 'CNY', paidAt, paymentId],
    ...[donationId, project, null, funds.get(project)],
  ]);
  await lane.query(`INSERT INTO work (${ALL}) VALUES ?`, [work]);
  await call(lane, 'ceiling_append', books);
}

function call(lane, procedure, { organizationId, providerAccountId, clearing, income, day }) {
  const given = [organizationId, providerAccountId, clearing, income, day, new Date()];
  return lane.query(`CALL ${procedure}(?, ?, ?, ?, ?, ?)`, given);
}
