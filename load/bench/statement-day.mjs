import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';

// A day of one provider account for the bench `reconcile`: as many facts as lines, in the order of their time and under
// keys that have none, and differences planted at even distances. Lines and facts are written as they are loaded.

/** What is planted in turn. */
const PLANTED = ['D01', 'D02', 'D03', 'D07', 'D10'];
const DAY_SECONDS = 86_000;
/** As long as the cells of a bill's line are, without its names. */
const RAW = JSON.stringify(['x'.repeat(200)]);

const paymentOf = (no, n) => `42${createHash('md5').update(`${no}:${n}`).digest('hex').slice(0, 26)}`;
const amountOf = (n) => 100 + ((n * 7_919) % 100_000);

/** The day number `no`, with its noon-to-noon in Shanghai, `count` gifts and `planted` differences. */
export function statementDay(no, count, planted) {
  const first = new Date(Date.now() - (20 - no) * 86_400_000);
  const day = first.toISOString().slice(0, 10);
  const from = Date.parse(`${day}T00:00:00+08:00`);
  const at = (n) => new Date(from + Math.floor((n / count) * DAY_SECONDS) * 1000);
  const sqlTime = (n) => at(n).toISOString().slice(0, 19).replace('T', ' ');
  const plantedAt = new Map();
  for (let k = 0; k < planted; k++)
    plantedAt.set(Math.floor(((k + 0.5) * count) / planted), PLANTED[k % PLANTED.length]);
  const lineKey = (n) => `trade:${no}:${n}`;

  /** Facts as [n, key, amount, time]. */
  function* facts() {
    for (let n = 0; n < count; n++)
      if (plantedAt.get(n) !== 'D01') yield [n, paymentOf(no, n), amountOf(n), sqlTime(n)];
  }

  /** Lines as [key, type, amount, payment, source, time]. */
  function* lines() {
    for (let n = 0; n < count; n++) {
      const code = plantedAt.get(n);
      const [payment, time] = [paymentOf(no, n), sqlTime(n)];
      if (code === 'D02') continue;
      yield [lineKey(n), 'payment', amountOf(n) + (code === 'D03' ? 1 : 0), payment, payment, time];
      if (code === 'D07') yield [`${lineKey(n)}:2`, 'payment', amountOf(n), payment, payment, time];
      if (code === 'D10') yield [`${lineKey(n)}:r`, 'refund', -50, payment, `50${payment}`, time];
    }
  }

  /** What must be found, each by its code and the line's or the fact's key. */
  const expected = [...plantedAt].map(([n, code]) => {
    if (code === 'D02') return `D02 ${paymentOf(no, n)}`;
    return `${code} ${lineKey(n)}${code === 'D07' ? ':2' : code === 'D10' ? ':r' : ''}`;
  });
  return { day, facts, lines, expected: expected.sort() };
}

const ROWS_AT_ONCE = 2_000;

/** Rows as the text that LOAD DATA reads, made while it is read. */
export function asText(rows, toCells) {
  function* parts() {
    let part = [];
    for (const row of rows) {
      part.push(toCells(row).join('\t'));
      if (part.length < ROWS_AT_ONCE) continue;
      yield Buffer.from(`${part.join('\n')}\n`);
      part = [];
    }
    if (part.length > 0) yield Buffer.from(`${part.join('\n')}\n`);
  }
  return Readable.from(parts());
}

/** Cells of our own tables, in the order of OUR_LINE and OUR_FACT. */
export const ourCells = ({ organizationId, accountId, no }) => ({
  line: ([key, type, amount, payment, source, time]) => [
    organizationId,
    accountId,
    key,
    type,
    amount,
    0,
    amount,
    'CNY',
    payment,
    source,
    time,
    RAW,
    time,
  ],
  fact: ([n, key, amount, time]) => [
    `0${String(no).padStart(2, '0')}${String(n).padStart(23, '0')}`,
    ...[organizationId, accountId, 'payment_succeeded', key, amount, 'CNY', time, time],
  ],
});
export const OUR_LINE =
  'statement_line (organization_id, provider_account_id, line_key, type, amount, fee, net, currency,' +
  ' provider_payment_id, source_key, occurred_at, raw, imported_at)';
export const OUR_FACT =
  'fact (id, organization_id, provider_account_id, kind, fact_key, amount, currency, occurred_at, recorded_at)';
