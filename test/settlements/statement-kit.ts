import { newId } from '../../src/kernel/ids.js';
import type { Bill } from '../../src/settlements/files/readers.js';
import {
  type StatementFileSummary,
  StatementFilesQueries,
} from '../../src/settlements/statement-files.queries.js';
import { type NewStatementFile, StatementFiles } from '../../src/settlements/statement-files.service.js';
import { openTestApp } from '../support/app.js';
import { buildOrganization } from '../support/builders.js';

async function* once(bytes: Buffer | string): AsyncGenerator<Buffer> {
  yield Buffer.from(bytes);
}

/** An application with a society that has accounts at WeChat Pay, Alipay and a platform, and a clerk. */
export async function openStatementKit() {
  const app = await openTestApp();
  const organizationId = await buildOrganization(app);
  const staffId = newId();
  await app.database.inTransaction((tx) =>
    tx.query(
      `INSERT INTO staff_member (id, login_name, display_name, password_hash, created_at) VALUES (?, ?, '陈会计', 'x', ?)`,
      [staffId, `clerk-${staffId.slice(-8)}`, app.clock.now()],
    ),
  );
  const account = async (provider: string, merchantNo: string, intake = 'notifications'): Promise<string> => {
    const id = newId();
    await app.database.inTransaction((tx) =>
      tx.query(
        `INSERT INTO provider_account (id, organization_id, provider, intake, account, merchant_no, currency, livemode,
           created_at) VALUES (?, ?, ?, ?, ?, ?, 'CNY', FALSE, '2026-01-01')`,
        [id, organizationId, provider, intake, `${provider}-${id.slice(-6)}`, merchantNo],
      ),
    );
    return id;
  };
  const actor = { staffId, organizationId };
  const files = app.get(StatementFiles);
  const queries = app.get(StatementFilesQueries);
  const summary = async (id: string): Promise<StatementFileSummary> => {
    const found = await queries.byId(organizationId, id);
    if (!found) throw new Error(`no file ${id}`);
    return found;
  };
  return {
    ...{ app, organizationId, actor, files, queries, account, summary },
    /** Uploads and reads a file of 2026-01-15. */
    upload: async (
      providerAccountId: string,
      bill: Bill,
      bytes: Buffer | string,
      more: Partial<NewStatementFile> = {},
    ): Promise<StatementFileSummary> => {
      const day = '2026-01-15';
      const id = await files.upload(actor, {
        ...{
          providerAccountId,
          bill,
          firstDay: day,
          lastDay: day,
          name: 'bill.csv',
          stream: once(bytes),
          ...more,
        },
      });
      await files.read(id);
      return summary(id);
    },
    count: async (table: string, fileId: string): Promise<number> => {
      const [row] = await app.database.rows<{ n: string }>(
        `SELECT COUNT(*) AS n FROM ${table} WHERE file_id = ?`,
        [fileId],
      );
      return Number(row?.n);
    },
  };
}

export type StatementKit = Awaited<ReturnType<typeof openStatementKit>>;
