import type { GiveInput } from '../../src/donations/gift-form.js';
import { GiverMailingsJobs } from '../../src/donations/giver-mailings.jobs.js';
import { GiverMailingsQueries } from '../../src/donations/giver-mailings.queries.js';
import { GiverMailings } from '../../src/donations/giver-mailings.service.js';
import { UpdateSubscriptions } from '../../src/donations/update-subscriptions.service.js';
import { newId } from '../../src/kernel/ids.js';
import { WorkStopped } from '../../src/platform/long-work/long-work-kind.js';
import { MailRefusals } from '../../src/platform/mail/mail-refusals.js';
import { ProjectUpdatesQueries } from '../../src/projects/project-updates.queries.js';
import { ProjectUpdates } from '../../src/projects/project-updates.service.js';
import { type BuiltProject, buildOrganization } from '../support/builders.js';
import { openMailServer } from '../support/mail-server.js';
import { refusal } from '../support/refusal.js';
import { eventsOf, type GiftKit, type OpenGift, openGiftKit } from './gift-kit.js';
import { refundEvents, refundOf } from './returns-kit.js';

/** Mails pass a real server and wait for its answers. */
jest.setTimeout(60_000);

let server: Awaited<ReturnType<typeof openMailServer>>;
let kit: GiftKit;
let project: BuiltProject;
const editor = { staffId: null };
const address = (name: string) => `${name}@${project.slug}.example.org`;

beforeAll(async () => {
  server = await openMailServer();
  kit = await openGiftKit({ SMTP_URL: server.url }, {}, { worker: true });
});
afterEach(() => server.answerAll());
beforeEach(async () => {
  project = await kit.project();
  server.mails.length = 0;
});
afterAll(async () => {
  await kit.close();
  await server.close();
});

/** A gift whose giver agreed to be mailed, paid. */
async function giver(name: string, more: Partial<GiveInput> = {}): Promise<OpenGift> {
  const gift = await kit.give(project, { mail: address(name), follow: true, ...more });
  await pay(gift);
  return gift;
}
async function pay(gift: OpenGift): Promise<void> {
  await kit.deliver(eventsOf(gift, seconds()).succeeded());
  await kit.app.settle();
}
const seconds = () => Math.floor(kit.clock.now().getTime() / 1000);
const texts = (titleZh = '第一批棉被已送到') => ({
  titleZh,
  titleEn: 'The first quilts have arrived',
  textZh: '送到 120 户。',
  textEn: 'They reached 120 homes.',
  pictureAltZh: '',
  pictureAltEn: '',
});
async function tell(withMail = true): Promise<string> {
  kit.clock.advance(1_000);
  const id = await kit.app.get(ProjectUpdates).create(editor, project.id, texts());
  await kit.app.get(ProjectUpdates).publish(editor, { id, version: 1 }, { withMail });
  return id;
}
async function told(withMail = true): Promise<string> {
  const id = await tell(withMail);
  await kit.app.settle(30_000);
  return id;
}
const isToMany = ({ text }: { readonly text: string }) => /^List-Id:/im.test(text);
/** Who got a mail that its reader may stop, in order of names. */
const readers = () =>
  server.mails
    .filter(isToMany)
    .flatMap(({ to }) => to)
    .sort();
/** A header of the first such mail to somebody, unfolded. */
const header = (name: string, to: string) =>
  new RegExp(`^${name}: *(.*)$`, 'im').exec(
    (server.mails.find((mail) => mail.to[0] === to && isToMany(mail))?.text ?? '').replace(
      /\r\n[ \t]+/g,
      ' ',
    ),
  )?.[1];
/** Waits for something that the worker does. */
async function until(seen: () => Promise<boolean> | boolean): Promise<void> {
  const end = Date.now() + 20_000;
  while (!(await seen())) {
    if (Date.now() > end) throw new Error('it has not happened within 20 seconds');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
const stopLink = (to: string) => (header('List-Unsubscribe', to) ?? '').slice(1, -1);
const post = (
  link: string,
  payload = 'List-Unsubscribe=One-Click',
  type = 'application/x-www-form-urlencoded',
) =>
  kit.app.inject({
    method: 'POST',
    url: new URL(link).pathname + new URL(link).search,
    headers: { 'content-type': type },
    payload,
  });
const bodies = async (masked: string) =>
  (
    await kit.app.database.rows<{ subject: string; text: string }>(
      'SELECT subject, text_body AS text FROM mail_message WHERE batch_key IS NOT NULL AND recipient_masked = ?',
      [masked],
    )
  ).map(({ subject, text }) => `${subject}\n${text}`);
const progress = async (updateId: string) => (await kit.app.get(GiverMailingsQueries).ofUpdate(updateId))[0];

it('those who agreed with a paid gift are mailed once each, in their language; nobody else is', async () => {
  await giver('anna');
  await giver('anna', { amountText: '20' });
  await giver('ben', { locale: 'en' });
  await giver('carl', { follow: false });
  await kit.give(project, { mail: address('dora'), follow: true });
  expect(await kit.app.get(GiverMailingsQueries).audienceOf(project.id)).toEqual({ all: 2, english: 1 });
  const id = await told();
  expect(readers()).toEqual([address('anna'), address('ben')]);
  expect(header('List-Id', address('anna'))).toBe(`<${project.slug}.updates.127.0.0.1>`);
  expect(header('List-Unsubscribe-Post', address('ben'))).toBe('List-Unsubscribe=One-Click');
  expect(stopLink(address('ben'))).toMatch(/^http:\/\/127\.0\.0\.1:3000\/unsubscribe\?token=[\w-]{74}$/);
  const [zh = ''] = await bodies(`a***@${project.slug}.example.org`);
  expect(zh).toContain('【红十字博爱送万家（测试）】第一批棉被已送到');
  expect(zh).toContain(`/projects/${project.slug}/updates/1`);
  expect(zh).toContain(stopLink(address('anna')));
  expect((await bodies(`b***@${project.slug}.example.org`))[0]).toContain('They reached 120 homes.');
  expect(await progress(id)).toMatchObject({
    ...{ state: 'written', written: 2, skipped: 0 },
    counts: { waiting: 0, sent: 2, refused: 0, stopped: 0 },
  });
  // The same announcement again (a repeated task) mails nobody twice.
  await kit.app.database.inTransaction((tx) => kit.app.get(GiverMailings).followUpdate(tx, id));
  await told(false);
  expect(readers()).toHaveLength(2);
});

it('a correction is mailed when its editor asks for that, and says what was corrected', async () => {
  await giver('anna');
  const id = await told();
  const note = { noteZh: '户数更正', noteEn: '' };
  const updates = kit.app.get(ProjectUpdates);
  await updates.correct(editor, { id, version: 2 }, { ...texts(), textZh: '送到 118 户。' }, note);
  await kit.app.settle();
  expect(readers()).toHaveLength(1);
  await updates.correct(editor, { id, version: 3 }, { ...texts(), textZh: '送到 119 户。' }, note, {
    withMail: true,
  });
  await kit.app.settle();
  expect(readers()).toHaveLength(2);
  const all = await bodies(`a***@${project.slug}.example.org`);
  expect(all.find((text) => text.includes('更正：'))).toMatch(/户数更正[\s\S]*送到 119 户/);
});

it('one click in the mail program ends it, also as multipart and without cookie or origin', async () => {
  await giver('anna');
  await giver('ben');
  await told();
  const [anna, ben] = [stopLink(address('anna')), stopLink(address('ben'))];
  const form = '--x\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--x--\r\n';
  expect((await post(anna)).statusCode).toBe(200);
  expect((await post(anna)).statusCode).toBe(200);
  expect((await post(ben, form, 'multipart/form-data; boundary=x')).statusCode).toBe(200);
  server.mails.length = 0;
  await told();
  expect(readers()).toEqual([]);
  const said = await kit.app.database.rows<{ how: string }>(
    'SELECT DISTINCT said_in AS how FROM update_stop WHERE project_id = ?',
    [project.id],
  );
  expect(said).toEqual([{ how: 'one_click' }]);
});

it('opening the link ends nothing; forged and cut links end nothing and say so', async () => {
  await giver('anna');
  await told();
  const link = stopLink(address('anna'));
  const get = (url: string) => kit.app.inject({ url: new URL(url).pathname + new URL(url).search });
  const page = await get(link);
  expect(page.body).toContain('停止接收这个项目的动态');
  expect([page.headers['cache-control'], page.headers['referrer-policy']]).toEqual([
    'private, no-store',
    'same-origin',
  ]);
  const other = await kit.project();
  const forged = link.replace(project.id, other.id);
  for (const broken of [forged, link.slice(0, -1), link.replace(/token=.*/, ''), `${link}x`]) {
    expect((await get(broken)).statusCode).toBe(404);
    expect((await post(broken)).statusCode).toBe(404);
  }
  server.mails.length = 0;
  await told();
  expect(readers()).toEqual([address('anna')]);
});

it('by mistake: the same link starts the mails again; a later gift with a tick does too', async () => {
  await giver('anna');
  await told();
  const link = stopLink(address('anna'));
  await post(link, 'what=everything');
  expect(await kit.app.get(GiverMailingsQueries).audienceOf(project.id)).toMatchObject({ all: 0 });
  await post(link, 'what=resume');
  expect(await kit.app.get(GiverMailingsQueries).audienceOf(project.id)).toMatchObject({ all: 1 });
  await post(link, 'what=project');
  // Somebody types the address and never pays: nothing begins again.
  kit.clock.advance(1_000);
  const unpaid = await kit.give(project, { mail: address('anna'), follow: true });
  expect(await kit.app.get(GiverMailingsQueries).audienceOf(project.id)).toMatchObject({ all: 0 });
  await pay(unpaid);
  expect(await kit.app.get(GiverMailingsQueries).audienceOf(project.id)).toMatchObject({ all: 1 });
});

it('what waits is not sent after its reader unsubscribed', async () => {
  await giver('anna');
  await giver('ben');
  server.answerTo(address('anna'), '451 4.2.1 try later');
  await tell();
  await until(() => readers().length > 0);
  const [consent] = await kit.app.database.rows<{ donorId: string }>(
    `SELECT c.donor_id AS donorId FROM update_consent c JOIN donor o ON o.id = c.donor_id WHERE c.project_id = ?
      ORDER BY c.agreed_at, c.donation_id LIMIT 1`,
    [project.id],
  );
  await kit.app
    .get(UpdateSubscriptions)
    .stop({ donorId: consent?.donorId ?? '', projectId: project.id }, 'link');
  server.answerTo(address('anna'), null);
  await kit.app.settle(30_000);
  expect(readers()).toEqual([address('ben')]);
});

it('an address that the server refuses for good is marked, masked, and mailed no more updates; a soft no is tried again', async () => {
  await giver('anna');
  await giver('ben');
  server.mails.length = 0;
  server.answerTo(address('anna'), `550 5.1.1 <${address('anna')}> no such user`);
  server.answerTo(address('ben'), '452 4.2.2 mailbox full');
  const id = await tell();
  const refusals = kit.app.get(MailRefusals);
  await until(async () => (await refusals.countOf(kit.organizationId)) > 0);
  server.answerTo(address('ben'), null);
  await kit.app.settle(30_000);
  expect(readers()).toEqual([address('anna'), address('ben')].slice(1));
  expect(await progress(id)).toMatchObject({ counts: { waiting: 0, sent: 1, refused: 1, stopped: 0 } });
  const [marked] = await refusals.ofOrganization(kit.organizationId, { skip: 0, limit: 5 });
  expect(marked).toMatchObject({
    masked: `a***@${project.slug}.example.org`,
    reason: '550 5.1.1 <[mail]> no such user',
  });
  expect(
    JSON.stringify(await kit.app.get(GiverMailingsQueries).failuresOf((await progress(id))?.id ?? '', 9)),
  ).not.toContain(address('anna'));
  server.answerTo(address('anna'), null);
  const next = await told();
  expect(await progress(next)).toMatchObject({ written: 1, skipped: 1 });
  // Another organization knows nothing of it.
  const stranger = await buildOrganization(kit.app);
  expect(await refusals.countOf(stranger)).toBe(0);
  const cleared = (organizationId: string) =>
    kit.app.database.inTransaction((tx) => refusals.clear(tx, organizationId, marked?.key ?? ''));
  expect(await cleared(stranger)).toBe(false);
  // Her next receipt arrives: the address is good again.
  await giver('anna', { follow: false });
  expect(await refusals.countOf(kit.organizationId)).toBe(0);
});

it('a gift whose money all went back has no updates any more', async () => {
  const gift = await giver('anna');
  kit.clock.advance(1_000);
  await kit.deliver(refundEvents(refundOf(gift, gift.amount, seconds())).created());
  await kit.app.settle();
  expect(await kit.books(gift.donationId)).toMatchObject({ status: 'refunded' });
  await told();
  expect(readers()).toEqual([]);
});

describe('a mailing', () => {
  /** Begins one that no worker takes up: the work is played by the test. */
  async function begun(): Promise<string> {
    const id = newId();
    await kit.app.database.inTransaction((tx) =>
      tx.query(
        `INSERT INTO giver_mailing (id, organization_id, project_id, audience, source_type, source_id, subject_zh,
           subject_en, text_zh, text_en, asked_at) VALUES (?, ?, ?, 'givers', 'test', ?, '告知', '', '用途变更', '', ?)`,
        [id, kit.organizationId, project.id, newId(), kit.clock.now()],
      ),
    );
    return id;
  }
  const run = (subjectId: string, report: (done: number) => Promise<void> = async () => undefined) =>
    kit.app
      .get(GiverMailingsJobs)
      .work.run(
        { id: newId(), organizationId: kit.organizationId, subjectId, params: {}, startedBy: null },
        { report },
      );
  const notices = () =>
    server.mails.filter(({ text }) => !isToMany({ text }) && !/^Content-Type: multipart/im.test(text));

  it('killed between two batches goes on behind the last one; two workers at once mail nobody twice', async () => {
    for (const name of ['anna', 'ben', 'carl', 'dora']) await giver(name, { follow: name === 'anna' });
    server.mails.length = 0;
    const { work } = kit.app.get(GiverMailingsJobs);
    work.batch = 1;
    try {
      const id = await begun();
      const killed = run(id, async (done) => {
        if (done === 2) throw new WorkStopped('shutdown');
      });
      await expect(killed).rejects.toThrow('must stop');
      const results = await Promise.all([run(id), run(id)]);
      expect(results).toEqual([
        { written: 4, skipped: 0 },
        { written: 4, skipped: 0 },
      ]);
      await kit.app.settle();
      expect(
        notices()
          .flatMap(({ to }) => to)
          .sort(),
      ).toEqual(['anna', 'ben', 'carl', 'dora'].map(address));
      expect(notices()[0]?.text).not.toContain('List-Unsubscribe');
    } finally {
      work.batch = 200;
    }
  });

  it('is called off by its own organization only, and by the withdrawal of its update', async () => {
    await giver('anna');
    server.answerTo(address('anna'), '451 4.2.1 later');
    const id = await tell();
    await until(async () => (await progress(id))?.written === 1);
    const mailing = (await progress(id))?.id ?? '';
    const stranger = { staffId: newId(), organizationId: await buildOrganization(kit.app) };
    expect(await refusal(kit.app.get(GiverMailings).callOff(stranger, mailing))).toEqual([
      'mailing_not_found',
    ]);
    expect(await refusal(kit.app.get(GiverMailings).goOn(stranger, mailing))).toEqual(['mailing_not_found']);
    const version = (await kit.app.get(ProjectUpdatesQueries).byId(id))?.version ?? 0;
    await kit.app.get(ProjectUpdates).withdraw(editor, { id, version }, { noteZh: '有误', noteEn: '' });
    await until(async () => (await progress(id))?.state === 'called_off');
    server.answerTo(address('anna'), null);
    await kit.app.settle(30_000);
    expect(await progress(id)).toMatchObject({
      state: 'called_off',
      counts: { sent: 0, stopped: 1, waiting: 0 },
    });
    expect(readers()).toEqual([]);
  });

  it('is mailed as a notice to every giver with an address, once for each thing it tells of', async () => {
    await giver('anna', { follow: false });
    await kit.give(project, { mail: address('ben') });
    server.mails.length = 0;
    const notice = {
      ...{
        organizationId: kit.organizationId,
        projectId: project.id,
        sourceType: 'use_change',
        sourceId: newId(),
      },
      ...{
        subjectZh: '用途变更告知',
        subjectEn: '',
        textZh: '剩余善款改用于修路。',
        textEn: '',
        staffId: null,
      },
    };
    for (const _ of [1, 2])
      await kit.app.database.inTransaction((tx) => kit.app.get(GiverMailings).notify(tx, notice));
    await kit.app.settle();
    expect(notices().flatMap(({ to }) => to)).toEqual([address('anna')]);
    expect((await bodies(`a***@${project.slug}.example.org`))[0]).toContain('与您是否订阅项目动态无关');
  });

  it('is forgotten after 90 days with the addresses in its mails; the counts stay', async () => {
    await giver('anna');
    const id = await told();
    kit.clock.advance(91 * 86_400_000);
    await kit.app.get(GiverMailingsJobs).forgetOld();
    expect(await bodies(`a***@${project.slug}.example.org`)).toEqual([]);
    expect(await progress(id)).toMatchObject({ counts: { sent: 1, waiting: 0 } });
    kit.clock.set(new Date());
  });
});
