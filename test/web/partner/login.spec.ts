import { PartnerLogins } from '../../../src/partners/partner-logins.service.js';
import { PartnerPeople } from '../../../src/partners/partner-people.service.js';
import { buildPartner, ORIGIN, PASSWORD, partnerSession } from '../../partners/partner-kit.js';
import { openTestApp, type TestApp } from '../../support/app.js';
import { buildOrganization } from '../../support/builders.js';

let app: TestApp;
let organizationId: string;

const OURS = { origin: 'http://127.0.0.1:3000' };

beforeAll(async () => {
  app = await openTestApp();
  organizationId = await buildOrganization(app);
});
afterAll(() => app.close());

function post(url: string, fields: Record<string, string>, headers: Record<string, string> = {}) {
  return app.inject({
    method: 'POST',
    url,
    headers: { ...OURS, ...headers, 'content-type': 'application/x-www-form-urlencoded' },
    payload: new URLSearchParams(fields).toString(),
  });
}

const cookieOf = (answer: { headers: Record<string, unknown> }): string =>
  /boai_partner=[^;]+/.exec(String(answer.headers['set-cookie']))?.[0] ?? '';

/** An owner who took their invitation with `PASSWORD`. */
async function owner() {
  const partner = await buildPartner(app, organizationId);
  const token = await app.database.inTransaction(async (tx) => {
    const { PartnerLinks } = await import('../../../src/partners/partner-links.service.js');
    return app.get(PartnerLinks).make(tx, partner.ownerId, 'invitation');
  });
  await app.get(PartnerLogins).accept(token, PASSWORD, ORIGIN);
  return partner;
}

describe('the partners’ door', () => {
  test('opens for address and password, and closes at logout', async () => {
    const { mail } = await owner();
    const entered = await post('/partner/login', { mail: mail.toUpperCase(), password: PASSWORD });
    expect([entered.statusCode, entered.headers.location]).toEqual([303, '/partner']);
    expect(entered.headers['set-cookie']).toMatch(/HttpOnly.*SameSite=Lax/i);
    const cookie = cookieOf(entered);
    const page = await app.inject({ url: '/partner', headers: { cookie } });
    expect(page.statusCode).toBe(200);
    expect(page.body).toContain('云川新传媒');
    expect(page.headers['cache-control']).toBe('no-store');
    await post('/partner/logout', {}, { cookie });
    const after = await app.inject({ url: '/partner', headers: { cookie } });
    expect(after.headers.location).toBe('/partner/login?to=%2Fpartner');
  });

  test('a session that somebody else laid into the browser is never taken over by a login', async () => {
    const { mail } = await owner();
    const laid = `boai_partner=${'a'.repeat(43)}`;
    const entered = await post('/partner/login', { mail, password: PASSWORD }, { cookie: laid });
    expect(cookieOf(entered)).not.toBe(laid);
    expect((await app.inject({ url: '/partner', headers: { cookie: laid } })).statusCode).toBe(303);
  });

  test.each([
    ['another site', { origin: 'https://evil.example' }],
    ['nowhere', { origin: '' }],
  ])('a form from %s is refused', async (_, headers) => {
    const { mail, ownerId } = await owner();
    const cookie = `boai_partner=${await partnerSession(app, ownerId)}`;
    expect((await post('/partner/login', { mail, password: PASSWORD }, headers)).statusCode).toBe(403);
    expect((await post('/partner/logout', {}, { ...headers, cookie })).statusCode).toBe(403);
    expect((await app.inject({ url: '/partner', headers: { cookie } })).statusCode).toBe(200);
  });

  test('guessing pauses the account, and then the right password fails too', async () => {
    const { mail } = await owner();
    const logins = app.get(PartnerLogins);
    for (let tries = 0; tries < 5; tries++)
      await expect(logins.byPassword(mail, `wrong ${tries}`, ORIGIN)).rejects.toMatchObject({
        code: 'partner_login_failed',
      });
    const paused = await post('/partner/login', { mail, password: PASSWORD });
    expect(paused.statusCode).toBe(401);
    expect(paused.body).toContain('邮箱或密码不正确');
    expect(paused.body).not.toContain(PASSWORD);
    app.clock.advance(60_000);
    expect((await post('/partner/login', { mail, password: PASSWORD })).statusCode).toBe(303);
  });

  test('a hundred guesses at one moment get five answers', async () => {
    const { ownerId } = await owner();
    const logins = app.get(PartnerLogins);
    const attempt = Reflect.get(logins, 'atAccount') as (id: string) => Promise<boolean>;
    const answers = await Promise.all(Array.from({ length: 12 }, () => attempt.call(logins, ownerId)));
    expect(answers.filter(Boolean)).toHaveLength(5);
  });

  test('a one-time link works once, also for two who press at the same moment', async () => {
    const { ownerId } = await owner();
    const token = await app.get(PartnerLogins).createLink(ownerId);
    const seen = await app.inject({ url: `/partner/login/link?token=${token}` });
    expect(seen.body).toContain('苏禾');
    const both = await Promise.all([
      post('/partner/login/link', { token }),
      post('/partner/login/link', { token }),
    ]);
    expect(both.map(({ statusCode }) => statusCode).sort()).toEqual([303, 410]);
    expect((await app.inject({ url: `/partner/login/link?token=${token}` })).statusCode).toBe(410);
  });

  test.each([
    'https://evil.example/partner',
    '//evil.example',
    '/partner//evil',
    '/console',
    '/partner/login',
  ])('a login never leads to %s', async (to) => {
    const { mail } = await owner();
    const entered = await post('/partner/login', { mail, password: PASSWORD, to });
    expect(entered.headers.location).toBe('/partner');
  });

  test('a removed person is out at the very next request', async () => {
    const { partnerId, ownerId } = await owner();
    const people = app.get(PartnerPeople);
    const memberId = await people.invite({ personId: ownerId }, partnerId, {
      mail: `second-${ownerId}@example.org`,
      displayName: '林一',
      role: 'member',
    });
    const cookie = `boai_partner=${await partnerSession(app, memberId)}`;
    expect((await app.inject({ url: '/partner', headers: { cookie } })).statusCode).toBe(200);
    await people.remove({ personId: ownerId }, partnerId, memberId);
    expect((await app.inject({ url: '/partner', headers: { cookie } })).statusCode).toBe(303);
  });
});
