import { withPrefix } from '../../../src/kernel/ids.js';
import { ApprovalsQueries } from '../../../src/platform/approvals/approvals.queries.js';
import { as, form, openConsole, type Person, type TestConsole } from './console.js';

describe('who holds what, at the console', () => {
  let desk: TestConsole;
  let administrator: Person;
  let approver: Person;
  let clerk: Person;
  beforeAll(async () => {
    desk = await openConsole();
    administrator = await desk.signIn(desk.society, 'administrator');
    approver = await desk.signIn(desk.society, 'approver');
    await desk.signIn(desk.society, 'approver');
    clerk = await desk.signIn(desk.society, 'clerk');
  });
  afterAll(() => desk.app.close());

  const at = (path: string) => `/console/${desk.society.slug}${path}`;
  const read = (person: Person, path: string) =>
    desk.app.inject(as(person, { method: 'GET', url: `${at(path)}?lang=en` }));
  const send = (person: Person, path: string, fields: Record<string, string>) =>
    desk.app.inject(as(person, form(`${at(path)}?lang=en`, fields)));
  const personPath = ({ staffId }: Person) => `/people/${withPrefix('stf', staffId)}`;
  /** The newest open request, agreed to on its page. */
  const agree = async () => {
    const open = await desk.app.get(ApprovalsQueries).open(desk.society.id);
    const asked = open.at(-1);
    if (!asked) throw new Error('nothing waits');
    const path = `/approvals/${withPrefix('apr', asked.id)}`;
    const page = (await read(approver, path)).body;
    const voted = await send(approver, `${path}/vote`, { shown: asked.payloadSha256 });
    expect(voted.statusCode).toBe(303);
    return { page, path };
  };

  test('a new person: typed values stay, the link is shown once and works when it was agreed to', async () => {
    const refused = await send(administrator, '/people/additions', {
      ...{ display_name: '<b>林晓</b>', login_name: 'a b', roles: 'clerk' },
    });
    expect(refused.statusCode).toBe(422);
    for (const text of ['&lt;b>林晓&lt;/b>', 'value="a b"', 'no spaces'])
      expect(refused.body).toContain(text);
    expect(refused.body).toMatch(/value="clerk" checked/);
    const asked = await send(administrator, '/people/additions', {
      ...{
        display_name: '林晓',
        login_name: 'lin.xiao@example.org',
        roles: 'clerk',
        reason: 'new colleague',
      },
    });
    const [, token = ''] = /login\/link\?token=([\w-]{43})/.exec(asked.body) ?? [];
    expect(token).not.toBe('');
    expect((await desk.app.inject(form('/console/login/link', { token }))).statusCode).toBe(410);
    const { page, path } = await agree();
    for (const text of ['Add a person', '林晓', 'lin.xiao@example.org', 'new colleague'])
      expect(page).toContain(text);
    expect((await read(approver, path)).body).not.toContain(token);
    expect((await desk.app.inject(form('/console/login/link', { token }))).statusCode).toBe(303);
    expect((await read(administrator, '/people')).body).toContain('林晓');
  });

  test('one’s own rights have no form; the last two approvers are not shut out, and it says why', async () => {
    expect((await read(administrator, personPath(administrator))).body).not.toContain('Ask for it');
    const refused = await send(administrator, `${personPath(approver)}/shut-out`, { shut_reason: 'phished' });
    expect(refused.statusCode).toBe(409);
    expect(refused.body).toContain('An organization needs two approvers');
    expect(refused.body).toContain('value="phished"');
    const unknown = await send(administrator, `${personPath(clerk)}/login`, { act: 'roles' });
    expect([unknown.statusCode, unknown.body.includes('Choose what to do.')]).toEqual([422, true]);
    for (const path of [`${personPath(approver)}/roles`, '/people/additions', '/bank-accounts'])
      expect((await send(clerk, path, {})).statusCode).toBe(404);
  });

  test('roles ticked on the page are agreed to role by role; the person is out at once', async () => {
    const other = await desk.signIn(desk.society, 'clerk', 'editor');
    const asked = await send(administrator, `${personPath(other)}/roles`, {
      roles: 'editor',
      reason: 'moved',
    });
    expect(asked.statusCode).toBe(303);
    expect((await read(administrator, personPath(other))).body).toContain('Waits for an approver');
    const { page } = await agree();
    expect(page).toMatch(/Clerk<\/td><td[^>]*>yes<\/td><td[^>]*><strong>no/);
    expect((await read(other, '/projects')).headers.location).toContain('/console/login');
  });

  test('the bank account: masked for all, the whole number only for approvers and only while it waits', async () => {
    const typed = { bank: '中国银行', branch: '', holder: '测试市红十字会', reason: 'first' };
    const refused = await send(administrator, '/bank-accounts', { ...typed, number: '12' });
    expect([refused.statusCode, refused.body.includes('8 to 32 digits')]).toEqual([422, true]);
    await send(administrator, '/bank-accounts', { ...typed, number: '6228 0000 1111 2222' });
    const [waiting] = await desk.app.get(ApprovalsQueries).open(desk.society.id);
    const path = `/approvals/${withPrefix('apr', waiting?.id ?? '')}`;
    expect((await read(administrator, path)).body).not.toContain('1111 2222');
    const { page } = await agree();
    expect(page).toContain('6228 0000 1111 2222');
    expect((await read(approver, path)).body).not.toContain('1111 2222');
    const shown = (await read(clerk, '/bank-accounts')).body;
    expect(shown).toContain('**** 2222');
    expect(shown).not.toContain('Ask for it');
    const open = await desk.app.inject({ method: 'GET', url: `/organizations/${desk.society.slug}?lang=en` });
    expect(open.body).toContain('测试市红十字会 · 中国银行 · **** 2222');
  });

  test('a provider account: secrets come in and never go out', async () => {
    const secrets = { api_key: 'sk_test_zxcvbnm12345', webhook_secret: 'whsec_zxcvbnm67890' };
    const typed = { account: 'second', currency: 'cny', reason: 'county' };
    const refused = await send(administrator, '/provider-accounts/additions', {
      ...{ ...typed, ...secrets, account: 'main' },
    });
    expect(refused.statusCode).toBe(422);
    const pages = [refused.body];
    const asked = await send(administrator, '/provider-accounts/additions', { ...typed, ...secrets });
    expect(asked.statusCode).toBe(303);
    pages.push((await agree()).page);
    const show = async () => (await read(administrator, '/provider-accounts/second')).body;
    expect(await show()).toContain('/webhooks/stripe/second');
    const change = (fields: Record<string, string>) =>
      send(administrator, '/provider-accounts/second/keys', { act: 'webhook_secret', ...fields });
    const wrong = await change({
      webhook_secret: secrets.webhook_secret,
      grace_hours: '99',
      webhook_secret_reason: 'leak',
    });
    expect(wrong.statusCode).toBe(422);
    expect(wrong.body).toContain('whole number from 0 to 24');
    expect(wrong.body).toContain('value="leak"');
    await change({ webhook_secret: 'whsec_another0001', grace_hours: '2', webhook_secret_reason: 'rolled' });
    pages.push(wrong.body, await show(), (await agree()).page);
    expect(await show()).toContain('honoured until');
    pages.push(
      await show(),
      (await read(administrator, '/provider-accounts')).body,
      desk.app.lines.join('\n'),
    );
    for (const page of pages) expect(page).not.toMatch(/zxcvbnm|another0001/);
    expect((await read(administrator, '/provider-accounts/main')).body).toContain('STRIPE_WEBHOOK_SECRETS');
    expect((await read(clerk, '/provider-accounts/second')).statusCode).toBe(404);
  });
});
