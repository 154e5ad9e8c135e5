import { newId } from '../../../src/kernel/ids.js';
import { Logins } from '../../../src/staff/logins.service.js';
import { StaffMembers } from '../../../src/staff/staff.service.js';
import { as, cookieOf, form, openConsole, type TestConsole } from './console.js';

const PASSWORD = 'a quiet morning in spring';

describe('the door of the console', () => {
  let desk: TestConsole;
  beforeAll(async () => {
    desk = await openConsole();
  });
  afterAll(() => desk.app.close());

  const member = (password?: string) => {
    const loginName = `m-${newId()}`;
    return desk.app
      .get(StaffMembers)
      .create({
        loginName,
        displayName: '孙丽',
        ...(password ? { password } : {}),
        roles: [{ organizationId: desk.society.id, role: 'clerk' }],
      })
      .then((staffId) => ({ loginName, staffId }));
  };

  test('name and password lead back to the page that was asked for', async () => {
    const { loginName } = await member(PASSWORD);
    const wanted = `/console/${desk.society.slug}/days`;
    const first = await desk.app.inject({ url: wanted });
    expect(first.statusCode).toBe(303);
    expect(first.headers.location).toBe(`/console/login?to=${encodeURIComponent(wanted)}`);
    const page = await desk.app.inject({ url: String(first.headers.location) });
    expect(page.body).toContain(`value="${wanted}"`);
    const answer = await desk.app.inject(
      form('/console/login', { name: loginName, password: PASSWORD, to: wanted }),
    );
    expect([answer.statusCode, answer.headers.location]).toEqual([303, wanted]);
    const [cookie = ''] = [answer.headers['set-cookie']].flat();
    expect(cookie).toMatch(/^boai_staff=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax$/);
  });

  test('a wrong password keeps the name and gives nothing away', async () => {
    const { loginName } = await member(PASSWORD);
    const wrong = await desk.app.inject(form('/console/login', { name: loginName, password: 'wrong' }));
    const unknown = await desk.app.inject(
      form('/console/login', { name: 'no-such-person', password: 'wrong' }),
    );
    expect([wrong.statusCode, unknown.statusCode]).toEqual([401, 401]);
    expect(wrong.body.replaceAll(loginName, 'X')).toBe(unknown.body.replaceAll('no-such-person', 'X'));
    expect(wrong.body).not.toContain('value="wrong"');
    expect(wrong.headers['set-cookie']).toBeUndefined();
  });

  test.each(['https://evil.example/', '//evil.example', '/console/login', 'javascript:alert(1)', '/other'])(
    'never leads on to %s',
    async (to) => {
      const { loginName } = await member(PASSWORD);
      const answer = await desk.app.inject(
        form('/console/login', { name: loginName, password: PASSWORD, to }),
      );
      expect(answer.headers.location).toBe('/console');
    },
  );

  test('a one-time link shows a button; only pressing it uses the link up', async () => {
    const { staffId } = await member();
    const token = await desk.app.get(Logins).createLink(staffId);
    for (let i = 0; i < 2; i++) {
      const shown = await desk.app.inject({ url: `/console/login/link?token=${token}` });
      expect([shown.statusCode, shown.headers['set-cookie']]).toEqual([200, undefined]);
      expect(shown.body).toContain('孙丽');
      expect(shown.body).toContain('演示环境');
    }
    const used = await desk.app.inject(form('/console/login/link', { token }));
    expect(used.statusCode).toBe(303);
    const home = await desk.app.inject({
      url: '/console',
      headers: { cookie: cookieOf(used.headers['set-cookie']) },
    });
    expect(home.headers.location).toBe(`/console/${desk.society.slug}`);
    expect((await desk.app.inject(form('/console/login/link', { token }))).statusCode).toBe(410);
    expect((await desk.app.inject({ url: `/console/login/link?token=${token}` })).statusCode).toBe(410);
  });

  test('logging out ends the session, also for a copy of the cookie', async () => {
    const person = await desk.signIn(desk.society, 'clerk');
    const home = { url: `/console/${desk.society.slug}` };
    expect((await desk.app.inject(as(person, home))).statusCode).toBe(200);
    const out = await desk.app.inject(as(person, form('/console/logout')));
    expect(out.headers.location).toBe('/console/login?out');
    expect((await desk.app.inject(as(person, home))).statusCode).toBe(303);
  });

  test('a form sent by a page of somebody else is refused, with or without an Origin', async () => {
    const person = await desk.signIn(desk.society, 'clerk');
    const logout = form('/console/logout');
    for (const headers of [{ origin: 'https://evil.example' }, { origin: 'null' }, {}]) {
      const request = {
        ...logout,
        headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers, cookie: person.cookie },
      };
      expect((await desk.app.inject(request)).statusCode).toBe(403);
    }
    expect((await desk.app.inject(as(person, { url: '/console/account' }))).statusCode).toBe(200);
  });

  test('one’s own other logins are listed and can be ended; a new password ends them all', async () => {
    const person = await desk.signIn(desk.society, 'clerk');
    const link = () => desk.app.get(Logins).createLink(person.staffId);
    const other = await desk.app.inject(form('/console/login/link', { token: await link() }));
    const there = { ...person, cookie: cookieOf(other.headers['set-cookie']) };
    const account = await desk.app.inject(as(person, { url: '/console/account' }));
    const revocation =
      /action="(\/console\/account\/sessions\/\w+\/revocation)"/.exec(account.body)?.[1] ?? '';
    expect((await desk.app.inject(as(person, form(revocation)))).statusCode).toBe(303);
    expect((await desk.app.inject(as(there, { url: '/console/account' }))).statusCode).toBe(303);

    const short = await desk.app.inject(as(person, form('/console/account/password', { next: 'short' })));
    expect(short.statusCode).toBe(422);
    expect(short.body).toContain('密码至少 12 个字符');
    const third = await desk.app.inject(form('/console/login/link', { token: await link() }));
    const changed = await desk.app.inject(
      as(person, form('/console/account/password', { next: 'snow on the old bridge' })),
    );
    expect(changed.headers.location).toBe('/console/account?done=password');
    const cookie = cookieOf(third.headers['set-cookie']);
    expect((await desk.app.inject({ url: '/console/account', headers: { cookie } })).statusCode).toBe(303);
  });

  test('pages of the console are kept by no cache', async () => {
    const person = await desk.signIn(desk.society, 'clerk');
    const page = await desk.app.inject(as(person, { url: `/console/${desk.society.slug}` }));
    expect(page.headers['cache-control']).toBe('no-store');
    expect(page.headers['content-security-policy']).toContain("frame-ancestors 'none'");
  });
});
