import { withPrefix } from '../../../src/kernel/ids.js';
import { type OutflowKit, openOutflowKit } from '../../disbursements/outflow-kit.js';
import { png } from '../../support/spending.js';
import { as, consoleOf, form, multipart, type Person } from './console.js';

let kit: OutflowKit;
let clerk: Person;
let approver: Person;
let slug: string;

beforeAll(async () => {
  kit = await openOutflowKit({ worker: true, settings: { DEMO: '1' } });
  const [row] = await kit.app.database.rows<{ slug: string }>('SELECT slug FROM organization WHERE id = ?', [
    kit.society,
  ]);
  slug = row?.slug ?? '';
  const { signIn } = consoleOf(kit.app);
  clerk = await signIn({ id: kit.society, slug }, 'clerk');
  approver = await signIn({ id: kit.society, slug }, 'approver');
});
afterAll(() => kit.app.close());

const at = (path: string) => `/console/${slug}${path}`;
const get = (who: Person, path: string) => kit.app.inject(as(who, { url: at(path) }));
const post = (who: Person, path: string, fields: Record<string, string> = {}) =>
  kit.app.inject(as(who, form(at(path), fields)));
const hidden = (body: string, name: string) =>
  new RegExp(`name="${name}" value="([^"]*)"`).exec(body)?.[1] ?? '';
/** Votes for the request that a page leads to, as the approver reads it there. */
const approveFrom = async (page: string) => {
  const link = /href="[^"]*(\/approvals\/apr_[^"]+)"/.exec(page)?.[1] ?? '';
  const shown = await get(approver, link);
  return {
    shown: shown.body,
    answer: await post(approver, `${link}/vote`, { shown: hidden(shown.body, 'shown') }),
  };
};

test('a disbursement from the form to the bank: asked, read in clear by the approver, paid', async () => {
  const project = await kit.project(100_000n);
  const blank = await get(clerk, '/disbursements/new');
  const fields = {
    form_key: hidden(blank.body, 'form_key'),
    project: withPrefix('prj', project.id),
    account_code: '510103',
    amount: '1000.01',
    payee: '宏远救灾物资有限公司',
    purpose: '帐篷二十顶',
    purpose_kind: 'disaster',
    public_zh: '采购救灾帐篷二十顶',
    public_en: 'Twenty relief tents',
    area_zh: '测试市青禾县',
    area_en: 'Qinghe County',
    households: '20',
  };
  const refused = await post(clerk, '/disbursements', fields);
  expect(refused.statusCode).toBe(409);
  expect(refused.body).toContain('1000.00 CNY');
  // What was typed comes back, and so does the form's key.
  for (const text of ['1000.01', '宏远救灾物资有限公司', '帐篷二十顶', fields.form_key])
    expect(refused.body).toContain(text);
  const asked = await post(clerk, '/disbursements', { ...fields, amount: '999.99' });
  expect(asked.statusCode).toBe(303);
  const path = String(asked.headers.location).replace(`/console/${slug}`, '').replace(/\?.*/, '');
  // A double click is the same request.
  expect((await post(clerk, '/disbursements', { ...fields, amount: '999.99' })).headers.location).toContain(
    path,
  );
  const { shown, answer } = await approveFrom((await get(clerk, path)).body);
  expect(shown).toContain('宏远救灾物资有限公司');
  expect(answer.statusCode).toBe(303);
  expect((await post(approver, `${path}/payment`)).statusCode).toBe(404);
  const wrong = await post(clerk, `${path}/payment`, { paid_on: '2026-11-21', bank_reference: 'CCB-0001' });
  expect(wrong.statusCode).toBe(422);
  expect(wrong.body).toContain('CCB-0001');
  await post(clerk, `${path}/payment`, { paid_on: '2026-11-20', bank_reference: 'CCB-0001' });
  const page = await get(clerk, path);
  expect(page.body).toContain('已付款');
  expect((await get(clerk, '/disbursements')).body).not.toContain('宏远');
  expect((await get(clerk, '/disbursements?show=all')).body).toContain('宏远');
});

test('cash with its count sheet: a wrong sum comes back as it was typed, a right one is checked and booked', async () => {
  const project = await kit.project();
  const blank = await get(clerk, '/offline-gifts/new?way=cash');
  const fields = {
    form_key: hidden(blank.body, 'form_key'),
    way: 'cash',
    project: withPrefix('prj', project.id),
    amount: '150',
    received_on: '2026-11-20',
    counted_by: '王芳',
    counted_with: '李强',
    count_10000: '1',
  };
  const refused = await post(clerk, '/offline-gifts', fields);
  expect(refused.statusCode).toBe(422);
  expect(refused.body).toContain('清点合计与金额不一致');
  expect(refused.body).toMatch(/id="count_10000"[^>]*value="1"/);
  const recorded = await post(clerk, '/offline-gifts', { ...fields, count_5000: '1' });
  expect(recorded.statusCode).toBe(303);
  const path = String(recorded.headers.location).replace(`/console/${slug}`, '').replace(/\?.*/, '');
  const { shown, answer } = await approveFrom((await get(clerk, path)).body);
  expect(shown).toContain('现金清点单');
  expect(answer.statusCode).toBe(303);
  await kit.app.settle();
  expect((await get(clerk, path)).body).toContain('已入账');
  expect((await get(clerk, '/offline-gifts')).body).toContain('库存现金');
});

test('a pledge, then what is left of it as the form of a gift', async () => {
  const project = await kit.project();
  const blank = await get(clerk, '/pledges/new');
  const recorded = await post(clerk, '/pledges', {
    form_key: hidden(blank.body, 'form_key'),
    project: withPrefix('prj', project.id),
    amount: '3000',
    name: '远大集团',
    donor_kind: 'organization',
    pledged_on: '2026-11-20',
  });
  const path = String(recorded.headers.location).replace(`/console/${slug}`, '').replace(/\?.*/, '');
  await approveFrom((await get(clerk, path)).body);
  const page = await get(clerk, path);
  expect(page.body).toContain('待付款');
  const key = path.replace('/pledges/', '');
  const gift = await get(clerk, `/offline-gifts/new?way=bank_transfer&pledge=${key}`);
  expect(gift.body).toMatch(/id="amount"[^>]*value="3000.00"/);
  expect(gift.body).toContain('远大集团');
  expect((await post(clerk, `${path}/giving-up`, { reason: '' })).statusCode).toBe(422);
  expect((await post(clerk, `${path}/giving-up`, { reason: '公司改变计划' })).statusCode).toBe(303);
});

test('hostile fields are no defect: lists, endless texts, strange keys', async () => {
  for (const path of ['/offline-gifts', '/pledges', '/cash-deposits', '/disbursements', '/funds/transfers']) {
    const answer = await kit.app.inject(
      as(clerk, {
        ...form(at(path)),
        payload: `amount=1&amount=2&way=cash&way=x&__proto__=1&name=${'x'.repeat(20_000)}&currency=ZZZ&project=prj_x`,
      }),
    );
    expect([path, answer.statusCode >= 400 && answer.statusCode < 500]).toEqual([path, true]);
  }
});

test('a paper of a disbursement: refused with its words, looked at and stated by another person, taken back', async () => {
  const project = await kit.project(100_000n);
  const asked = await post(clerk, '/disbursements', {
    ...{ form_key: `form-key-of-${project.slug}`, project: withPrefix('prj', project.id) },
    ...{ account_code: '510102', amount: '10', payee: '李奶奶', purpose: '棉被', purpose_kind: 'living' },
    ...{ public_zh: '棉被十床', public_en: 'Ten quilts', area_zh: '测试市', area_en: 'Test City' },
  });
  const path = String(asked.headers.location).replace(`/console/${slug}`, '').replace(/\?.*/, '');
  const texts = { evidence_kind: 'goods_list', title_zh: '清单，电话 13812345678', title_en: 'List' };
  const file = { field: 'file', name: 'whatever.exe', type: 'application/x-msdownload', bytes: png('list') };
  const send = (fields: Record<string, string>) =>
    kit.app.inject(as(clerk, multipart(at(`${path}/evidence`), fields, file)));
  const refused = await send(texts);
  expect(refused.statusCode).toBe(422);
  expect(refused.body).toContain('第 7–17 个字像是电话号码');
  expect(refused.body).toContain('清单，电话');
  expect((await send({ ...texts, title_zh: '物资清单' })).statusCode).toBe(303);
  const page = (await get(approver, path)).body;
  const paper = /\/evidence\/(evd_[a-z0-9]{26})\/publication/.exec(page)?.[1] ?? '';
  const publication = `${path}/evidence/${paper}/publication`;
  const unstated = await post(approver, publication, { shown: hidden(page, 'shown') });
  expect(unstated.statusCode).toBe(422);
  expect(unstated.body).toContain('请先确认声明');
  const shown = await get(approver, `${path}/evidence/${paper}`);
  expect(shown.headers['content-disposition']).toContain('attachment');
  const stated = { shown: hidden(page, 'shown'), [`stated-${paper.slice(4)}`]: '1' };
  expect((await post(clerk, publication, stated)).statusCode).toBe(404);
  expect((await post(approver, publication, stated)).statusCode).toBe(303);
  const withdrawal = `${path}/evidence/${paper}/withdrawal`;
  expect((await post(approver, withdrawal)).statusCode).toBe(422);
  const reason = { [`reason-${paper.slice(4)}`]: '能看到姓名' };
  expect((await post(approver, withdrawal, reason)).statusCode).toBe(303);
  expect((await get(clerk, path)).body).toContain('已撤下');
});

test('a change of use from the form to the public page, in both languages', async () => {
  const project = await kit.project(100_000n);
  const key = withPrefix('prj', project.id);
  const blank = (await get(clerk, `/uses/new?project=${key}`)).body;
  expect(blank).toContain('困难家庭救助');
  const fields = {
    ...{
      form_key: hidden(blank, 'form_key'),
      project: key,
      purpose_kinds: 'schooling',
      cost_codes: '510103',
    },
    ...{ areas_zh: '测试市', areas_en: 'Test City', text_zh: '校舍修缮', text_en: 'School repairs' },
    ...{ reason_zh: '原用途已完成', reason_en: 'The first use is complete', filed_on: '2026-11-19' },
  };
  const refused = await post(clerk, '/uses', { ...fields, filing_record_no: '' });
  expect(refused.statusCode).toBe(422);
  expect(refused.body).toContain('校舍修缮');
  const asked = await post(clerk, '/uses', { ...fields, filing_record_no: 'BG-77' });
  expect(asked.statusCode).toBe(303);
  const path = String(asked.headers.location).replace(`/console/${slug}`, '').replace(/\?.*/, '');
  const { shown, answer } = await approveFrom((await get(clerk, path)).body);
  expect(shown).toContain('BG-77');
  expect(answer.statusCode).toBe(303);
  for (const [lang, text] of [
    ['zh-CN', '原用途已完成'],
    ['en', 'The first use is complete'],
  ]) {
    const url = `/projects/${project.slug}/spending?lang=${lang}`;
    expect((await kit.app.inject({ url })).body).toContain(text);
  }
  expect((await get(clerk, '/uses')).body).toContain('第 1 次用途变更');
});
