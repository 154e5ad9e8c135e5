import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createConnection } from 'mysql2/promise';
import { eventsOf, type GiftKit, openGiftKit } from '../donations/gift-kit.js';
import { balanceOf, refundEvents, refundOf } from '../donations/returns-kit.js';

/** What version 1 wrote on rows that it could not book. */
const KEPT = 'kept for later: refunds, disputes and payouts are not booked yet';

let kit: GiftKit;
beforeAll(async () => {
  kit = await openGiftKit();
});
afterAll(() => kit.close());

it('refunds that an earlier version kept are taken up by the migration and booked', async () => {
  const now = kit.clock.now().getTime() / 1000;
  const gift = await kit.give(await kit.project());
  const refund = refundEvents(refundOf(gift, 3_000, now)).created();
  await kit.deliver(eventsOf(gift, now).succeeded(), refund);
  await kit.app.database.inTransaction((tx) =>
    tx.query(
      `UPDATE provider_event SET state = 'WAITING', next_at = '9999-01-01', last_error = ? WHERE event_id = ?`,
      [KEPT, refund.id],
    ),
  );
  await kit.intake();
  expect(await balanceOf(kit, '100903', gift.donationId)).toBe(10_000);
  const migration = readFileSync(join(process.cwd(), 'migrations', '008-refunds-disputes.sql'), 'utf8');
  const updates = migration.split(/;\n/).filter((statement) => /^\s*(--[^\n]*\n\s*)*UPDATE/.test(statement));
  expect(updates).toHaveLength(2);
  const owner = await createConnection(kit.app.config.DATABASE_URL);
  for (const update of updates) await owner.query(update);
  await owner.end();
  await kit.intake();
  expect((await kit.states())[refund.id]).toBe('DONE');
  expect(await balanceOf(kit, '100903', gift.donationId)).toBe(7_000);
});
