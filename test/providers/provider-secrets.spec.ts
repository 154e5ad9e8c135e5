import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { newId } from '../../src/kernel/ids.js';
import { Approvals } from '../../src/platform/approvals/approvals.js';
import { ApprovalsQueries } from '../../src/platform/approvals/approvals.queries.js';
import type { ProviderAccount } from '../../src/providers/provider-account.entity.js';
import { ProviderAccountsQueries } from '../../src/providers/provider-accounts.queries.js';
import { ProviderAccounts } from '../../src/providers/provider-accounts.service.js';
import { livemodeOf, secretProblems, type TypedSecrets } from '../../src/providers/provider-secret.js';
import { ProviderSecretsJobs } from '../../src/providers/provider-secrets.jobs.js';
import { ProviderSecrets } from '../../src/providers/provider-secrets.service.js';
import { StripeAdapter } from '../../src/providers/stripe/stripe.adapter.js';
import { openTestApp, type TestApp } from '../support/app.js';
import { buildOrganization } from '../support/builders.js';
import { buildPerson, shownHash } from '../support/two-people.js';
import { eventBody, sign } from '../web/provider-events/webhook-stack.js';

const typed: TypedSecrets = {
  ...{ act: 'account', account: 'county-2', currency: 'CNY', graceHours: '', reason: 'second account' },
  ...{ apiKey: 'sk_test_0000000000', webhookSecret: 'whsec_0000000000' },
};

describe('rules about keys', () => {
  test.each([
    ['sk_test_12345678', false],
    ['rk_live_12345678', true],
    ['pk_live_12345678', null],
    ['sk_test_short', null],
    ['sk_test_1234 5678', null],
    [`sk_live_${'x'.repeat(400)}`, null],
  ])('%s', (key, livemode) => {
    expect(livemodeOf(key)).toBe(livemode);
  });
  const fieldsOf = (change: Partial<TypedSecrets>, livemode: boolean | null = null) =>
    secretProblems({ ...typed, ...change }, livemode).map(({ field }) => field);
  test('what is typed is refused field by field', () => {
    expect(fieldsOf({})).toEqual([]);
    expect(fieldsOf({ account: 'main' })).toEqual(['account']);
    expect(fieldsOf({ account: 'A/b', currency: 'ZZZ', apiKey: '', webhookSecret: '', reason: '' })).toEqual([
      'account',
      'currency',
      'api_key',
      'webhook_secret',
      'reason',
    ]);
    expect(fieldsOf({ act: 'api_key', apiKey: 'sk_live_00000000' }, false)).toEqual(['api_key']);
    for (const graceHours of ['', '25', '-1', '1.5', 'x'])
      expect(fieldsOf({ act: 'webhook_secret', graceHours }, false)).toEqual(['grace_hours']);
    expect(fieldsOf({ act: 'webhook_secret', graceHours: '24' }, false)).toEqual([]);
  });
});

describe('keys of further accounts', () => {
  let app: TestApp;
  let provider: Server;
  /** What the pretend provider was shown as API keys. */
  const shownKeys: (string | undefined)[] = [];
  let organizationId: string;
  let administrator: string;
  let approver: string;
  beforeAll(async () => {
    provider = createServer((request, answer) => {
      shownKeys.push(request.headers.authorization);
      answer.setHeader('content-type', 'application/json');
      answer.end('{"object":"list","data":[],"has_more":false,"url":"/v1/events"}');
    });
    await new Promise<void>((done) => provider.listen(0, '127.0.0.1', done));
    const { port } = provider.address() as AddressInfo;
    app = await openTestApp({ stripeBase: `http://127.0.0.1:${port}`, worker: true });
  });
  afterAll(async () => {
    await app.close();
    await new Promise((done) => provider.close(done));
  });
  beforeEach(async () => {
    organizationId = await buildOrganization(app);
    administrator = await buildPerson(app, organizationId, 'administrator');
    approver = await buildPerson(app, organizationId, 'approver');
  });

  const by = (staffId: string, where = organizationId) => ({ staffId, organizationId: where });
  const fresh = (kind: 'sk_test' | 'whsec') => `${kind}_${newId()}`;
  const ask = (change: Partial<TypedSecrets>, accountId: string | null = null, where = organizationId) =>
    app.get(ProviderSecrets).request(
      by(administrator, where),
      {
        ...typed,
        account: `a-${newId()}`,
        apiKey: fresh('sk_test'),
        webhookSecret: fresh('whsec'),
        ...change,
      },
      accountId,
    );
  const agree = async (approvalId: string, staffId = approver) =>
    app
      .get(ProviderSecrets)
      .approve(by(staffId), approvalId, await shownHash(app, organizationId, approvalId));
  const made = async (change: Partial<TypedSecrets>): Promise<ProviderAccount> => {
    const account = change.account ?? `a-${newId()}`;
    await agree(await ask({ ...change, account }));
    const found = await app.get(ProviderAccounts).byPath('stripe', account);
    if (!found) throw new Error('the account that was agreed to is not there');
    return found;
  };
  const knock = async (account: string, secret: string) => {
    const payload = eventBody({ type: 'charge.updated' });
    const answer = await app.inject({
      ...{ method: 'POST', url: `/webhooks/stripe/${account}`, payload },
      headers: {
        'content-type': 'application/json',
        'stripe-signature': sign(payload, app.clock.now(), secret),
      },
    });
    return answer.statusCode;
  };

  test('A03 with a second account: old secret in grace, after grace', async () => {
    const [first, second] = [fresh('whsec'), fresh('whsec')];
    const { id, account } = await made({ webhookSecret: first });
    expect([await knock(account, first), await knock(account, second)]).toEqual([200, 400]);
    expect(await knock(account, 'whsec_0123456789')).toBe(400);
    await agree(await ask({ act: 'webhook_secret', webhookSecret: second, graceHours: '2' }, id));
    expect([await knock(account, second), await knock(account, first)]).toEqual([200, 200]);
    app.clock.advance(2 * 3_600_000 - 1);
    expect(await knock(account, first)).toBe(200);
    app.clock.advance(1);
    expect([await knock(account, second), await knock(account, first)]).toEqual([200, 400]);
    await app.get(ProviderSecretsJobs).eraseOld();
    const rows = await app.database.rows<{ n: string }>(
      'SELECT COUNT(value_encrypted) AS n FROM provider_secret WHERE provider_account_id = ?',
      [id],
    );
    expect(Number(rows[0]?.n)).toBe(2);
  });

  test('without grace the old secrets, also older ones, are refused at once', async () => {
    const [first, second, third] = [fresh('whsec'), fresh('whsec'), fresh('whsec')];
    const { id, account } = await made({ webhookSecret: first });
    await agree(await ask({ act: 'webhook_secret', webhookSecret: second, graceHours: '24' }, id));
    await agree(await ask({ act: 'webhook_secret', webhookSecret: third, graceHours: '0' }, id));
    const answers = [];
    for (const secret of [first, second, third]) answers.push(await knock(account, secret));
    expect(answers).toEqual([400, 400, 200]);
  });

  test('before somebody agrees the door does not exist', async () => {
    const account = `a-${newId()}`;
    const secret = fresh('whsec');
    await ask({ account, webhookSecret: secret });
    expect(await knock(account, secret)).toBe(404);
  });

  test('the API key is the account’s own, and the new one after a change', async () => {
    const [first, second] = [fresh('sk_test'), fresh('sk_test')];
    const account = await made({ apiKey: first });
    const use = async () => {
      for await (const event of app.get(StripeAdapter).undeliveredEvents(account, new Date(0)))
        throw new Error(`unexpected ${event.eventId}`);
      return shownKeys.at(-1);
    };
    expect(await use()).toBe(`Bearer ${first}`);
    await agree(await ask({ act: 'api_key', apiKey: second }, account.id));
    expect(await use()).toBe(`Bearer ${second}`);
  });

  test('a secret stands nowhere: not in rows, requests, the trail or the log', async () => {
    const secrets = [fresh('sk_test'), fresh('whsec'), fresh('whsec')] as const;
    const { id } = await made({ apiKey: secrets[0], webhookSecret: secrets[1] });
    const approvalId = await ask({ act: 'webhook_secret', webhookSecret: secrets[2], graceHours: '1' }, id);
    const shown = JSON.stringify(await app.get(ApprovalsQueries).byId(organizationId, approvalId));
    const listed = JSON.stringify(await app.get(ProviderAccountsQueries).ofOrganization(organizationId));
    const tables = [];
    for (const table of [
      'approval',
      'audit_event',
      'provider_secret',
      'provider_secret_request',
      'outbox_event',
    ])
      tables.push(
        JSON.stringify(await app.database.rows(`SELECT * FROM ${table}`)),
        (await app.database.rows<Record<string, unknown>>(`SELECT * FROM ${table}`))
          .flatMap((row) => Object.values(row))
          .map((value) => (Buffer.isBuffer(value) ? value.toString('latin1') : ''))
          .join(''),
      );
    for (const text of [shown, listed, ...tables, app.lines.join('\n')])
      for (const secret of secrets) expect(text).not.toContain(secret.slice(-20));
    expect(shown).toMatch(/"webhookSecret":"([0-9a-f]{4}-){3}[0-9a-f]{4}"/);
  });

  test('nobody agrees to their own, and twice at once it is done once', async () => {
    const both = await buildPerson(app, organizationId, 'administrator', 'approver');
    const own = await app
      .get(ProviderSecrets)
      .request(
        by(both),
        { ...typed, account: `a-${newId()}`, apiKey: fresh('sk_test'), webhookSecret: fresh('whsec') },
        null,
      );
    await expect(agree(own, both)).rejects.toMatchObject({ code: 'approval_own_vote' });
    const outcomes = await Promise.allSettled([
      agree(own),
      agree(own, await buildPerson(app, organizationId, 'approver')),
    ]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await app.get(ProviderAccountsQueries).ofOrganization(organizationId)).toHaveLength(1);
  });

  test('one name and one key belong to one account', async () => {
    const apiKey = fresh('sk_test');
    const { account, id } = await made({ apiKey });
    await expect(ask({ account })).rejects.toMatchObject({ code: 'provider_account_taken' });
    await expect(ask({ apiKey })).rejects.toMatchObject({ code: 'provider_secret_used' });
    await expect(ask({ act: 'api_key', apiKey }, id)).rejects.toMatchObject({ code: 'provider_secret_used' });
    await expect(ask({ apiKey: app.config.STRIPE_SECRET_KEY })).rejects.toMatchObject({
      code: 'provider_secret_used',
    });
    const name = `a-${newId()}`;
    const [one, two] = [await ask({ account: name }), await ask({ account: name })];
    await agree(one);
    await expect(agree(two)).rejects.toMatchObject({ code: 'provider_account_taken' });
    const other = await ask({ act: 'api_key' }, id);
    await expect(ask({ act: 'api_key' }, id)).rejects.toMatchObject({ code: 'approval_open' });
    await agree(other);
  });

  test('another organization reaches no account here, and nobody the main one', async () => {
    const { id } = await made({});
    const strange = await buildOrganization(app);
    await expect(ask({ act: 'api_key' }, id, strange)).rejects.toMatchObject({ kind: 'not_found' });
    const approvalId = await ask({ act: 'api_key' }, id);
    const voter = await buildPerson(app, strange, 'approver');
    const shown = await shownHash(app, organizationId, approvalId);
    await expect(
      app.get(ProviderSecrets).approve(by(voter, strange), approvalId, shown),
    ).rejects.toMatchObject({ kind: 'not_found' });
    const main = await app.get(ProviderAccounts).byPath('stripe', 'main');
    const owner = main?.organizationId ?? '';
    await expect(ask({ act: 'api_key' }, main?.id, owner)).rejects.toMatchObject({ kind: 'not_found' });
  });

  test('what lapsed or was taken back is not done, and the values are erased', async () => {
    const { id, account } = await made({});
    const secret = fresh('whsec');
    const taken = await ask({ act: 'webhook_secret', webhookSecret: secret, graceHours: '1' }, id);
    const hash = await shownHash(app, organizationId, taken);
    await app.database.inTransaction((tx) =>
      app.get(Approvals).withdraw(tx, { approvalId: taken, organizationId, staffId: administrator }),
    );
    await expect(app.get(ProviderSecrets).approve(by(approver), taken, hash)).rejects.toMatchObject({
      code: 'approval_not_open',
    });
    const late = await ask({ act: 'webhook_secret', webhookSecret: secret, graceHours: '1' }, id);
    app.clock.advance(72 * 3_600_000);
    await expect(agree(late)).rejects.toMatchObject({ code: 'approval_expired' });
    await app.database.inTransaction((tx) => app.get(Approvals).expire(tx, app.clock.now()));
    await app.settle();
    const left = await app.database.rows(
      `SELECT approval_id FROM provider_secret_request
        WHERE approval_id IN (?) AND (NOT decided OR webhook_secret_encrypted IS NOT NULL)`,
      [[taken, late]],
    );
    expect(left).toEqual([]);
    expect(await knock(account, secret)).toBe(400);
  });
});
