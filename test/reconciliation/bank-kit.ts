import { newId } from '../../src/kernel/ids.js';
import { BankAccountsQueries } from '../../src/organizations/bank-accounts.queries.js';
import { BankAccounts } from '../../src/organizations/bank-accounts.service.js';
import { Files } from '../../src/platform/files/files.js';
import type { TestApp } from '../support/app.js';
import { buildPerson, shownHash } from '../support/two-people.js';

/** A donation account of the society, agreed to by two, with a statement that the tests write themselves. */
export async function openBank(app: TestApp, organizationId: string) {
  const administrator = await buildPerson(app, organizationId, 'administrator');
  const approver = await buildPerson(app, organizationId, 'approver');
  const accounts = app.get(BankAccounts);
  const approvalId = await accounts.request(
    { staffId: administrator, organizationId },
    {
      ...{ bank: '中国银行', branch: '解放碑支行', holder: '测试市红十字会', reason: '首次登记' },
      number: `6228${String(Date.now()).slice(-10)}${String(Math.floor(Math.random() * 1e6)).padStart(6, '0')}`,
    },
  );
  await accounts.approve(
    { staffId: approver, organizationId },
    approvalId,
    await shownHash(app, organizationId, approvalId),
  );
  const id = (await app.get(BankAccountsQueries).present(organizationId))?.id ?? '';
  let no = 0;
  let fileId: string | undefined;
  const file = async (day: string): Promise<string> =>
    app.database.inTransaction(async (tx) => {
      const stored = await app.get(Files).store(tx, {
        ...{ organizationId, name: 'bank.csv', contentType: 'text/csv' },
        bytes: Buffer.from(`bank ${newId()}`),
      });
      const made = newId();
      await tx.query(
        `INSERT INTO statement_file (id, organization_id, bank_account_id, bill, first_day, last_day, stored_file_id,
           sha256, state, uploaded_by, uploaded_at, accepted_at)
         SELECT ?, ?, ?, 'bank', ?, ?, id, UNHEX(sha256), 'accepted', ?, created_at, created_at FROM stored_file WHERE id = ?`,
        [made, organizationId, id, day, day, administrator, stored],
      );
      return made;
    });
  return {
    id,
    /** One line of the bank's statement; positive = money came in. Returns its id. */
    async line(day: string, amount: bigint, reference: string | null): Promise<string> {
      fileId ??= await file(day);
      no += 1;
      const key = `bank-${no}`;
      await app.database.rows(
        `INSERT INTO bank_line (organization_id, bank_account_id, file_id, line_no, line_key, day, occurred_at, amount,
           currency, reference, summary, accepted_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'CNY', ?, '转账', UTC_TIMESTAMP(6))`,
        [
          organizationId,
          id,
          fileId,
          no,
          key,
          day,
          new Date(`${day}T04:00:00Z`),
          amount.toString(),
          reference,
        ],
      );
      const [row] = await app.database.rows<{ id: string }>(
        'SELECT id FROM bank_line WHERE bank_account_id = ? AND line_key = ?',
        [id, key],
      );
      return row?.id ?? '';
    },
  };
}
