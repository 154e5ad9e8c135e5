import { randomBytes } from 'node:crypto';
import { createConnection } from 'mysql2/promise';
import { migrate } from '../../src/platform/database/migrate.js';

export interface TestDatabase {
  readonly name: string;
  /** mysql:// of the user that owns the schema. */
  readonly ownerUrl: string;
  /** mysql:// of the app user, with the rights that the migration step granted and no more. */
  readonly appUrl: string;
  /** Drops the database; open connections to it fail from then on. */
  drop(): Promise<void>;
}

function setting(name: string): string {
  const value = process.env[name];
  if (!value)
    throw new Error(`${name} is not set: run the tests by "npm test" or "npx jest", which start the servers`);
  return value;
}

/** A new, empty, fully migrated database `boai_test_<random>` on the private server of this test run. */
export async function openTestDatabase(): Promise<TestDatabase> {
  const server = setting('TEST_DATABASE_OWNER_URL');
  const name = `boai_test_${randomBytes(5).toString('hex')}`;
  const ask = async (sql: string): Promise<void> => {
    const connection = await createConnection(server);
    try {
      await connection.query(sql);
    } finally {
      await connection.end();
    }
  };
  const ownerUrl = withPath(server, name);
  const app = new URL(ownerUrl);
  app.username = setting('TEST_DATABASE_APP_USER');
  app.password = setting('TEST_DATABASE_APP_PASSWORD');
  await ask(`CREATE DATABASE \`${name}\``);
  await migrate(ownerUrl, app.href);
  return { name, ownerUrl, appUrl: app.href, drop: () => ask(`DROP DATABASE IF EXISTS \`${name}\``) };
}

function withPath(url: string, name: string): string {
  const changed = new URL(url);
  changed.pathname = `/${name}`;
  return changed.href;
}
