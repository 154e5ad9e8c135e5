import { newId, withPrefix } from '../../../src/kernel/ids.js';
import { Funds } from '../../../src/ledger/funds.service.js';
import { Approvals } from '../../../src/platform/approvals/approvals.js';
import type { Operation } from '../../../src/platform/approvals/operations.js';
import { Files } from '../../../src/platform/files/files.js';
import { Secrets } from '../../../src/platform/secrets/secrets.js';
import type { TestApp } from '../../support/app.js';
import type { BuiltProject } from '../../support/builders.js';

/** Things of every kind of outflow that really are in the project's organization, as addresses name them. */
export async function outflowFillings(
  app: TestApp,
  { id: projectId, organizationId, fundId }: BuiltProject,
  staffId: string,
): Promise<Record<string, string>> {
  const [disbursement, transfer, gift, pledge] = [newId(), newId(), newId(), newId()];
  const [use, paper] = [newId(), newId()];
  const now = app.clock.now();
  const seal = (row: string) => app.get(Secrets).encrypt('field', '李奶奶', row);
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
        ...[disbursement, organizationId, projectId, fundId, seal(`disbursement:${disbursement}`), newId()],
        ...[await ask('disbursement', disbursement), staffId, now, now],
      ],
    );
    await tx.query(
      `INSERT INTO use_change (id, organization_id, project_id, state, purpose_kinds, cost_codes, areas_zh, areas_en,
         text_zh, text_en, form_key, form_sha256, approval_id, requested_by, requested_at, ended_at)
       VALUES (?, ?, ?, 'cancelled', 'living', '510101', '市', 'City', '测试', 'Test', ?, REPEAT('x', 32), ?, ?, ?, ?)`,
      [use, organizationId, projectId, newId(), await ask('use_change', use), staffId, now, now],
    );
    const fileId = await app
      .get(Files)
      .store(tx, { organizationId, name: 'a.png', contentType: 'image/png', bytes: Buffer.from('test') });
    await tx.query(
      `INSERT INTO disbursement_evidence (id, organization_id, disbursement_id, file_id, sha256, kind, title_zh,
         title_en, added_by, added_at)
       SELECT ?, ?, ?, id, sha256, 'photo', '测试', 'Test', ?, ? FROM stored_file WHERE id = ?`,
      [paper, organizationId, disbursement, staffId, now, fileId],
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
    await tx.query(
      `INSERT INTO offline_gift (id, organization_id, project_id, way, amount, currency, received_on, donor_kind,
         publicity, bank_reference, state, form_key, form_sha256, approval_id, requested_by, requested_at, ended_at)
       VALUES (?, ?, ?, 'bank_transfer', 100, 'CNY', '2026-11-20', 'person', 'MASKED', ?, 'cancelled', ?,
         REPEAT('x', 32), ?, ?, ?, ?)`,
      [
        ...[gift, organizationId, projectId, newId(), newId(), await ask('offline_gift', gift)],
        ...[staffId, now, now],
      ],
    );
    await tx.query(
      `INSERT INTO pledge (id, organization_id, project_id, amount, currency, donor_kind, publicity, name_encrypted,
         pledged_on, state, form_key, form_sha256, approval_id, requested_by, requested_at, ended_at)
       VALUES (?, ?, ?, 100, 'CNY', 'person', 'MASKED', ?, '2026-11-20', 'cancelled', ?, REPEAT('x', 32), ?, ?, ?, ?)`,
      [
        ...[pledge, organizationId, projectId, seal(`pledge:${pledge}`), newId()],
        ...[await ask('offline_gift', pledge), staffId, now, now],
      ],
    );
  });
  return {
    offlineGift: withPrefix('don', gift),
    pledge: withPrefix('plg', pledge),
    disbursement: withPrefix('dsb', disbursement),
    transfer: withPrefix('ftr', transfer),
    use: withPrefix('use', use),
    evidence: withPrefix('evd', paper),
  };
}
