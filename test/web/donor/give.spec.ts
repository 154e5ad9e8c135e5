import { SetClock } from '../../../src/kernel/clock.js';
import { openTestApp, type TestApp } from '../../support/app.js';
import { type BuiltProject, buildChannel, buildProject } from '../../support/builders.js';
import { SANDBOX_SECRET_KEY, startSandbox, type TestSandbox, until } from '../../support/sandbox.js';

let sandbox: TestSandbox;
let app: TestApp;
let project: BuiltProject;

beforeAll(async () => {
  sandbox = await startSandbox();
  app = await openTestApp({
    // The sandbox lives in real time and refuses checkouts that would expire in its past.
    clock: new SetClock(new Date()),
    stripeBase: sandbox.url,
    settings: { STRIPE_SECRET_KEY: SANDBOX_SECRET_KEY },
  });
  project = await buildProject(app);
});

afterAll(async () => {
  await app.close();
  await sandbox.stop();
});

const cookieOf = (answer: { headers: Record<string, unknown> }) => String(answer.headers['set-cookie'] ?? '');

function get(url: string, headers: Record<string, string> = {}) {
  return app.inject({ method: 'GET', url, headers: { accept: 'text/html', ...headers } });
}

async function formKey(slug = project.slug): Promise<string> {
  const page = await get(`/projects/${slug}`);
  return /name="form_key" value="([^"]+)"/.exec(page.body)?.[1] ?? '';
}

function give(fields: Record<string, string>, { slug = project.slug, lang = 'zh-CN' } = {}) {
  return app.inject({
    method: 'POST',
    url: `/projects/${slug}/donations`,
    headers: {
      accept: 'text/html',
      'accept-language': lang,
      'content-type': 'application/x-www-form-urlencoded',
      origin: 'http://127.0.0.1:3000',
    },
    payload: new URLSearchParams({ currency: 'CNY', ...fields }).toString(),
  });
}

const gifts = async (projectId = project.id) =>
  app.database.rows<{ id: string; amount: string; channelId: string | null }>(
    'SELECT id, amount, channel_id AS channelId FROM donation WHERE project_id = ? ORDER BY created_at, id',
    [projectId],
  );

describe('the donate form', () => {
  test.each([
    ['0', '金额必须大于零', 'more than zero'],
    ['-5', '金额必须大于零', 'more than zero'],
    ['1e3', '只能用数字和小数点', 'digits and a point only'],
    ['12.345', '小数位太多', 'too many decimals'],
    ['９９', '只能用数字和小数点', 'digits and a point only'],
    ['9007199254740993', '单笔金额最多', 'One gift may be at most'],
    ['', '请选择或填写捐款金额', 'Choose or enter an amount'],
  ])('refuses the amount %p in the reader’s language and keeps it', async (amount, chinese, english) => {
    const before = (await gifts()).length;
    const key = await formKey();
    const zh = await give({ amount, form_key: key, mail: 'zhang@example.com' });
    const en = await give({ amount, form_key: key }, { lang: 'en' });
    expect([zh.statusCode, en.statusCode]).toEqual([422, 422]);
    expect(zh.body).toMatch(new RegExp(`id="amount-problem"[^>]*>[^<]*${chinese}`));
    expect(en.body).toMatch(new RegExp(`id="amount-problem"[^>]*>[^<]*${english}`));
    expect(zh.body).toContain(amount === '' ? 'name="amount" value ' : `name="amount" value="${amount}"`);
    expect(zh.body).toContain('value="zhang@example.com"');
    // The same form, mended, is still the same gift.
    expect(zh.body).toContain(`name="form_key" value="${key}"`);
    expect((await gifts()).length).toBe(before);
  });

  test('refuses another currency, and a tile and an amount that disagree', async () => {
    const wrong = await give({ amount: '10', currency: 'USD', form_key: await formKey() });
    expect(wrong.statusCode).toBe(422);
    expect(wrong.body).toContain('本项目只接受 CNY');
    const two = await give({ preset: '50', amount: '500', form_key: await formKey() });
    expect(two.statusCode).toBe(422);
    expect(two.body).toContain('您既选了 50 又填了 500');
  });

  test('names every wrong field', async () => {
    const answer = await give({
      amount: '10',
      mail: 'nobody@',
      publicity: 'SOMEHOW',
      donor_kind: 'robot',
      form_key: await formKey(),
    });
    expect(answer.statusCode).toBe(422);
    for (const field of ['mail', 'publicity', 'donor_kind'])
      expect(answer.body).toContain(`id="${field}-problem"`);
  });

  test('sent twice, at once or later, is one gift and one checkout', async () => {
    const before = (await gifts()).length;
    const fields = { preset: '100', form_key: await formKey() };
    const [one, two] = await Promise.all([give(fields), give(fields)]);
    const later = await give(fields);
    expect([one.statusCode, two.statusCode, later.statusCode]).toEqual([303, 303, 303]);
    expect(new Set([one, two, later].map((answer) => answer.headers.location)).size).toBe(1);
    expect(one.headers.location).toContain(sandbox.url);
    expect((await gifts()).length).toBe(before + 1);
  });

  test('sent again with another amount asks once more, with a new key', async () => {
    const key = await formKey();
    await give({ preset: '20', form_key: key });
    const answer = await give({ preset: '50', form_key: key });
    expect(answer.statusCode).toBe(409);
    expect(answer.body).toContain('内容不同');
    const next = /name="form_key" value="([^"]+)"/.exec(answer.body)?.[1] ?? '';
    expect(next).not.toBe(key);
    expect((await give({ preset: '50', form_key: next })).statusCode).toBe(303);
  });

  test('cannot be sent from a foreign page', async () => {
    const answer = await app.inject({
      method: 'POST',
      url: `/projects/${project.slug}/donations`,
      headers: { 'content-type': 'application/x-www-form-urlencoded', origin: 'https://evil.example' },
      payload: 'amount=10',
    });
    expect(answer.statusCode).toBe(403);
  });

  test('the address of a refused form leads back to the project', async () => {
    const answer = await get(`/projects/${project.slug}/donations`);
    expect([answer.statusCode, answer.headers.location]).toEqual([302, `/projects/${project.slug}`]);
  });

  test('a new form each time, and no cache between donors', async () => {
    expect(await formKey()).not.toBe(await formKey());
    const page = await get(`/projects/${project.slug}`);
    expect(page.headers['cache-control']).toBe('private, no-cache');
  });
});

describe('projects that take no gifts', () => {
  test('a closed one answers 409 with its page and a way on', async () => {
    const open = await buildProject(app);
    const key = await formKey(open.slug);
    const closed = await buildProject(app, { state: 'closed' });
    const answer = await give({ amount: '10', form_key: key }, { slug: closed.slug });
    expect(answer.statusCode).toBe(409);
    expect(answer.body).toContain('本项目已结束募捐');
    expect(answer.body).toContain('href="/projects"');
    expect(answer.body).not.toContain('name="amount"');
    // Its page follows as soon as the web process has heard of it, and stays.
    await until('the page without a form', async () => {
      const page = await get(`/projects/${closed.slug}`);
      return page.statusCode === 200 && !page.body.includes('<form') && page.body.includes('募捐信息公示');
    });
    expect(await gifts(closed.id)).toEqual([]);
  });

  test('a draft and an unknown slug are not there', async () => {
    const draft = await buildProject(app, { state: 'draft' });
    for (const slug of [draft.slug, 'none-such', 'Bad_Slug']) {
      const page = await get(`/projects/${slug}`);
      const sent = await give({ amount: '10', form_key: 'x'.repeat(20) }, { slug });
      expect([page.statusCode, sent.statusCode >= 404 && sent.statusCode <= 409]).toEqual([404, true]);
      expect(page.body).toContain('href="/projects"');
    }
  });
});

test('a provider that does not answer: 503, nothing lost, and the same form again is the same gift', async () => {
  const away = await openTestApp({ stripeBase: 'http://127.0.0.1:9' });
  try {
    const { slug, id } = await buildProject(away);
    const page = await away.inject({ method: 'GET', url: `/projects/${slug}` });
    const key = /name="form_key" value="([^"]+)"/.exec(page.body)?.[1] ?? '';
    for (const _press of [1, 2]) {
      const answer = await away.inject({
        method: 'POST',
        url: `/projects/${slug}/donations`,
        headers: { 'content-type': 'application/x-www-form-urlencoded', 'accept-language': 'en' },
        payload: new URLSearchParams({ preset: '50', currency: 'CNY', form_key: key }).toString(),
      });
      expect(answer.statusCode).toBe(503);
      expect(answer.body).toContain('you have not been charged');
      expect(answer.body).toContain(`value="${key}"`);
    }
    const rows = await away.database.rows('SELECT id FROM donation WHERE project_id = ?', [id]);
    expect(rows).toHaveLength(1);
  } finally {
    await away.close();
  }
});

describe('channels', () => {
  test('a short link leads on, is remembered for 30 days, and the first one counts', async () => {
    const [first, second] = [await buildChannel(app), await buildChannel(app)];
    const link = await get(`/c/${first.code}?project=${project.slug}`);
    expect([link.statusCode, link.headers.location]).toEqual([
      302,
      `/projects/${project.slug}?ch=${first.code}`,
    ]);
    const page = await get(String(link.headers.location));
    expect(cookieOf(page)).toMatch(
      new RegExp(`ch=${first.code}; Max-Age=2592000; Path=/; HttpOnly; SameSite=Lax`),
    );
    const again = await get(`/projects/${project.slug}?ch=${second.code}`, { cookie: `ch=${first.code}` });
    expect(again.body).toContain(`name="ch" value="${first.code}"`);
    expect(cookieOf(again)).toBe('');
    await give({ preset: '20', ch: first.code, form_key: await formKey() });
    expect((await gifts()).at(-1)?.channelId).toBe(first.id);
  });

  test('an unknown code leads on and is not remembered', async () => {
    expect((await get('/c/nobody')).headers.location).toBe('/');
    expect(cookieOf(await get(`/projects/${project.slug}?ch=nobody`))).toBe('');
  });
});

test('an address that only the provider refuses is named in the form, and the corrected form gives', async () => {
  const key = await formKey();
  const refused = await give({ amount: '20', form_key: key, mail: 'two..dots@example.org' });
  expect(refused.statusCode).toBe(422);
  expect(refused.body).toContain('value="two..dots@example.org"');
  const next = /name="form_key" value="([^"]+)"/.exec(refused.body)?.[1] ?? '';
  expect(next).not.toBe(key);
  const given = await give({ amount: '20', form_key: next, mail: 'one.dot@example.org' });
  expect(given.statusCode).toBe(303);
  expect(given.headers.location).toMatch(/^http/);
});
