import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { DataSource, type MigrationInterface, type QueryRunner } from 'typeorm';
import { grantAppUser } from './grants.js';

const FOLDER = new URL('../../../migrations/', import.meta.url);

/** Splits a migration file into statements: each ends with ";" at the end of a line, comments start with "--". */
export function statementsOf(sql: string): string[] {
  return sql
    .replace(/^--.*$/gm, '')
    .split(/;[ \t]*$/m)
    .map((statement) => statement.trim())
    .filter((statement) => statement !== '');
}

function migrationClasses(): (new () => MigrationInterface)[] {
  const files = readdirSync(fileURLToPath(FOLDER))
    .filter((file) => /^\d{3}-.+\.sql$/.test(file))
    .sort();
  return files.map((file) => {
    const [number = '', ...words] = file.replace(/\.sql$/, '').split('-');
    const statements = statementsOf(readFileSync(new URL(file, FOLDER), 'utf8'));
    // TypeORM orders migrations by the 13 digits at the end of their name.
    const name = `${words.join('_')}${number.padStart(13, '0')}`;
    return class implements MigrationInterface {
      name = name;
      async up(runner: QueryRunner): Promise<void> {
        for (const statement of statements) await runner.query(statement);
      }
      async down(): Promise<void> {
        throw new Error('migrations only go forward: write the next one');
      }
    };
  });
}

/**
 * Brings the schema up to date as its owner and gives the app user exactly the rights it needs.
 * Safe to run again at any time. DDL is not transactional: a migration that failed half-way says so and stops.
 * @returns names of the migrations that ran now.
 */
export async function migrate(ownerUrl: string, appUrl: string): Promise<string[]> {
  const source = new DataSource({
    type: 'mysql',
    url: ownerUrl,
    charset: 'utf8mb4_unicode_ci',
    timezone: 'Z',
    migrations: migrationClasses(),
    migrationsTableName: 'schema_migration',
    migrationsTransactionMode: 'none',
  });
  await source.initialize();
  try {
    const database = source.driver.database ?? '';
    await source.query(`ALTER DATABASE \`${database}\` CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci`);
    const ran = await source.runMigrations();
    const appUser = decodeURIComponent(new URL(appUrl).username);
    if (appUser !== decodeURIComponent(new URL(ownerUrl).username))
      await grantAppUser(source, database, appUser);
    return ran.map(({ name }) => name);
  } finally {
    await source.destroy();
  }
}
