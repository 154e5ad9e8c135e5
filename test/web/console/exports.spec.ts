import { createHash } from 'node:crypto';
import { type ClosingDesk, openClosingDesk } from '../../reconciliation/closing-desk.js';
import { openTestApp, type TestApp } from '../../support/app.js';
import { as, consoleOf, form, type Person } from './console.js';

describe('exports at the console', () => {
  let app: TestApp;
  let books: ClosingDesk;
  let clerk: Person;
  let room: string;
  let organization: { id: string; slug: string };
  beforeAll(async () => {
    app = await openTestApp({ worker: true, settings: { DEMO: '1' } });
    books = await openClosingDesk(app);
    await books.book('2026-11-16', 12_345n);
    await app.settle();
    const [row] = await app.database.rows<{ slug: string }>('SELECT slug FROM organization WHERE id = ?', [
      books.organizationId,
    ]);
    organization = { id: books.organizationId, slug: row?.slug ?? '' };
    room = `/console/${organization.slug}/exports`;
    clerk = await consoleOf(app).signIn(organization, 'clerk');
  }, 90_000);
  afterAll(() => app.close());

  const ask = (fields: Record<string, string>) => app.inject(as(clerk, form(room, fields)));

  test('are asked for, made as long work, found again with their hash, and downloaded with an entry in the trail', async () => {
    const asked = await ask({ choice: 'entries:csv', firstDay: '2026-11-16', lastDay: '2026-11-16' });
    expect(asked.statusCode).toBe(303);
    await app.settle(30_000);
    const work = await app.inject(as(clerk, { url: String(asked.headers.location) }));
    expect(work.body).toContain('导出文件');
    const [, place = ''] = /href="([^"]+\/exports\/exp_\w+)"/.exec(work.body) ?? [];
    const shown = await app.inject(as(clerk, { url: place }));
    const file = await app.inject(as(clerk, { url: `${place}/file` }));
    expect(file.statusCode).toBe(200);
    expect(file.headers['content-disposition']).toMatch(/^attachment; filename="[\w-]+\.csv"$/);
    expect(file.rawPayload.subarray(0, 3).toString('hex')).toBe('efbbbf');
    const sha256 = createHash('sha256').update(file.rawPayload).digest('hex');
    expect(shown.body).toContain(sha256);
    expect((await app.inject(as(clerk, { url: room }))).body).toContain(sha256.slice(0, 12));
    const trail = await app.database.rows<{ action: string }>(
      "SELECT action FROM audit_event WHERE action LIKE 'export.%' ORDER BY id",
    );
    expect(trail.map(({ action }) => action)).toEqual(['export.requested', 'export.downloaded']);
  });

  test('keep what was typed when they are refused', async () => {
    const answer = await ask({ choice: 'vouchers:u8', firstDay: '2026-11-18', lastDay: '2026-11-16' });
    expect(answer.statusCode).toBe(422);
    expect(answer.body).toContain('截止日期早于起始日期');
    expect(answer.body).toMatch(/value="2026-11-18"/);
    expect(answer.body).toMatch(/<option value="vouchers:u8" selected/);
  });

  test('say in words why no voucher could be made', async () => {
    const asked = await ask({ choice: 'vouchers:u8', firstDay: '2026-11-16', lastDay: '2026-11-16' });
    await app.settle(30_000);
    const work = await app.inject(as(clerk, { url: String(asked.headers.location) }));
    expect(work.body).toContain('2026-11-16 至 2026-11-16 没有已结账的日期');
  });

  test('are read but not made by a supervisor', async () => {
    const supervisor = await consoleOf(app).signIn(organization, 'supervisor');
    const page = await app.inject(as(supervisor, { url: room }));
    expect(page.statusCode).toBe(200);
    expect(page.body).not.toContain('开始导出');
    expect((await app.inject(as(supervisor, form(room, { choice: 'entries:csv' })))).statusCode).toBe(404);
  });
});
