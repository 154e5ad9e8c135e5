import { readFile } from 'node:fs/promises';
import { DonationKeys } from '../../../src/donations/donation-keys.service.js';
import { RefundRequestsQueries } from '../../../src/donations/refund-requests.queries.js';
import { RefundRequests } from '../../../src/donations/refund-requests.service.js';
import { RefundsJobs } from '../../../src/donations/refunds.jobs.js';
import { RefundsQueries } from '../../../src/donations/refunds.queries.js';
import { withPrefix } from '../../../src/kernel/ids.js';
import { Approvals } from '../../../src/platform/approvals/approvals.js';
import { Files } from '../../../src/platform/files/files.js';
import { outcome } from '../../disbursements/outflow-kit.js';
import { eventsOf, type GiftKit, type OpenGift, openGiftKit } from '../../donations/gift-kit.js';
import type { BuiltProject } from '../../support/builders.js';
import { as, consoleOf, form, makeOrganization, multipart, type Person } from './console.js';

const PAPER = Buffer.from('%PDF-1.7\nfamily register of Wang Xiaoming\n%%EOF');
let kit: GiftKit;
let project: BuiltProject;
let clerk: Person;
let approver: Person;
let supervisor: Person;
let stranger: Person;
let slug: string;
beforeAll(async () => {
  kit = await openGiftKit({ DEMO: '1' }, {}, { worker: true });
  project = await kit.project();
  const [row] = await kit.app.database.rows<{ slug: string }>('SELECT slug FROM organization WHERE id = ?', [
    kit.organizationId,
  ]);
  slug = row?.slug ?? '';
  const { signIn } = consoleOf(kit.app);
  const own = { id: kit.organizationId, slug };
  [clerk, approver, supervisor] = [
    await signIn(own, 'clerk'),
    await signIn(own, 'approver'),
    await signIn(own, 'supervisor'),
  ];
  stranger = await signIn(await makeOrganization(kit.app), 'clerk');
});
afterAll(() => kit.close());

async function paid(mail?: string): Promise<OpenGift> {
  const gift = await kit.give(project, { name: '王小明', ...(mail ? { mail } : {}) });
  await kit.deliver(eventsOf(gift, Math.floor(kit.clock.now().getTime() / 1000)).succeeded());
  await kit.app.settle();
  return gift;
}
const page = (gift: OpenGift, more = '', by = gift) =>
  `/donations/${withPrefix('don', gift.donationId)}${more}?key=${kit.app.get(DonationKeys).keyOf(by.donationId)}&lang=en`;
const read = async (url: string) => (await kit.app.inject({ url })).body;
const wish = { reason: 'MINOR', text: 'My son gave this\nwith my phone.' };
const send = (
  gift: OpenGift,
  fields: Record<string, string> = wish,
  bytes: Buffer | null = null,
  by = gift,
) =>
  kit.app.inject(
    multipart(
      page(gift, '/refund-request', by),
      fields,
      bytes ? { field: 'evidence', name: 'x.exe', type: 'text/html', bytes } : undefined,
    ),
  );
const newest = async (gift: OpenGift) => {
  const [request] = await kit.app.get(RefundRequestsQueries).ofDonation(gift.donationId);
  if (!request) throw new Error('no request');
  return request;
};
const desk = (more: string) => `/console/${slug}/refund-requests${more}`;
const at = (id: string, more = '') => desk(`/${withPrefix('rrq', id)}${more}`);
const see = async (person: Person, url: string) =>
  (await kit.app.inject(as(person, { method: 'GET', url: `${url}${url.includes('?') ? '&' : '?'}lang=en` })))
    .body;
const act = (person: Person, url: string, fields: Record<string, string> = {}) =>
  kit.app.inject(as(person, form(url, fields)));
const mails = async (like: string) =>
  (
    await kit.app.database.rows<{ text: string }>(
      'SELECT text_body AS text FROM mail_message WHERE dedupe_key LIKE ? ORDER BY id',
      [like],
    )
  ).map(({ text }) => text);

test('asks a refund: with a reason and a paper, sees its clock, and the second person’s yes ends it', async () => {
  const gift = await paid('wang@example.org');
  expect(await read(page(gift))).toContain('Ask for a refund');
  expect((await send(gift, wish, PAPER)).statusCode).toBe(303);
  const request = await newest(gift);
  expect(request).toMatchObject({ state: 'asked', reason: 'MINOR', text: wish.text, hasEvidence: true });
  const own = await read(page(gift));
  for (const text of ['A minor gave it', 'Received.', 'You get an answer by']) expect(own).toContain(text);
  expect(own).not.toContain('with my phone');
  expect((await send(gift)).statusCode).toBe(409);
  const [cases] = await kit.app.database.rows<{ kind: string; due: string | null }>(
    'SELECT kind, due_on AS due FROM work_case WHERE subject_id = ?',
    [request.id],
  );
  expect(cases).toEqual({ kind: 'REFUND_REQUEST', due: request.dueOn });
  const shown = await see(clerk, at(request.id));
  for (const text of ['with my phone.', 'Given by a minor', 'Download']) expect(shown).toContain(text);
  expect((await act(clerk, at(request.id, '/review'))).statusCode).toBe(303);
  expect(await read(page(gift))).toContain('Being looked at.');
  expect((await act(clerk, at(request.id, '/grant'), { amount: '60' })).headers.location).toContain(
    'requestGranted',
  );
  const [refund] = await kit.app.get(RefundsQueries).ofDonation(kit.organizationId, gift.donationId);
  expect(refund).toMatchObject({ state: 'requested', amount: 6_000n, reason: 'MINOR' });
  expect(await read(page(gift))).toContain('A second person must still allow it.');
  expect((await act(clerk, at(request.id, '/grant'), { amount: '60' })).statusCode).toBe(409);
  const letters = await mails('refund-request-%');
  expect(letters).toHaveLength(2);
  for (const letter of letters) expect(letter).not.toContain('key=');
  const [closed] = await kit.app.database.rows<{ state: string }>(
    'SELECT state FROM work_case WHERE subject_id = ?',
    [request.id],
  );
  expect(closed).toEqual({ state: 'closed' });
});

test('declined with a reason that the donor reads; without one the form comes back', async () => {
  const gift = await paid();
  await send(gift, { reason: 'OTHER', text: 'I changed my mind' });
  const { id } = await newest(gift);
  const empty = await act(clerk, at(id, '/decline?lang=en'));
  expect(empty.statusCode).toBe(422);
  expect((await act(clerk, at(id, '/decline'), { answer: 'A gift is <final>.' })).statusCode).toBe(303);
  const own = await read(page(gift));
  expect(own).toContain('Declined.');
  expect(own).toContain('A gift is &lt;final>.');
  expect(await newest(gift)).toMatchObject({ state: 'declined' });
  expect((await send(gift)).statusCode).toBe(303);
});

test('a refund that nobody allowed brings its request back to the desk, with a case of its own', async () => {
  const gift = await paid();
  await send(gift);
  const { id } = await newest(gift);
  await act(clerk, at(id, '/grant'), { amount: '100' });
  const [refund] = await kit.app.get(RefundsQueries).ofDonation(kit.organizationId, gift.donationId);
  const approvalId = refund?.approvalId ?? '';
  await kit.app.database.inTransaction((tx) =>
    kit.app.get(Approvals).reject(tx, {
      ...{ approvalId, organizationId: kit.organizationId, staffId: approver.staffId, reason: 'no proof' },
    }),
  );
  await kit.app.settle();
  expect(kit.app.get(RefundsJobs).subscribers.length).toBeGreaterThan(1);
  expect(await newest(gift)).toMatchObject({ state: 'in_review', refundId: null });
  expect((await act(clerk, at(id, '/decline'), { answer: 'no proof' })).statusCode).toBe(303);
});

test('the donor takes it back; another gift’s request stays', async () => {
  const [one, other] = [await paid(), await paid()];
  await send(one);
  await send(other);
  const withdrawal = (gift: OpenGift, of: string) =>
    kit.app.inject(form(page(gift, '/refund-request/withdrawal'), { request: withPrefix('rrq', of) }));
  const foreign = await newest(other);
  expect((await withdrawal(one, foreign.id)).statusCode).toBe(404);
  expect(await newest(other)).toMatchObject({ state: 'asked' });
  expect((await withdrawal(one, (await newest(one)).id)).statusCode).toBe(303);
  expect(await newest(one)).toMatchObject({ state: 'withdrawn' });
  expect((await withdrawal(one, (await newest(one)).id)).statusCode).toBe(409);
});

test('two at once: of two equal forms one is taken, of a grant and a refusal one counts', async () => {
  const gift = await paid();
  const sent = await Promise.all([send(gift), send(gift)]);
  expect(sent.map(({ statusCode }) => statusCode).sort()).toEqual([303, 409]);
  const { id } = await newest(gift);
  const decided = await Promise.all([
    act(clerk, at(id, '/grant'), { amount: '100' }),
    act(clerk, at(id, '/decline'), { answer: 'no' }),
  ]);
  expect(decided.map(({ statusCode }) => statusCode).sort()).toEqual([303, 409]);
});

test('a wrong key, a script for a paper, an unpaid gift: nothing is taken in', async () => {
  const [gift, other] = [await paid(), await paid()];
  expect((await send(gift, wish, null, other)).statusCode).toBe(404);
  const script = await send(gift, wish, Buffer.from('<script>alert(1)</script>'));
  expect(script.statusCode).toBe(422);
  expect(script.body).toContain('This is no JPG, PNG or PDF.');
  expect(script.body).toContain('with my phone.');
  expect((await send(gift, { reason: '', text: '' })).statusCode).toBe(422);
  const large = await send(gift, wish, Buffer.concat([PAPER, Buffer.alloc(10.5 * 1024 * 1024)]));
  expect(large.statusCode).toBe(422);
  expect(large.body).toContain('The file is larger than 10 MB.');
  const open = await kit.give(project, {});
  expect(await outcome(kit.app.get(RefundRequests).ask(open.donationId, { ...wish, evidence: null }))).toBe(
    'refund_request_moved_on',
  );
  expect(await kit.app.get(RefundRequestsQueries).ofDonation(gift.donationId)).toEqual([]);
});

test('the paper is encrypted on the disk, and only those who decide may load it', async () => {
  const gift = await paid();
  await send(gift, wish, PAPER);
  const { id } = await newest(gift);
  const [row] = await kit.app.database.rows<{ fileId: string }>(
    'SELECT evidence_file_id AS fileId FROM refund_request WHERE id = ?',
    [id],
  );
  const kept = await readFile(kit.app.get(Files).pathOf(row?.fileId ?? ''));
  expect(kept.includes('Xiaoming')).toBe(false);
  const load = (person: Person) => kit.app.inject(as(person, { method: 'GET', url: at(id, '/evidence') }));
  const loaded = await load(clerk);
  expect(loaded.rawPayload.equals(PAPER)).toBe(true);
  expect(loaded.headers['content-disposition']).toBe('attachment; filename="evidence.pdf"');
  expect((await load(supervisor)).statusCode).toBe(404);
  expect((await load(stranger)).statusCode).toBe(404);
  expect((await act(approver, at(id, '/decline'), { answer: 'no' })).statusCode).toBe(404);
});

test('late ones stand first and are warned about', async () => {
  const gift = await paid();
  await send(gift, { reason: 'DUPLICATE', text: 'twice' });
  const { id } = await newest(gift);
  await kit.app.database.rows("UPDATE refund_request SET due_on = '2020-01-02' WHERE id = ?", [id]);
  const list = await see(clerk, desk(''));
  expect(list).toContain('1 requests should have been answered already.');
  expect(list.indexOf(withPrefix('rrq', id))).toBeGreaterThan(0);
  expect(/rrq_[0-9a-z]{26}/.exec(list)?.[0]).toBe(withPrefix('rrq', id));
  expect(await read(page(gift))).toContain('The answer was due by');
  expect(await see(clerk, desk('?which=decided'))).toContain('declined');
});
