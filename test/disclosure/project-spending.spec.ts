import { DisbursementPayments } from '../../src/disbursements/disbursement-payments.service.js';
import { type DisbursementForm, Disbursements } from '../../src/disbursements/disbursements.service.js';
import { EvidencePapers } from '../../src/disbursements/evidence.service.js';
import { PublicSpending } from '../../src/disclosure/project-spending.queries.js';
import { SetClock } from '../../src/kernel/clock.js';
import { newId, withPrefix } from '../../src/kernel/ids.js';
import { plainAmount } from '../../src/kernel/money.js';
import { ProgressQueries } from '../../src/progress/progress.queries.js';
import { type OutflowKit, openOutflowKit, outcome } from '../disbursements/outflow-kit.js';
import { progressKit } from '../progress/progress-kit.js';
import type { BuiltProject } from '../support/builders.js';
import { png, SAID } from '../support/spending.js';

const clock = new SetClock(new Date('2026-11-20T04:00:00Z'));
const DAY = '2026-11-20';
let kit: OutflowKit;
let spending: PublicSpending;
let papers: EvidencePapers;

beforeAll(async () => {
  kit = await openOutflowKit({ clock });
  spending = kit.app.get(PublicSpending);
  papers = kit.app.get(EvidencePapers);
});
afterAll(() => kit.app.close());
const { entries, book, follow } = progressKit(() => kit.app, clock);

/** A gift to a project, on a day of its own. */
async function give(project: BuiltProject, amount: bigint, at?: string): Promise<string> {
  const subjectId = newId();
  const occurredAt = at ? new Date(at) : clock.now();
  await book(await entries(project, [{ amount, subjectId, occurredAt }]));
  return subjectId;
}

async function ask(
  project: BuiltProject,
  amount: bigint,
  more: Partial<DisbursementForm> = {},
): Promise<string> {
  return kit.app.get(Disbursements).request(kit.clerk, kit.society, {
    projectId: project.id,
    accountCode: '510102',
    amountText: plainAmount({ amount, currency: 'CNY' }),
    payee: '李奶奶',
    purpose: '内部事由',
    formKey: `form-${newId()}`,
    ...SAID,
    ...more,
  });
}

async function allow(id: string): Promise<void> {
  const { organizationId, approvalId, shown } = await kit.shown(id);
  await kit.app.get(Disbursements).approve({ ...kit.approver, organizationId }, approvalId, shown);
}

async function pay(id: string): Promise<void> {
  const note = { day: DAY, bankReference: `B${newId()}` };
  await kit.app.get(DisbursementPayments).pay(kit.clerk, kit.society, id, note);
  await follow();
}

async function spend(project: BuiltProject, amount: bigint, more: Partial<DisbursementForm> = {}) {
  const id = await ask(project, amount, more);
  await allow(id);
  await pay(id);
  return id;
}

const paper = { kind: 'invoice', titleZh: '采购发票', titleEn: 'Invoice' };
const add = (id: string, bytes = png(newId())) => papers.add(kit.clerk, kit.society, id, { ...paper, bytes });
async function publish(id: string, by = kit.approver): Promise<void> {
  const [row] = await kit.app.database.rows<{ sha256: string }>(
    'SELECT sha256 FROM disbursement_evidence WHERE id = ?',
    [id],
  );
  await papers.publish(by, kit.society, id, row?.sha256 ?? '', true);
}
const balanceOf = async ({ id }: BuiltProject) => (await spending.ofProject(id))?.balance;
const get = (url: string) => kit.app.inject({ method: 'GET', url });

describe('the balance', () => {
  test('raised + moved − spent = unspent, and the oldest unspent yuan has its day', async () => {
    const project = await kit.project();
    await give(project, 10_000n, '2026-11-01T03:00:00Z');
    await give(project, 5_000n, '2026-11-05T03:00:00Z');
    expect(await balanceOf(project)).toMatchObject({
      ...{ raised: 15_000n, spent: 0n, moved: 0n, unspent: 15_000n, reserved: 0n },
      oldestUnspentSince: new Date('2026-11-01T03:00:00Z'),
    });
    await spend(project, 10_000n);
    expect(await balanceOf(project)).toMatchObject({
      ...{ raised: 15_000n, spent: 10_000n, unspent: 5_000n },
      oldestUnspentSince: new Date('2026-11-05T03:00:00Z'),
    });
    const promised = await ask(project, 1_000n);
    expect((await balanceOf(project))?.reserved).toBe(0n);
    await allow(promised);
    expect(await balanceOf(project)).toMatchObject({ reserved: 1_000n, unspent: 5_000n });
    await spend(project, 4_000n);
    await pay(promised);
    expect(await balanceOf(project)).toMatchObject({ unspent: 0n, oldestUnspentSince: null });
  });

  test('a refunded gift is not the oldest; what the bank returns is not spent and stays in the list', async () => {
    const project = await kit.project();
    const first = await give(project, 2_000n, '2026-11-01T03:00:00Z');
    await give(project, 3_000n, '2026-11-02T03:00:00Z');
    await book(await entries(project, [{ kind: 'refund_by_provider', subjectId: first, amount: -2_000n }]));
    const id = await spend(project, 1_000n);
    expect(await balanceOf(project)).toMatchObject({
      ...{ raised: 3_000n, spent: 1_000n, unspent: 2_000n },
      oldestUnspentSince: new Date('2026-11-02T03:00:00Z'),
    });
    const note = { day: DAY, bankReference: `R${newId()}`, reason: '户名不符' };
    await kit.app.get(DisbursementPayments).bankReturned(kit.clerk, kit.society, id, note);
    await follow();
    expect(await balanceOf(project)).toMatchObject({ raised: 3_000n, spent: 0n, unspent: 3_000n });
    expect(await spending.line(id)).toMatchObject({ returnedOn: DAY, amount: 1_000n });
    const page = await get(`/projects/${project.slug}/spending?lang=en`);
    expect(page.body).toContain('Returned by the bank');
    expect(page.body).not.toContain('户名不符');
  });

  test('is raised as everywhere else, at the same ledger number', async () => {
    const project = await kit.project();
    await give(project, 7_700n);
    const numbers = await kit.app.get(ProgressQueries).ofProject(project.id);
    const balance = await balanceOf(project);
    expect(balance).toMatchObject({ raised: numbers?.raised, ledgerSeq: numbers?.ledgerSeq });
    expect(balance?.asOf).toEqual(numbers?.asOf);
  });
});

describe('what is public', () => {
  test('area, households, people and papers, the same on page, file and API; never the payee or its inner purpose', async () => {
    const project = await kit.project();
    await give(project, 90_000n);
    const id = await spend(project, 12_345n);
    const paperId = await add(id);
    await publish(paperId);
    const page = await get(`/projects/${project.slug}/spending?lang=zh-CN`);
    expect(page.statusCode).toBe(200);
    for (const text of ['困难家庭冬季取暖', '测试市青禾县', '12 户', '40 人', '采购发票', '¥123.45'])
      expect(page.body).toContain(text);
    const english = await get(`/projects/${project.slug}/spending?lang=en`);
    for (const text of ['Winter heating', 'Qinghe County', '12 households', 'Invoice'])
      expect(english.body).toContain(text);
    const file = await get(`/projects/${project.slug}/spending.csv?lang=en`);
    expect(file.body.startsWith('\uFEFFPaid on,Amount')).toBe(true);
    expect(file.body).toContain('123.45,CNY,Relief in goods,Winter heating for families in hardship');
    const answer = (await get(`/api/v1/projects/${project.slug}/spending`)).json();
    expect(answer).toMatchObject({
      ...{ raised: '90000', spent: '12345', unspent: '77655', has_more: false, next_cursor: null },
      data: [{ id: withPrefix('dsb', id), households: 12, persons: 40, returned_on: null }],
    });
    const projectPage = await get(`/projects/${project.slug}`);
    expect(projectPage.body).toContain('困难家庭冬季取暖');
    for (const { body } of [page, english, file, projectPage, { body: JSON.stringify(answer) }])
      for (const secret of ['李奶奶', '内部事由', kit.clerk.staffId]) expect(body).not.toContain(secret);
    const bytes = await get(new URL(answer.data[0].evidence[0].url).pathname);
    expect(bytes.headers['content-disposition']).toMatch(/^attachment; filename="invoice-[a-z0-9]{8}\.png"$/);
    expect(bytes.headers['cache-control']).toBe('no-cache');
  });

  test('pages of it, each payment once, by page and by cursor', async () => {
    const project = await kit.project();
    await give(project, 90_000n);
    const ids: string[] = [];
    for (let n = 0; n < 5; n++) ids.unshift(withPrefix('dsb', await spend(project, 1_000n)));
    const seen: string[] = [];
    for (let cursor = ''; ; ) {
      const answer = (await get(`/api/v1/projects/${project.slug}/spending?limit=2${cursor}`)).json();
      seen.push(...answer.data.map((line: { id: string }) => line.id));
      if (!answer.has_more) break;
      cursor = `&cursor=${encodeURIComponent(answer.next_cursor)}`;
    }
    expect(seen).toEqual(ids);
    const bad = await get(`/api/v1/projects/${project.slug}/spending?cursor=abc`);
    expect(bad.json()).toMatchObject({ code: 'bad_cursor' });
  });
});

describe('what is not', () => {
  const fetch = async (project: BuiltProject, id: string) =>
    (await get(`/projects/${project.slug}/spending/evidence/${withPrefix('evd', id)}`)).statusCode;

  test('a request, an approved one, and their papers before the bank has paid', async () => {
    const project = await kit.project();
    await give(project, 9_000n);
    const id = await ask(project, 1_000n);
    const paperId = await add(id);
    await publish(paperId);
    for (const step of [() => allow(id), () => pay(id)]) {
      expect(await spending.line(id)).toBeNull();
      expect((await spending.ofProject(project.id))?.count).toBe(0);
      expect(await fetch(project, paperId)).toBe(404);
      await step();
    }
    expect(await fetch(project, paperId)).toBe(200);
  });

  test('a paper that waits, was refused or taken back, or is asked for under another project', async () => {
    const [project, other] = [await kit.project(), await kit.project()];
    await give(project, 9_000n);
    const id = await spend(project, 1_000n);
    const [waiting, shown] = [await add(id), await add(id)];
    await publish(shown);
    expect([await fetch(project, waiting), await fetch(project, shown)]).toEqual([404, 200]);
    expect(await fetch(other, shown)).toBe(404);
    await papers.end(kit.approver, kit.society, waiting, 'refused', '看得见姓名');
    await papers.end(kit.approver, kit.society, shown, 'withdrawn', '看得见姓名');
    expect([await fetch(project, waiting), await fetch(project, shown)]).toEqual([404, 404]);
    expect((await spending.line(id))?.evidence).toEqual([]);
    const body = (await get(`/projects/${project.slug}/spending`)).body;
    expect(body).not.toContain('看得见姓名');
    expect(await outcome(publish(shown))).toBe('evidence_moved_on');
  });

  test('anything of a draft', async () => {
    const project = await kit.project(0n, { state: 'draft' });
    expect(await spending.ofProject(project.id)).toBeNull();
    for (const path of ['spending', 'spending.csv'])
      expect((await get(`/projects/${project.slug}/${path}`)).statusCode).toBe(404);
    expect((await get(`/api/v1/projects/${project.slug}/spending`)).statusCode).toBe(404);
  });
});
