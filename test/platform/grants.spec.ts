import { createConnection } from 'mysql2/promise';
import { migrate } from '../../src/platform/database/migrate.js';
import { openTestDatabase } from '../support/database.js';

it('rights that an earlier version gave are taken away by the next migration, and those that stay, stay', async () => {
  const store = await openTestDatabase();
  const [owner, app] = [await createConnection(store.ownerUrl), await createConnection(store.appUrl)];
  const denied = (sql: string) =>
    expect(app.query(sql)).rejects.toMatchObject({ message: expect.stringContaining('command denied') });
  try {
    const user = new URL(store.appUrl).username;
    for (const table of ['fact', 'receipt', 'statement_line'])
      await owner.query(`GRANT UPDATE, DELETE ON ${store.name}.${table} TO '${user}'@'%'`);
    await app.query('UPDATE receipt SET amount = amount');
    await migrate(store.ownerUrl, store.appUrl);
    await migrate(store.ownerUrl, store.appUrl);
    await denied('UPDATE receipt SET amount = amount');
    await denied('DELETE FROM statement_line');
    await denied('UPDATE fact SET amount = amount');
    await app.query('UPDATE receipt SET end_reason = end_reason');
    await app.query('SELECT COUNT(*) FROM fact');
  } finally {
    await Promise.all([owner.end(), app.end()]);
    await store.drop();
  }
});
