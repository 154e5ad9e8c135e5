import { type DisbursementForm, Disbursements } from '../../src/disbursements/disbursements.service.js';
import { outsideFiledUse } from '../../src/disbursements/use-change.js';
import { UseChangesQueries } from '../../src/disbursements/use-changes.queries.js';
import { type UseChangeForm, UseChanges } from '../../src/disbursements/use-changes.service.js';
import { DonorDetails } from '../../src/donations/donor-details.service.js';
import { newId } from '../../src/kernel/ids.js';
import { Approvals } from '../../src/platform/approvals/approvals.js';
import { type BuiltProject, buildOrganization } from '../support/builders.js';
import { SAID, wideUse } from '../support/spending.js';
import { type OutflowKit, openOutflowKit, outcome } from './outflow-kit.js';

let kit: OutflowKit;
let uses: UseChanges;
beforeAll(async () => {
  kit = await openOutflowKit({ worker: true });
  uses = kit.app.get(UseChanges);
});
afterAll(() => kit.app.close());

const FILED = {
  purposeKinds: ['living'],
  costCodes: ['510102'],
  areasZh: '测试市青禾县\n测试市望岭县',
  areasEn: 'Qinghe\nWangling',
};
const CHANGE = {
  reasonZh: '水灾之后学校需要重建',
  reasonEn: 'Schools are to be rebuilt after the flood',
  filingRecordNo: 'BG-2026-0001',
  filedOn: '2026-11-19',
};
const ask = (project: BuiltProject, more: Partial<DisbursementForm> = {}) =>
  kit.app.get(Disbursements).request(kit.clerk, kit.society, {
    ...{ projectId: project.id, accountCode: '510102', amountText: '10', payee: '李奶奶', purpose: '事由' },
    ...{ formKey: `form-${newId()}`, ...SAID, ...more },
  });
const approveSpending = async (id: string) => {
  const { organizationId, approvalId, shown } = await kit.shown(id);
  return kit.app.get(Disbursements).approve({ ...kit.approver, organizationId }, approvalId, shown);
};
const narrow = async (more: Partial<UseChangeForm> = {}) => {
  const project = await kit.project(0n, { state: 'draft' });
  await uses.writePlan(kit.clerk, kit.society, wideUse(project.id, { ...FILED, ...more }));
  await kit.publish(project);
  await kit.fill(project, 100_000n);
  return project;
};
const request = (project: BuiltProject, more: Partial<UseChangeForm> = {}) =>
  uses.request(kit.clerk, kit.society, wideUse(project.id, { ...CHANGE, ...more }));
const approve = async (id: string, by = kit.approver) => {
  const { organizationId, approvalId, shown } = await kit.shown(id);
  return uses.approve({ ...by, organizationId }, approvalId, shown);
};

describe('spending outside the filed use is refused, each wrong field named', () => {
  test.each([
    [{}, 'done'],
    [{ purposeKind: 'medical' }, 'disbursement_invalid purpose_kind:outside_filed_use'],
    [{ accountCode: '510101' }, 'disbursement_invalid account_code:outside_filed_use'],
    [{ areaZh: '测试市石桥县' }, 'disbursement_invalid area_zh:outside_filed_area'],
    [
      { purposeKind: 'medical', accountCode: '510104', areaZh: '外省' },
      'disbursement_invalid purpose_kind:outside_filed_use account_code:outside_filed_use area_zh:outside_filed_area',
    ],
  ])('%j: %s', async (more, happened) => {
    expect(await outcome(ask(await narrow(), more))).toBe(happened);
  });

  test('before and after its period', async () => {
    for (const period of [{ usesFrom: '2026-11-21' }, { usesUntil: '2026-11-19' }])
      expect(await outcome(ask(await narrow(period)))).toBe(
        'disbursement_invalid project:outside_filed_period',
      );
    expect(await outcome(ask(await narrow({ usesFrom: '2026-11-20', usesUntil: '2026-11-20' })))).toBe(
      'done',
    );
  });

  test('without any plan, but for a sudden disaster in its days of grace', () => {
    const wanted = { accountCode: '510101', areaZh: '测试市', purposeKind: 'disaster' } as const;
    const judge = (emergency: boolean, filingNo: string | null, purposeKind: 'disaster' | 'living') =>
      outsideFiledUse(null, { ...wanted, purposeKind }, { emergency, filingNo }, '2026-11-20').length;
    expect(judge(true, null, 'disaster')).toBe(0);
    expect([
      judge(false, null, 'disaster'),
      judge(true, null, 'living'),
      judge(true, 'F1', 'disaster'),
    ]).toEqual([1, 1, 1]);
  });
});

describe('a change of use', () => {
  test('takes two people and its filing; then its money may be spent so, and not the old way', async () => {
    const project = await narrow();
    expect(await outcome(request(project, { filingRecordNo: '', filedOn: '2026-11-21', reasonZh: '' }))).toBe(
      'use_change_invalid reason_zh:empty filing_record_no:empty filed_on:day_in_future',
    );
    const schooling = { purposeKinds: ['schooling'], costCodes: ['510103'], areasZh: '测试市' };
    const waiting = await ask(project);
    const id = await request(project, schooling);
    expect(await outcome(ask(project, { purposeKind: 'schooling', accountCode: '510103' }))).toContain(
      'purpose_kind:outside_filed_use',
    );
    expect(await outcome(approve(id, { ...kit.clerk }))).toMatch(/approval_|forbidden|own/);
    expect(await approve(id)).toBe('approved');
    expect(await outcome(ask(project, { purposeKind: 'schooling', accountCode: '510103' }))).toBe('done');
    // What was asked for under the plan is judged anew, and nothing of it moves.
    expect(await outcome(approveSpending(waiting))).toBe(
      'outside_filed_use purpose_kind:outside_filed_use account_code:outside_filed_use',
    );
    expect((await kit.app.get(UseChangesQueries).current(project.id))?.number).toBe(2);
    await kit.app.settle();
    const page = await kit.app.inject({ method: 'GET', url: `/projects/${project.slug}?lang=zh-CN` });
    expect(page.body).toContain('BG-2026-0001');
  });

  test('is told to every donor with a paid gift and an address, once, in the language of the gift', async () => {
    const project = await narrow();
    const donors = ['a', 'b', 'c'].map((name) => `${name}-${newId()}@example.org`);
    const give = async (mail: string, status: string, locale: string) => {
      await kit.app.database.inTransaction(async (tx) => {
        const donor = await kit.app.get(DonorDetails).donorOf(tx, kit.society, mail, kit.app.clock.now());
        await tx.query(
          `INSERT INTO donation (id, organization_id, project_id, donor_id, amount, currency, status, public_label,
             locale, form_key, form_sha256, created_at) VALUES (?, ?, ?, ?, 100, 'CNY', ?, '爱心人士', ?, ?, REPEAT('x', 32), ?)`,
          [newId(), kit.society, project.id, donor, status, locale, newId(), kit.app.clock.now()],
        );
      });
    };
    await give(donors[0] ?? '', 'pending', 'zh-CN');
    await give(donors[1] ?? '', 'pending', 'en');
    await kit.app.database.inTransaction((tx) =>
      tx.query("UPDATE donation SET status = 'succeeded' WHERE project_id = ? AND locale = 'en'", [
        project.id,
      ]),
    );
    const id = await request(project);
    await approve(id);
    await kit.app.settle();
    const mails = await kit.app.database.rows<{ subject: string; text_body: string }>(
      'SELECT subject, text_body FROM mail_message WHERE dedupe_key LIKE ?',
      [`use-change:${id}:%`],
    );
    expect(mails).toHaveLength(1);
    expect(mails[0]?.subject).toContain('has changed');
    expect(mails[0]?.text_body).toContain('BG-2026-0001');
    const told = await kit.app.get(UseChangesQueries).byId(kit.society, id);
    expect(told?.toldAt).not.toBeNull();
    // A gift that is not really paid has no facts; the checks at the end would say so.
    await kit.app.database.inTransaction((tx) =>
      tx.query("UPDATE donation SET status = 'pending' WHERE project_id = ?", [project.id]),
    );
  });

  test('two at once get two numbers; rejected and taken back ones get none', async () => {
    const project = await narrow();
    const [one, two, three] = [await request(project), await request(project), await request(project)];
    expect(await Promise.all([approve(one), approve(two)])).toEqual(['approved', 'approved']);
    await uses.cancel(kit.clerk, kit.society, three);
    const other = await request(project);
    const { approvalId, organizationId } = await kit.shown(other);
    const { staffId } = kit.approver;
    await kit.app.database.inTransaction((tx) =>
      kit.app.get(Approvals).reject(tx, { approvalId, organizationId, staffId, reason: '材料不全' }),
    );
    await kit.app.settle();
    const all = await kit.app.get(UseChangesQueries).approved(project.id);
    expect(all.map(({ number }) => number)).toEqual([3, 2, 1]);
    expect((await kit.app.get(UseChangesQueries).byId(kit.society, other))?.state).toBe('rejected');
  });

  test('is not written over by one person once the project is public, nor by another organization', async () => {
    const project = await narrow();
    expect(await outcome(uses.writePlan(kit.clerk, kit.society, wideUse(project.id)))).toBe(
      'filed_use_behind_draft',
    );
    const stranger = await buildOrganization(kit.app);
    expect(await outcome(uses.request(kit.clerk, stranger, wideUse(project.id, CHANGE)))).toBe(
      'use_change_invalid project:invalid',
    );
    const id = await request(project);
    expect(await outcome(uses.cancel(kit.clerk, stranger, id))).toBe('use_change_not_found');
    expect(await outcome(uses.cancel(kit.approver, kit.society, id))).toBe('approval_not_yours');
  });

  test('the same form twice is one request; with other content it is refused', async () => {
    const project = await narrow();
    const formKey = `use-form-${newId()}`;
    const [one, two] = await Promise.all([request(project, { formKey }), request(project, { formKey })]);
    expect(two).toBe(one);
    expect(await outcome(request(project, { formKey, filingRecordNo: 'BG-2' }))).toBe('form_used');
  });
});
