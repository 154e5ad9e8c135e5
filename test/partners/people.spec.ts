import { newId } from '../../src/kernel/ids.js';
import { PartnerLogins } from '../../src/partners/partner-logins.service.js';
import { PartnerPeople } from '../../src/partners/partner-people.service.js';
import { PartnerSessions } from '../../src/partners/partner-sessions.service.js';
import { type ApplicationFields, Partners } from '../../src/partners/partners.service.js';
import { Secrets } from '../../src/platform/secrets/secrets.js';
import { openTestApp, type TestApp } from '../support/app.js';
import { buildOrganization } from '../support/builders.js';
import { refusal } from '../support/refusal.js';
import { buildActivePartner, buildPartner, ORIGIN, PASSWORD, partnerSession } from './partner-kit.js';

let app: TestApp;
let organizationId: string;
let slug: string;
let people: PartnerPeople;
let logins: PartnerLogins;
let sessions: PartnerSessions;

beforeAll(async () => {
  app = await openTestApp();
  slug = `society-${newId().slice(-8)}`;
  organizationId = await buildOrganization(app, { slug });
  people = app.get(PartnerPeople);
  logins = app.get(PartnerLogins);
  sessions = app.get(PartnerSessions);
});
afterAll(() => app.close());

/** The token of the newest link that was mailed to this address. */
async function mailedToken(to: string): Promise<string> {
  const rows = await app.database.rows<{ id: string; recipient_encrypted: Buffer; text_body: string }>(
    'SELECT id, recipient_encrypted, text_body FROM mail_message ORDER BY id DESC',
  );
  const secrets = app.get(Secrets);
  const found = rows.find(
    ({ id, recipient_encrypted }) => secrets.decrypt('field', recipient_encrypted, `mail:${id}`) === to,
  );
  return /token=([\w-]{43})/.exec(found?.text_body ?? '')?.[1] ?? '';
}

async function invited(partner: { partnerId: string; ownerId: string }, role: 'owner' | 'member' = 'member') {
  const mail = `p-${newId()}@example.org`;
  const personId = await people.invite({ personId: partner.ownerId }, partner.partnerId, {
    ...{ mail, role, displayName: '林一' },
  });
  return { mail, personId };
}

describe('people of a partner', () => {
  test('come by an invitation that works once, and log in with the password they chose', async () => {
    const partner = await buildPartner(app, organizationId);
    const { mail } = await invited(partner);
    const token = await mailedToken(mail);
    expect(await refusal(logins.accept(token, 'short', ORIGIN))).toEqual([
      'partner_invalid',
      'password_short',
    ]);
    expect(await refusal(logins.accept(token, mail, ORIGIN))).toEqual([
      'partner_invalid',
      'password_is_name',
    ]);
    const session = await logins.accept(token, PASSWORD, ORIGIN);
    expect(await sessions.identify(session)).toMatchObject({ role: 'member', partnerId: partner.partnerId });
    expect(await refusal(logins.accept(token, PASSWORD, ORIGIN))).toEqual(['partner_link_spent']);
    await expect(logins.byPassword(mail, PASSWORD, ORIGIN)).resolves.toHaveLength(43);
  });

  test('an invitation ends after a week, when a newer one is sent, and when its person is removed', async () => {
    const partner = await buildPartner(app, organizationId);
    const owner = { personId: partner.ownerId };
    const late = await invited(partner);
    const lateToken = await mailedToken(late.mail);
    app.clock.advance(7 * 24 * 3_600_000 + 1);
    expect(await refusal(logins.accept(lateToken, PASSWORD, ORIGIN))).toEqual(['partner_link_spent']);
    await people.inviteAgain(owner, partner.partnerId, late.personId);
    const newer = await mailedToken(late.mail);
    expect(newer).not.toBe(lateToken);
    await people.remove(owner, partner.partnerId, late.personId);
    expect(await refusal(logins.accept(newer, PASSWORD, ORIGIN))).toEqual(['partner_link_spent']);
  });

  test('whoever is removed is out in the same moment, and their address is free again', async () => {
    const partner = await buildPartner(app, organizationId);
    const owner = { personId: partner.ownerId };
    const { mail, personId } = await invited(partner);
    const session = await logins.accept(await mailedToken(mail), PASSWORD, ORIGIN);
    const link = await logins.createLink(personId);
    await people.remove(owner, partner.partnerId, personId);
    expect(await sessions.identify(session)).toBeNull();
    expect(await refusal(logins.byPassword(mail, PASSWORD, ORIGIN))).toEqual(['partner_login_failed']);
    expect(await refusal(logins.byLink(link, ORIGIN))).toEqual(['partner_link_spent']);
    await people.forgotten(mail);
    const again = { mail, displayName: '林一', role: 'member' };
    await expect(people.invite(owner, partner.partnerId, again)).resolves.not.toBe(personId);
  });

  test('two owners who remove each other at the same moment: one stays', async () => {
    for (let round = 0; round < 5; round++) {
      const partner = await buildPartner(app, organizationId);
      await partnerSession(app, partner.ownerId);
      const second = await invited(partner, 'owner');
      await partnerSession(app, second.personId);
      const both = await Promise.allSettled([
        people.remove({ personId: partner.ownerId }, partner.partnerId, second.personId),
        people.remove({ personId: second.personId }, partner.partnerId, partner.ownerId),
      ]);
      expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
      const left = await people.ofPartner(partner.partnerId);
      expect(left.map(({ role }) => role)).toEqual(['owner']);
    }
  });

  test('the last owner neither leaves nor becomes a member; one who never came does not count', async () => {
    const partner = await buildPartner(app, organizationId);
    const owner = { personId: partner.ownerId };
    await partnerSession(app, partner.ownerId);
    await invited(partner, 'owner');
    for (const work of [
      () => people.remove(owner, partner.partnerId, partner.ownerId),
      () => people.changeRole(owner, partner.partnerId, partner.ownerId, 'member'),
    ])
      expect(await refusal(work())).toEqual(['partner_last_owner']);
  });

  test('members manage nobody, and nobody manages another partner’s people', async () => {
    const [partner, other] = [
      await buildPartner(app, organizationId),
      await buildPartner(app, organizationId),
    ];
    const { personId } = await invited(partner);
    const invitation = { mail: `x-${newId()}@example.org`, displayName: 'x', role: 'member' };
    for (const actor of [{ personId }, { personId: other.ownerId }])
      for (const work of [
        () => people.invite(actor, partner.partnerId, invitation),
        () => people.remove(actor, partner.partnerId, partner.ownerId),
        () => people.changeRole(actor, partner.partnerId, personId, 'owner'),
      ])
        expect(await refusal(work())).toEqual(['partner_owner_only']);
    const foreign = people.remove({ personId: other.ownerId }, other.partnerId, personId);
    expect(await refusal(foreign)).toEqual(['not_found']);
  });

  test('one address is one person, whatever its case', async () => {
    const partner = await buildPartner(app, organizationId);
    const again = { mail: partner.mail.toUpperCase(), displayName: 'x', role: 'member' };
    expect(await refusal(people.invite({ personId: partner.ownerId }, partner.partnerId, again))).toEqual([
      'partner_mail_taken',
      'partner_mail_taken',
    ]);
  });

  test('a changed or forgotten password ends all other sessions', async () => {
    const { ownerId, mail } = await buildPartner(app, organizationId);
    const [kept, other] = [await partnerSession(app, ownerId), await partnerSession(app, ownerId)];
    const self = await sessions.identify(kept);
    if (!self) throw new Error('the session is not there');
    await people.changePassword(self, '', PASSWORD);
    expect(await sessions.identify(kept)).not.toBeNull();
    expect(await sessions.identify(other)).toBeNull();
    expect(await refusal(people.changePassword(self, 'wrong', `${PASSWORD} more`))).toEqual([
      'partner_invalid',
      'password_wrong',
    ]);
    await people.forgotten(mail);
    await logins.accept(await mailedToken(mail), `${PASSWORD} again`, ORIGIN);
    expect(await sessions.identify(kept)).toBeNull();
    expect(await refusal(logins.byPassword(mail, PASSWORD, ORIGIN))).toEqual(['partner_login_failed']);
  });

  test('a session ends after two idle hours and after twelve hours', async () => {
    const { ownerId } = await buildPartner(app, organizationId);
    const [idle, busy] = [await partnerSession(app, ownerId), await partnerSession(app, ownerId)];
    for (let hours = 0; hours < 11; hours++) {
      app.clock.advance(3_600_000);
      expect(await sessions.identify(busy)).not.toBeNull();
    }
    expect(await sessions.identify(idle)).toBeNull();
    app.clock.advance(3_600_000);
    expect(await sessions.identify(busy)).toBeNull();
  });
});

describe('an application', () => {
  const fields = (mail: string): ApplicationFields => ({
    ...{ nameZh: '青禾视频', nameEn: 'Qinghe Video', kind: 'media', website: 'https://example.org' },
    ...{ introduction: '县城短视频', organization: slug, displayName: '陆小满', mail },
  });
  let source = 1;
  const address = () => `198.51.100.${source++}`;
  const count = async () =>
    Number((await app.database.rows<{ n: string }>('SELECT COUNT(*) AS n FROM partner'))[0]?.n);

  test('makes a partner, and its owner comes by the mailed link', async () => {
    const mail = `a-${newId()}@example.org`;
    await app.get(Partners).apply(fields(mail), address());
    const session = await logins.accept(await mailedToken(mail), PASSWORD, ORIGIN);
    expect(await sessions.identify(session)).toMatchObject({
      role: 'owner',
      partnerName: { zh: '青禾视频', en: 'Qinghe Video' },
    });
  });

  test('with an address that is known answers the same and makes nothing', async () => {
    const { mail } = await buildActivePartner(app, organizationId);
    const before = await count();
    await expect(app.get(Partners).apply(fields(mail), address())).resolves.toBeUndefined();
    expect(await count()).toBe(before);
    expect(await mailedToken(mail)).toBe('');
  });

  test('sent twice at the same moment makes one partner', async () => {
    const mail = `twice-${newId()}@example.org`;
    const before = await count();
    const from = address();
    await Promise.all([1, 2].map(() => app.get(Partners).apply(fields(mail), from)));
    expect(await count()).toBe(before + 1);
  });

  test('too many from one address are refused', async () => {
    const from = address();
    for (let sent = 0; sent < 5; sent++)
      await app.get(Partners).apply(fields(`m-${newId()}@example.org`), from);
    expect(await refusal(app.get(Partners).apply(fields(`m-${newId()}@example.org`), from))).toEqual([
      'too_many_applications',
    ]);
  });

  test.each([
    [{ nameZh: '' }, 'empty'],
    [{ kind: 'bank' }, 'invalid'],
    [{ website: 'javascript:alert(1)' }, 'website_form'],
    [{ organization: 'nowhere' }, 'invalid'],
    [{ mail: 'nobody' }, 'mail_form'],
    [{ mail: 'a@example.org\r\nBcc: b@example.org' }, 'mail_form'],
    [{ displayName: 'a\u202eb' }, 'invalid'],
  ])('with %j is refused', async (wrong, code) => {
    const given = { ...fields(`w-${newId()}@example.org`), ...wrong };
    expect(await refusal(app.get(Partners).apply(given, address()))).toEqual(['partner_invalid', code]);
  });
});
