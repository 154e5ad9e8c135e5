import { createConnection } from 'mysql2/promise';
import { openTestDatabase, type TestDatabase } from '../support/database.js';

describe('the database of a test', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await openTestDatabase();
  });
  afterAll(() => database.drop());

  async function refusal(url: string, sql: string): Promise<string> {
    try {
      const connection = await createConnection(url);
      await connection.query(sql).finally(() => connection.end());
      return 'allowed';
    } catch (error) {
      return (error as { code: string }).code;
    }
  }

  it('lets the app user read and insert entries, and nothing else there', async () => {
    expect(await refusal(database.appUrl, 'SELECT * FROM entry')).toBe('allowed');
    for (const sql of [
      'UPDATE entry SET memo = NULL',
      'DELETE FROM entry',
      'TRUNCATE entry',
      'DROP TABLE entry',
    ]) {
      expect(await refusal(database.appUrl, sql)).toBe('ER_TABLEACCESS_DENIED_ERROR');
    }
  });

  it('keeps the owner user out of everything but our own databases', async () => {
    expect(await refusal(database.ownerUrl, 'SELECT * FROM mysql.global_priv')).toMatch(/DENIED/);
    expect(await refusal(database.ownerUrl, 'CREATE DATABASE elsewhere')).toBe('ER_DBACCESS_DENIED_ERROR');
  });

  it('drops nothing but itself', async () => {
    const other = await openTestDatabase();
    await other.drop();
    expect(await refusal(other.ownerUrl, 'SELECT 1')).toBe('ER_BAD_DB_ERROR');
    expect(await refusal(database.ownerUrl, 'SELECT 1')).toBe('allowed');
  });
});
