import { sleep } from '../../bin/lib/processes.mjs';

/** The first few of many, so that a broken rule can be looked up. */
const some = (list) => list.slice(0, 5);

/** Ids under which the sandbox's false events come: they are no promise of ours. */
const isFalse = (id) => id.includes('forged') || id.startsWith('unnamed-');

/**
 * Compares what the provider says with what stands in the books. Every finding is one sentence; none means that
 * nothing was lost, doubled or changed.
 */
export async function findings(house) {
  const [money, events] = await Promise.all([house.control('GET', '/money'), house.list('events?')]);
  const found = await house.rows(async (query) => [
    ...(await inboxFindings(query, events)),
    ...(await bookFindings(query, money.payments)),
    ...(await receiptFindings(query)),
  ]);
  await house.command('check-books').catch((error) => found.push(...brokenRules(error.message)));
  return { found, events: events.length, payments: money.payments.length };
}

const BALANCE = `
  SELECT t.currency, SUM(CASE WHEN d.code = '100903' THEN t.amount ELSE 0 END -
                         CASE WHEN c.code = '100903' THEN t.amount ELSE 0 END) AS held
  FROM transfer t JOIN account d ON d.id = t.debit_account_id JOIN account c ON c.id = t.credit_account_id
  GROUP BY t.currency`;

/**
 * Waits until the clearing account holds what the provider's balance comes to, to the cent: payments, refunds,
 * disputes, fees and payouts together. The statement is read every 20 s.
 * @returns a finding when it does not come to that in time
 */
export async function balanceFindings(house, withinMs) {
  const end = Date.now() + withinMs;
  for (;;) {
    const { balance } = await house.control('GET', '/money');
    const held = await house.rows(async (query) =>
      Object.fromEntries((await query(BALANCE)).map((row) => [row.currency.toLowerCase(), BigInt(row.held)])),
    );
    const wrong = Object.entries(balance).filter(([currency, net]) => (held[currency] ?? 0n) !== BigInt(net));
    if (wrong.length === 0) return [];
    if (Date.now() > end)
      return wrong.map(
        ([currency, net]) => `${currency}: the clearing account holds ${held[currency]}, the provider ${net}`,
      );
    await sleep(500);
  }
}

/** The broken rules of `check-books`, each with its first row. */
function brokenRules(said) {
  const lines = said.split('\n');
  const broken = lines.flatMap((line, i) =>
    line.startsWith('BROKEN') ? [`${line} ${lines[i + 1]?.trim()}`] : [],
  );
  return broken.length > 0 ? broken : [`check-books: ${said.slice(0, 500)}`];
}

async function inboxFindings(query, events) {
  const rows = await query(
    'SELECT event_id, MIN(id) AS id, MIN(state) AS state, MIN(last_error) AS last_error, COUNT(*) AS n FROM provider_event GROUP BY event_id',
  );
  const inbox = new Map(rows.map((row) => [row.event_id, row]));
  const lost = events.filter(({ id }) => !inbox.has(id));
  const sent = new Set(events.map(({ id }) => id));
  // What was fetched from the provider's API in the place of a false event is named by that event's row.
  const fetched = new Set(rows.filter((row) => isFalse(row.event_id)).map(({ id }) => `fetched-${id}`));
  const strange = rows.filter(({ event_id: id }) => !sent.has(id) && !isFalse(id) && !fetched.has(id));
  const unread = rows.filter(
    ({ event_id: id, state }) => sent.has(id) && !['DONE', 'IGNORED', 'WAITING'].includes(state),
  );
  const doubled = rows.filter(({ n }) => Number(n) !== 1);
  return [
    ...some(lost).map(({ id, type }) => `event ${id} (${type}) was acknowledged and is not in the inbox`),
    ...some(strange).map((row) => `event ${row.event_id} is in the inbox and was never sent`),
    ...some(unread).map((row) => `event ${row.event_id} is ${row.state}: ${row.last_error}`),
    ...some(doubled).map((row) => `event ${row.event_id} is ${row.n} times in the inbox`),
  ];
}

/** A payment's entries on the provider's clearing account; fees stand in the general fund and are no part of it. */
const BOOKED = `
  SELECT f.fact_key AS payment, f.amount, COUNT(DISTINCT e.id) AS entries,
         COALESCE(SUM(t.amount), 0) AS booked
  FROM fact f
  LEFT JOIN entry e ON e.source_type = 'fact' AND e.source_id = f.id
  LEFT JOIN transfer t ON t.entry_id = e.id
  WHERE f.kind = 'payment_succeeded' GROUP BY f.id, f.fact_key, f.amount`;
const CLEARING = `
  SELECT a.provider_payment_id AS payment, COALESCE(SUM(
           CASE WHEN d.code = '100903' THEN t.amount ELSE 0 END -
           CASE WHEN c.code = '100903' THEN t.amount ELSE 0 END), 0) AS held
  FROM payment_attempt a
  JOIN entry e ON e.subject_type = 'donation' AND e.subject_id = a.donation_id
  JOIN transfer t ON t.entry_id = e.id
  JOIN fund ON fund.id = t.fund_id AND fund.code <> 'GEN'
  JOIN account d ON d.id = t.debit_account_id JOIN account c ON c.id = t.credit_account_id
  WHERE a.provider_payment_id IS NOT NULL GROUP BY a.provider_payment_id`;

async function bookFindings(query, payments) {
  const booked = new Map((await query(BOOKED)).map((row) => [row.payment, row]));
  const held = new Map((await query(CLEARING)).map((row) => [row.payment, BigInt(row.held)]));
  const said = [];
  for (const { payment_intent: payment, amount, refunded, withdrawn, lost } of payments) {
    const row = booked.get(payment);
    booked.delete(payment);
    if (!row) said.push(`payment ${payment} of ${amount} was paid and is not booked`);
    else if (Number(row.entries) !== 1)
      said.push(`payment ${payment} has ${row.entries} entries instead of one`);
    else if (BigInt(row.booked) !== BigInt(amount))
      said.push(`payment ${payment}: ${row.booked} booked, ${amount} paid`);
    const left = BigInt(amount) - BigInt(refunded) - BigInt(withdrawn) - BigInt(lost);
    if (row && held.get(payment) !== left)
      said.push(`payment ${payment}: the books hold ${held.get(payment)}, the provider ${left}`);
  }
  for (const payment of booked.keys()) said.push(`payment ${payment} is booked and was never paid`);
  return some(said);
}

/** Gifts that still have something in income and never got a receipt. */
const WITHOUT_RECEIPT = `
  SELECT e.subject_id AS id FROM entry e
  JOIN transfer t ON t.entry_id = e.id
  JOIN account d ON d.id = t.debit_account_id JOIN account c ON c.id = t.credit_account_id
  WHERE e.subject_type = 'donation'
    AND NOT EXISTS (SELECT 1 FROM receipt_item i WHERE i.donation_id = e.subject_id)
  GROUP BY e.subject_id
  HAVING SUM(CASE WHEN c.code LIKE '4101%' THEN t.amount ELSE 0 END -
             CASE WHEN d.code LIKE '4101%' THEN t.amount ELSE 0 END) > 0`;

async function receiptFindings(query) {
  const series = await query(
    'SELECT organization_id, year, COUNT(*) AS n, MIN(no) AS first, MAX(no) AS last FROM receipt GROUP BY 1, 2',
  );
  const without = await query(WITHOUT_RECEIPT);
  return [
    ...series
      .filter(({ n, first, last }) => Number(first) !== 1 || Number(last) !== Number(n))
      .map(({ year, n, last }) => `receipts of ${year}: ${n} for numbers up to ${last}`),
    ...some(without).map(({ id }) => `donation ${id} is booked and has no receipt`),
  ];
}
