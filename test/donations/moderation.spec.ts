import fc from 'fast-check';
import { Donations } from '../../src/donations/donations.service.js';
import { ModerationQueries } from '../../src/donations/moderation.queries.js';
import { Moderation, type WordRef } from '../../src/donations/moderation.service.js';
import { readMessage } from '../../src/donations/public-word.js';
import { PublicWordsQueries } from '../../src/donations/public-words.queries.js';
import { newId } from '../../src/kernel/ids.js';
import { Numberer } from '../../src/ledger/numberer.service.js';
import { Projector } from '../../src/progress/projector.service.js';
import { PublicGiftsQueries } from '../../src/progress/public-gifts.queries.js';
import { StaffMembers } from '../../src/staff/staff.service.js';
import { type BuiltProject, buildOrganization } from '../support/builders.js';
import { refusal } from '../support/refusal.js';
import { eventsOf, form, type GiftKit, openGiftKit } from './gift-kit.js';

let kit: GiftKit;
let project: BuiltProject;
let moderation: Moderation;
let editor: string;

beforeAll(async () => {
  kit = await openGiftKit();
  project = await kit.project();
  moderation = kit.app.get(Moderation);
  editor = await kit.app.get(StaffMembers).create({
    loginName: `t-${newId()}`,
    displayName: '周静',
    roles: [{ organizationId: kit.organizationId, role: 'editor' }],
  });
});
afterAll(() => kit.close());

/** A gift that is paid, booked and numbered. */
async function paid(more: Partial<Parameters<GiftKit['give']>[1]> = {}): Promise<string> {
  const gift = await kit.give(project, more);
  await kit.deliver(eventsOf(gift, Math.floor(kit.clock.now().getTime() / 1000)).succeeded());
  await kit.intake();
  while ((await kit.app.get(Numberer).numberOnce()) > 0);
  while ((await kit.app.get(Projector).projectOnce()) > 0);
  return gift.donationId;
}
const shown = async (donationId: string): Promise<{ label: string; message: string | null }> => {
  const code = kit.app.get(PublicWordsQueries).codeOf(donationId);
  const gift = (await kit.app.get(PublicGiftsQueries).latest(project.id, 100)).find(
    (each) => each.code === code,
  );
  if (!gift) throw new Error('the gift is not in the public list');
  return { label: gift.label, message: gift.message };
};
const message = (donationId: string): WordRef => ({ donationId, kind: 'message' });
const name = (donationId: string): WordRef => ({ donationId, kind: 'name' });
const waiting = async (): Promise<string[]> =>
  (await kit.app.get(ModerationQueries).page(kit.organizationId, 'waiting', { skip: 0, limit: 100 })).map(
    ({ donationId, kind }) => `${donationId}:${kind}`,
  );
const approve = (...words: WordRef[]) => moderation.approve(editor, kit.organizationId, words);

it('a whole name and a message are hidden until they are approved, and again when that is undone', async () => {
  const id = await paid({ name: '欧阳晓明', publicity: 'REAL_NAME', message: '愿孩子们 平安 ' });
  expect(await shown(id)).toEqual({ label: '欧**', message: null });
  expect(await approve(name(id), message(id))).toEqual({ done: 2, late: 0 });
  expect(await shown(id)).toEqual({ label: '欧阳晓明', message: '愿孩子们 平安' });
  await moderation.undo(editor, kit.organizationId, [message(id)]);
  expect(await shown(id)).toEqual({ label: '欧阳晓明', message: null });
  await moderation.refuse(editor, kit.organizationId, [message(id)], ' 含电话 号码 ');
  expect(await shown(id)).toEqual({ label: '欧阳晓明', message: null });
  expect(await kit.app.get(ModerationQueries).ofDonation(id)).toEqual([
    { kind: 'name', state: 'approved', reason: null, text: '欧阳晓明' },
    { kind: 'message', state: 'refused', reason: '含电话 号码', text: '愿孩子们 平安' },
  ]);
  const actions = await kit.app.database.rows<{ action: string; staff_id: string; after_state: string }>(
    "SELECT action, staff_id, after_state FROM audit_event WHERE subject_type = 'donation' AND subject_id = ? ORDER BY id",
    [id],
  );
  expect(actions.map(({ action }) => action)).toEqual([
    'public_word.approved',
    'public_word.approved',
    'public_word.undone',
    'public_word.refused',
  ]);
  expect(actions.every(({ staff_id }) => staff_id === editor)).toBe(true);
  expect(JSON.stringify(actions)).not.toMatch(/欧阳|平安/);
});

it.each([
  ['a person who is masked', { name: '张晓明' }, { label: '张**', waits: false }],
  ['a person without a name', {}, { label: '爱心人士', waits: false }],
  [
    'who wants to stay unnamed',
    { name: '张晓明', publicity: 'ANONYMOUS' },
    { label: '爱心人士', waits: false },
  ],
  ['a Latin name in full', { name: 'Anna Li', publicity: 'REAL_NAME' }, { label: 'A***', waits: true }],
  ['an organization', { name: '海州商会', donorKind: 'organization' }, { label: '海**', waits: true }],
] as const)('charity 1.6: %s', async (_, given, { label, waits }) => {
  const id = await paid(given);
  expect((await shown(id)).label).toBe(label);
  expect((await waiting()).includes(`${id}:name`)).toBe(waits);
});

it('charity 1.6: only gifts that were paid are read by anybody, and two gifts of one donor cannot be told to be', async () => {
  const gift = await kit.give(project, { message: '未付款的留言' });
  expect(await waiting()).not.toContain(`${gift.donationId}:message`);
  const same = { name: '张晓明', mail: 'zhang@example.org' };
  const [one, other] = [await paid(same), await paid(same)];
  const codes = [one, other].map((id) => kit.app.get(PublicWordsQueries).codeOf(id));
  expect(new Set(codes).size).toBe(2);
  for (const code of codes) expect(code).toMatch(/^[A-Za-z0-9_-]{14}$/);
  const list = await kit.app.get(PublicGiftsQueries).latest(project.id, 100);
  const told = JSON.stringify(list, (_, value) => (typeof value === 'bigint' ? value.toString() : value));
  expect(told).not.toMatch(new RegExp(`${one}|${other}|zhang|张晓明`));
});

it('the live picture takes a decision into account only from the given moment on', async () => {
  const id = await paid({ name: '李建国', publicity: 'REAL_NAME', message: '加油' });
  kit.clock.advance(10_000);
  await approve(name(id), message(id));
  const at = kit.clock.now();
  const code = kit.app.get(PublicWordsQueries).codeOf(id);
  const live = async (before: Date) =>
    (await kit.app.get(PublicGiftsQueries).approvedSince(project.id, before, 100)).find(
      (each) => each.code === code,
    );
  expect(await live(at)).toMatchObject({ label: '李建国', message: '加油' });
  expect(await live(new Date(at.getTime() - 1))).toMatchObject({ label: '李**', message: null });
});

it('of two who decide at once one decides; the other is told', async () => {
  const id = await paid({ message: '同时' });
  const both = await Promise.all([
    approve(message(id)),
    moderation.refuse(editor, kit.organizationId, [message(id)], '不通过'),
  ]);
  expect(both.map(({ done }) => done).sort()).toEqual([0, 1]);
  expect(both.map(({ late }) => late).sort()).toEqual([0, 1]);
});

it("another organization's words are not found, and nothing of the same request is done", async () => {
  const id = await paid({ message: '别人的' });
  const stranger = await buildOrganization(kit.app);
  expect(await refusal(moderation.approve(editor, stranger, [message(id)]))).toEqual(['not_found']);
  expect(await refusal(approve(message(id), message(newId())))).toEqual(['not_found']);
  expect(await refusal(approve(message(id), name(id)))).toEqual(['not_found']);
  expect((await shown(id)).message).toBeNull();
});

it('a refusal needs a reason of one line', async () => {
  const id = await paid({ message: '理由' });
  for (const [reason, code] of [
    ['  ', 'empty'],
    ['长'.repeat(201), 'too_long'],
    ['a\u202eb', 'invalid'],
  ])
    expect(await refusal(moderation.refuse(editor, kit.organizationId, [message(id)], reason ?? ''))).toEqual(
      ['moderation_invalid', code],
    );
  expect(await refusal(approve())).toEqual(['moderation_invalid', 'empty']);
});

describe('a message', () => {
  it.each([
    ['加油！👨‍👩‍👧‍👦❤️', '加油！👨‍👩‍👧‍👦❤️'],
    ['<script>alert(1)</script>', '<script>alert(1)</script>'],
    ['一\r\n二\u2028三\u00a0四', '一 二 三 四'],
    ['\u202ea\u2066b\u200f\u0000c\u0007', 'abc'],
    ['\u200b\u2060\ufeff\u200d \u3164', ''],
    ['a\u200db', 'ab'],
    ['Z̸̢̨̛̛̛̛̛̛̛̛a', 'Z̸̢̨̛a'],
    ['\ud800x', 'x'],
  ])('%j is kept as %j', (typed, kept) => {
    expect([...readMessage(typed)].join('').normalize('NFC')).toBe(kept.normalize('NFC'));
  });

  it('never keeps what is unseen or overrides the direction of reading, whatever was typed; reading twice changes nothing', () => {
    const nasty = fc.constantFrom(
      '\u202e',
      '\u2067',
      '\u200d',
      '\u0000',
      '\ufeff',
      '👩',
      '‍',
      '\u0301',
      '<',
      '爱',
      ' ',
      '\n',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          fc.array(nasty).map((all) => all.join('')),
        ),
        (typed) => {
          const kept = readMessage(typed);
          expect(kept).not.toMatch(/(?!\u200d)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
          expect(kept).not.toMatch(/\p{M}{5}/u);
          expect(kept).toBe(kept.trim());
          expect(readMessage(kept)).toBe(kept);
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it('of more than 200 characters is refused; of 200 pictures it is not', async () => {
    const give = (text: string) => kit.app.get(Donations).give({ ...form(project.slug), message: text });
    expect(await refusal(give('爱'.repeat(201)))).toEqual(['donation_invalid', 'too_long']);
    const { donationId } = await give('👍'.repeat(200));
    const [own] = await kit.app.get(ModerationQueries).ofDonation(donationId);
    expect(own?.text).toBe('👍'.repeat(200));
  });

  it('belongs to the form: the same form with another message is another form', async () => {
    const first = { ...form(project.slug), message: '一' };
    await kit.app.get(Donations).give(first);
    await kit.app.get(Donations).give(first);
    expect(await refusal(kit.app.get(Donations).give({ ...first, message: '二' }))).toEqual([
      'form_already_used',
    ]);
  });

  it('is sealed to its gift', async () => {
    const id = await paid({ message: '机密的话' });
    const [row] = await kit.app.database.rows<{ text_encrypted: Buffer }>(
      "SELECT text_encrypted FROM public_word WHERE donation_id = ? AND kind = 'message'",
      [id],
    );
    expect(row?.text_encrypted.includes(Buffer.from('机密'))).toBe(false);
  });
});
