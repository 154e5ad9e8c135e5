import { DonationKeys } from '../../src/donations/donation-keys.service.js';
import { Donations } from '../../src/donations/donations.service.js';
import { DonorDetails } from '../../src/donations/donor-details.service.js';
import { Refusal } from '../../src/kernel/errors.js';
import { newId } from '../../src/kernel/ids.js';
import { Projects } from '../../src/projects/projects.service.js';
import type { BuiltProject } from '../support/builders.js';
import { startSandbox } from '../support/sandbox.js';
import { eventsOf, form, type GiftKit, openGiftKit } from './gift-kit.js';

let kit: GiftKit;
let project: BuiltProject;
let donations: Donations;

beforeAll(async () => {
  kit = await openGiftKit();
  project = await kit.project();
  donations = kit.app.get(Donations);
});
afterAll(() => kit.close());

async function refusal(work: Promise<unknown>): Promise<Refusal> {
  const error = await work.then(
    () => null,
    (thrown) => thrown,
  );
  if (!(error instanceof Refusal)) throw error ?? new Error('was not refused');
  return error;
}

async function count(table: string): Promise<number> {
  const [row] = await kit.app.database.rows<{ n: string }>(`SELECT COUNT(*) AS n FROM ${table}`);
  return Number(row?.n);
}

describe('one form is one gift', () => {
  it('double click, reload and back: one donation, one attempt, the same checkout', async () => {
    const before = await count('donation');
    const input = form(project.slug);
    const twice = await Promise.all([donations.give(input), donations.give(input), donations.give(input)]);
    const again = await donations.give(input);
    expect(new Set([...twice, again].map(({ checkoutUrl }) => checkoutUrl)).size).toBe(1);
    expect(new Set([...twice, again].map(({ donationId }) => donationId)).size).toBe(1);
    expect((await count('donation')) - before).toBe(1);
  });

  it('an unpaid form sent again after its project has closed opens no checkout', async () => {
    const place = await kit.project();
    const [unpaid, paid] = [form(place.slug), form(place.slug)];
    await donations.give(unpaid);
    const gift = await kit.give(place, paid);
    await kit.deliver(eventsOf(gift, kit.clock.now().getTime() / 1000).succeeded());
    await kit.intake();
    await kit.app.get(Projects).close({ staffId: null }, place.id);
    expect((await refusal(donations.give(unpaid))).code).toBe('project_takes_no_gifts');
    expect((await refusal(donations.give(paid))).code).toBe('donation_already_paid');
  });

  it('the same form key with other content is a conflict', async () => {
    const input = form(project.slug);
    await donations.give(input);
    const refused = await refusal(donations.give({ ...input, amountText: '101' }));
    expect([refused.kind, refused.code]).toEqual(['conflict', 'form_already_used']);
  });

  it('a gift that is paid is not paid again by its form', async () => {
    const input = form(project.slug);
    const gift = await kit.give(project, input);
    await kit.deliver(eventsOf(gift, kit.clock.now().getTime() / 1000).succeeded());
    await kit.intake();
    expect((await refusal(donations.give(input))).code).toBe('donation_already_paid');
    expect((await refusal(donations.resume(gift.donationId))).code).toBe('donation_already_paid');
  });

  it('leads back to the same checkout, and to a new one when the provider has ended it', async () => {
    const gift = await kit.give(project);
    const first = await donations.resume(gift.donationId);
    expect((await donations.resume(gift.donationId)).checkoutUrl).toBe(first.checkoutUrl);
    await kit.deliver(eventsOf(gift, kit.clock.now().getTime() / 1000).expired());
    await kit.intake();
    const second = await donations.resume(gift.donationId);
    expect(second.checkoutUrl).not.toBe(first.checkoutUrl);
    expect((await donations.resume(gift.donationId)).checkoutUrl).toBe(second.checkoutUrl);
  });
});

describe('what the form may say', () => {
  it.each([
    ['0', 'zero'],
    ['-5', 'negative'],
    ['1e3', 'not_a_number'],
    ['12.345', 'too_many_decimals'],
    ['９９', 'not_a_number'],
    ['9007199254740993', 'too_large'],
    ['1000000', 'too_large'],
    ['0.99', 'too_small'],
    ['', 'empty'],
  ])('amount %j: %s', async (amountText, code) => {
    const refused = await refusal(donations.give({ ...form(project.slug), amountText }));
    expect(refused.kind).toBe('invalid');
    expect(refused.fields).toEqual([expect.objectContaining({ field: 'amount', code })]);
  });

  it.each([
    [{ currency: 'USD' }, 'currency', 'wrong_currency'],
    [{ publicity: 'PUBLIC' }, 'publicity', 'invalid'],
    [{ donorKind: 'robot' }, 'donor_kind', 'invalid'],
    [{ publicity: 'REAL_NAME' }, 'name', 'needed'],
    [{ name: '字'.repeat(61) }, 'name', 'too_long'],
    [{ name: '张\u202e三' }, 'name', 'invalid'],
    [{ mail: 'nobody' }, 'mail', 'invalid'],
    [{ formKey: 'short' }, 'form_key', 'invalid'],
  ])('%j: %s %s', async (more, field, code) => {
    const refused = await refusal(donations.give({ ...form(project.slug), ...more }));
    expect(refused.fields).toEqual([expect.objectContaining({ field, code })]);
  });

  it('says everything that is wrong at once, and writes nothing', async () => {
    const before = await count('donation');
    const refused = await refusal(donations.give({ ...form(project.slug), amountText: '0', mail: 'x' }));
    expect(refused.fields.map(({ field }) => field)).toEqual(['amount', 'mail']);
    expect(await count('donation')).toBe(before);
  });

  it.each(['draft', 'closed'] as const)('a %s project takes no gift', async (state) => {
    const other = await kit.project({ state });
    const refused = await refusal(donations.give(form(other.slug)));
    expect([refused.kind, refused.code]).toEqual(['conflict', 'project_takes_no_gifts']);
  });

  it('an unknown project is not found', async () => {
    expect((await refusal(donations.give(form('no-such-project')))).kind).toBe('not_found');
  });
});

describe('what is kept of the donor', () => {
  async function kept(more: object) {
    const { donationId } = await donations.give({ ...form(project.slug), ...more });
    const [row] = await kit.app.database.rows<{
      public_label: string;
      publicity: string;
      name_encrypted: Buffer | null;
      donor_id: string | null;
    }>('SELECT public_label, publicity, name_encrypted, donor_id FROM donation WHERE id = ?', [donationId]);
    if (!row) throw new Error('no donation');
    return { donationId, ...row };
  }

  it.each([
    [{ name: '张三' }, '张*', 'MASKED'],
    [{ name: '欧阳修之' }, '欧**', 'MASKED'],
    [{ name: 'Jane Miller' }, 'J***', 'MASKED'],
    [{ name: '张三', publicity: 'REAL_NAME' }, '张三', 'REAL_NAME'],
    [{ name: '张三', publicity: 'ANONYMOUS' }, '爱心人士', 'ANONYMOUS'],
    [{}, '爱心人士', 'MASKED'],
    [{ name: '晨光公司', donorKind: 'organization' }, '晨光公司', 'REAL_NAME'],
    [{ name: '晨光公司', donorKind: 'organization', publicity: 'ANONYMOUS' }, '爱心人士', 'ANONYMOUS'],
  ])('%j is shown as %s', async (more, label, publicity) => {
    expect(await kept(more)).toMatchObject({ public_label: label, publicity });
  });

  it('name and mail are encrypted; one donor row for one address, however it is written', async () => {
    const one = await kept({ name: '李四', mail: 'Li.Si@example.org' });
    const two = await kept({ mail: 'li.si@example.org' });
    expect(one.donor_id).toBe(two.donor_id);
    const [donor] = await kit.app.database.rows<{ id: string; mail_encrypted: Buffer }>(
      'SELECT id, mail_encrypted FROM donor WHERE id = ?',
      [one.donor_id],
    );
    expect(donor?.mail_encrypted.toString('latin1')).not.toContain('example.org');
    const details = kit.app.get(DonorDetails);
    expect(details.openMail(donor?.id ?? '', donor?.mail_encrypted ?? Buffer.alloc(0))).toBe(
      'Li.Si@example.org',
    );
    expect(details.openName(one.donationId, one.name_encrypted ?? Buffer.alloc(0))).toBe('李四');
  });

  it('a donation has a key of 128 bits that opens no other', () => {
    const keys = kit.app.get(DonationKeys);
    const [one, two] = [newId(), newId()];
    expect(Buffer.from(keys.keyOf(one), 'base64url')).toHaveLength(16);
    expect([keys.check(one, keys.keyOf(one)), keys.check(two, keys.keyOf(one)), keys.check(one, '')]).toEqual(
      [true, false, false],
    );
  });
});

describe('a provider that is down', () => {
  it('the donor is told; the donation stands; the same form opens its checkout later', async () => {
    const away = await openGiftKit({ STRIPE_API_BASE: 'http://127.0.0.1:9' });
    try {
      const place = await away.project();
      const input = form(place.slug);
      const refused = await refusal(away.app.get(Donations).give(input));
      expect([refused.kind, refused.code]).toEqual(['unavailable', 'provider_down']);
      const rows = await away.app.database.rows('SELECT status FROM donation WHERE form_key = ?', [
        input.formKey,
      ]);
      expect(rows).toEqual([{ status: 'pending' }]);
    } finally {
      await away.close();
    }
  });

  it('an answer that was lost is asked for again with the same key: the same session', async () => {
    const calls: string[] = [];
    const sandbox = await startSandbox({ watch: ({ method, path }) => calls.push(`${method} ${path}`) });
    const lost = await openGiftKit({ STRIPE_API_BASE: sandbox.url });
    try {
      const place = await lost.project();
      const input = form(place.slug);
      const first = await lost.app.get(Donations).give(input);
      // As if the answer had never come: the attempt knows nothing of its session.
      await lost.app.database.rows(
        `UPDATE payment_attempt SET provider_session_id = NULL, checkout_url = NULL, expires_at = NULL
         WHERE donation_id = ?`,
        [first.donationId],
      );
      expect(await lost.app.get(Donations).give(input)).toEqual(first);
      expect(calls.filter((call) => call === 'POST /v1/checkout/sessions')).toHaveLength(2);
    } finally {
      await lost.close();
      await sandbox.stop();
    }
  });

  it('a double click while the provider is slow does not open a second checkout beside the first', async () => {
    const slow = await openGiftKit();
    try {
      const place = await slow.project();
      const input = form(place.slug);
      await slow.sandbox.control('PUT', '/faults', { api_delay_ms: 4_000 });
      const clicks = [slow.app.get(Donations).give(input), slow.app.get(Donations).give(input)];
      const outcomes = await Promise.allSettled(clicks);
      expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
      const refused = outcomes.find((outcome) => outcome.status === 'rejected');
      expect(refused?.reason).toMatchObject({ kind: 'unavailable', code: 'provider_down' });
      const attempts = await slow.app.database.rows(
        'SELECT a.id FROM payment_attempt a JOIN donation d ON d.id = a.donation_id WHERE d.form_key = ?',
        [input.formKey],
      );
      expect(attempts).toHaveLength(1);
    } finally {
      await slow.close();
    }
  }, 30_000);
});
