import { newId, withPrefix } from '../../../src/kernel/ids.js';
import { Funds } from '../../../src/ledger/funds.service.js';
import { Approvals } from '../../../src/platform/approvals/approvals.js';
import type { Operation } from '../../../src/platform/approvals/operations.js';
import { Secrets } from '../../../src/platform/secrets/secrets.js';
import type { TestApp } from '../../support/app.js';
import type { BuiltProject } from '../../support/builders.js';

/** Things of every kind of outflow that really are in the project's organization, as addresses name them. */
export async function outflowFillings(
  app: TestApp,
  { id: projectId, organizationId, fundId }: BuiltProject,
  staffId: string,
): Promise<Record<string, string>> {
  const [disbursement, transfer] = [newId(), newId()];
  const now = app.clock.now();
  const seal = (text: string) => app.get(Secrets).encrypt('field', text, `disbursement:${disbursement}`);
  const general = await app.get(Funds).technical(organizationId, 'GEN', 'CNY');
  await app.database.inTransaction(async (tx) => {
    const ask = (operation: Operation, subjectId: string) =>
      app.get(Approvals).request(tx, {
        organizationId,
        operation,
        subjectId,
        payload: {},
        requestedBy: staffId,
      });
    await tx.query(
      `INSERT INTO disbursement (id, organization_id, project_id, fund_id, account_code, amount, currency,
         payee_encrypted, purpose, state, form_key, form_sha256, approval_id, requested_by, requested_at, ended_at)
       VALUES (?, ?, ?, ?, '510101', 100, 'CNY', ?, '测试', 'cancelled', ?, REPEAT('x', 32), ?, ?, ?, ?)`,
      [
        ...[disbursement, organizationId, projectId, fundId, seal('李奶奶'), newId()],
        ...[await ask('disbursement', disbursement), staffId, now, now],
      ],
    );
    await tx.query(
      `INSERT INTO fund_transfer (id, organization_id, from_fund_id, to_fund_id, amount, currency, purpose, state,
         form_key, form_sha256, approval_id, requested_by, requested_at, ended_at)
       VALUES (?, ?, ?, ?, 100, 'CNY', '测试', 'cancelled', ?, REPEAT('x', 32), ?, ?, ?, ?)`,
      [
        ...[transfer, organizationId, fundId, general, newId()],
        ...[await ask('fund_transfer', transfer), staffId, now, now],
      ],
    );
  });
  return {
    disbursement: withPrefix('dsb', disbursement),
    transfer: withPrefix('ftr', transfer),
  };
}
