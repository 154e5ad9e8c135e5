import { type KeyWish, PartnerKeys } from '../../src/partners/partner-keys.service.js';
import { Partners } from '../../src/partners/partners.service.js';
import { openTestApp, type TestApp } from '../support/app.js';
import { buildOrganization } from '../support/builders.js';
import { refusal } from '../support/refusal.js';
import { buildActivePartner, partnerSession } from './partner-kit.js';

let app: TestApp;
let organizationId: string;
let keys: PartnerKeys;

beforeAll(async () => {
  app = await openTestApp();
  organizationId = await buildOrganization(app);
  keys = app.get(PartnerKeys);
});
afterAll(() => app.close());

const WISH: KeyWish = {
  kind: 'secret',
  livemode: true,
  name: 'server',
  scopes: ['figures:read'],
  origins: [],
};

describe('a partner’s key', () => {
  test('is known by its text until it is revoked, and then at once not any more', async () => {
    const { partnerId, ownerId } = await buildActivePartner(app, organizationId);
    const { id, text } = await keys.create({ personId: ownerId }, partnerId, WISH);
    expect(await keys.verify(text)).toEqual({
      ...{ keyId: id, partnerId, kind: 'secret', livemode: true, scopes: ['figures:read'], origins: [] },
    });
    expect((await keys.ofPartner(partnerId))[0]?.lastUsedAt).toEqual(app.clock.now());
    await keys.revoke({ personId: ownerId }, partnerId, id);
    expect(await keys.verify(text)).toBeNull();
    await expect(keys.revoke({ personId: ownerId }, partnerId, id)).resolves.toBeUndefined();
  });

  test('what was read before a revocation is not kept after it', async () => {
    const { partnerId, ownerId } = await buildActivePartner(app, organizationId);
    for (let round = 0; round < 10; round++) {
      const { id, text } = await keys.create({ personId: ownerId }, partnerId, {
        ...WISH,
        name: `key ${round}`,
      });
      await Promise.all([keys.verify(text), keys.revoke({ personId: ownerId }, partnerId, id)]);
      expect(await keys.verify(text)).toBeNull();
    }
  });

  test('with another secret, mode or kind is nobody’s', async () => {
    const { partnerId, ownerId } = await buildActivePartner(app, organizationId);
    const { keyText, partsOf } = await import('../../src/partners/partner-key.js');
    const { text } = await keys.create({ personId: ownerId }, partnerId, WISH);
    const parts = partsOf(text);
    if (!parts) throw new Error('the key cannot be read');
    const secret = parts.secret.replace(/^./, (first) => (first === 'a' ? 'b' : 'a'));
    for (const other of [
      { ...parts, secret },
      { ...parts, livemode: false },
      { ...parts, kind: 'public' as const },
    ])
      expect(await keys.verify(keyText(other))).toBeNull();
    expect(await keys.verify(text)).not.toBeNull();
  });

  test('of a suspended partner says so, and works again with its partner', async () => {
    const { partnerId, ownerId, staffId } = await buildActivePartner(app, organizationId);
    const { text } = await keys.create({ personId: ownerId }, partnerId, WISH);
    await app.get(Partners).suspend(staffId, organizationId, partnerId, '待核实');
    expect(await refusal(keys.verify(text))).toEqual(['partner_suspended']);
    await app.get(Partners).reinstate(staffId, organizationId, partnerId);
    app.clock.advance(5_001);
    expect(await keys.verify(text)).not.toBeNull();
    // A suspension in another process is noticed within five seconds.
    await app.database.inTransaction((tx) =>
      tx.query("UPDATE partner SET state = 'suspended', suspended_reason = 'x' WHERE id = ?", [partnerId]),
    );
    app.clock.advance(5_001);
    expect(await refusal(keys.verify(text))).toEqual(['partner_suspended']);
  });

  test('is refused without name, scope or, for pages, an origin', async () => {
    const { partnerId, ownerId } = await buildActivePartner(app, organizationId);
    const make = (wrong: object) => keys.create({ personId: ownerId }, partnerId, { ...WISH, ...wrong });
    expect(await refusal(make({ name: ' ' }))).toEqual(['partner_invalid', 'empty']);
    expect(await refusal(make({ scopes: [] }))).toEqual(['partner_invalid', 'key_scopes_none']);
    expect(await refusal(make({ scopes: ['figures:read', 'donors:read'] }))).toEqual([
      'partner_invalid',
      'invalid',
    ]);
    expect(await refusal(make({ kind: 'public' }))).toEqual(['partner_invalid', 'key_origins_none']);
    expect(await refusal(make({ kind: 'public', origins: ['*'] }))).toEqual([
      'partner_invalid',
      'key_origin_form',
    ]);
    for (let made = 0; made < 20; made++) await make({ name: `key ${made}` });
    expect(await refusal(make({}))).toEqual(['partner_invalid', 'too_many_keys']);
  });
});

test('no secret of a partner stands in the database or in a log line', async () => {
  const { partnerId, ownerId, mail } = await buildActivePartner(app, organizationId);
  const { text } = await keys.create({ personId: ownerId }, partnerId, WISH);
  const session = await partnerSession(app, ownerId);
  await app.inject({
    url: '/partner',
    headers: { cookie: `boai_partner=${session}`, authorization: `Bearer ${text}` },
  });
  await keys.verify(text);
  const secret = text.slice(-40);
  const tables = await app.database.rows<{ name: string }>(
    "SELECT TABLE_NAME AS name FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() AND TABLE_TYPE = 'BASE TABLE'",
  );
  expect(tables.length).toBeGreaterThan(40);
  const found: string[] = [];
  for (const { name } of tables) {
    const rows = await app.database.rows<Record<string, unknown>>(`SELECT * FROM \`${name}\``);
    const dump = rows
      .flatMap((row) => Object.values(row))
      .map((value) => (Buffer.isBuffer(value) ? value.toString('latin1') : JSON.stringify(value)))
      .join('\n');
    for (const [what, needle] of Object.entries({
      key: text,
      secret,
      crcless: secret.slice(0, 32),
      session,
      mail,
    }))
      if (dump.includes(needle)) found.push(`${what} in ${name}`);
  }
  expect(found).toEqual([]);
  const log = app.lines.join('\n');
  expect([log.includes(secret), log.includes(session), log.includes(mail)]).toEqual([false, false, false]);
});
