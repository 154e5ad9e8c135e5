import { sleep } from '../../bin/lib/processes.mjs';

const REDELIVER_EVERY_MS = 2000;

/**
 * What is not finished, by name; empty when everything that was accepted has been worked off. A false event may wait
 * for the provider's word on it.
 */
const UNFINISHED = `
  SELECT 'inbox' AS what, COUNT(*) AS n FROM provider_event WHERE state = 'NEW'
  UNION ALL SELECT 'announcements', COUNT(*) FROM outbox_event WHERE state = 'PENDING'
  UNION ALL SELECT CONCAT('tasks of ', subscriber), COUNT(*) FROM outbox_task
    WHERE state IN ('PENDING', 'ENQUEUED') GROUP BY subscriber
  UNION ALL SELECT 'unnumbered entries', COUNT(*) FROM unnumbered_entry
  UNION ALL SELECT 'waiting for what has not come', COUNT(*) FROM provider_event
    WHERE state = 'WAITING' AND next_at < UTC_TIMESTAMP(6) + INTERVAL 1 DAY
      AND event_id NOT LIKE '%forged%'`;

/**
 * Waits until all that the sandbox announced has arrived and been worked off. The sandbox is asked to send again
 * at once what it would repeat only after a while.
 * @returns the milliseconds it took and what was left when it took too long
 */
export async function drain(house, withinMs) {
  const since = performance.now();
  let asked = 0;
  let left = {};
  while (performance.now() - since < withinMs) {
    if (performance.now() - asked > REDELIVER_EVERY_MS) {
      asked = performance.now();
      for (const { id } of await house.list('events?delivery_success=false&'))
        await house.control('POST', '/redeliver', { event: id });
    }
    left = await unfinished(house).catch((error) => ({ database: error.message }));
    if (Object.keys(left).length === 0) return { ms: Math.round(performance.now() - since), left };
    await sleep(250);
  }
  return { ms: Math.round(performance.now() - since), left };
}

async function unfinished(house) {
  const { deliveries } = await house.control('GET', '/state');
  const rows = await house.rows((query) => query(UNFINISHED));
  const left = Object.fromEntries(
    rows.filter(({ n }) => Number(n) > 0).map(({ what, n }) => [what, Number(n)]),
  );
  return deliveries.pending > 0 ? { ...left, deliveries: deliveries.pending } : left;
}
