import fc from 'fast-check';
import { DonationKeys } from '../../src/donations/donation-keys.service.js';
import { GiftPublicity } from '../../src/donations/gift-publicity.service.js';
import { Moderation } from '../../src/donations/moderation.service.js';
import { KIND_DONOR } from '../../src/donations/public-label.js';
import { dayIn } from '../../src/kernel/clock.js';
import { newId, withPrefix } from '../../src/kernel/ids.js';
import { Channels } from '../../src/partners/channels.service.js';
import { Overlays } from '../../src/partners/overlays.service.js';
import { PartnerKeys } from '../../src/partners/partner-keys.service.js';
import { ProgressFeed } from '../../src/progress/progress-feed.service.js';
import { siteAsset } from '../../src/web/ui/site-assets.js';
import { eventsOf, type GiftKit, type OpenGift, openGiftKit } from '../donations/gift-kit.js';
import { refundEvents, refundOf } from '../donations/returns-kit.js';
import { buildActivePartner } from '../partners/partner-kit.js';
import type { BuiltProject } from '../support/builders.js';
import { buildPerson } from '../support/two-people.js';
import { as, consoleOf, form } from '../web/console/console.js';
import { addressesOf, crawl, type Places, publicRoutes, type Said } from './public-crawl.js';

// Features X16, charity rules 1.6: how a gift appears is its giver's choice for that gift. Whatever is public, in any
// form, an anonymous gift shares nothing with its donor's named ones, and no name leaves in another form than chosen.

jest.setTimeout(280_000);

const PUBLICITIES = ['REAL_NAME', 'MASKED', 'ANONYMOUS'] as const;
type Publicity = (typeof PUBLICITIES)[number];

/** Routes that refuse what the crawl brings: they open with a gift's own key, or show what these projects do not have. */
const SHUT: readonly RegExp[] = [
  / \/(donations|monthly)\/:id/,
  / \/(gifts\/mine|unsubscribe)/,
  / \/projects\/:slug\/(picture|updates|spending\/evidence)\/:\w+$/,
  /^POST \/projects\/:slug\/donations$/,
  / \/disclosure\/books\/:organization\/:file$/,
  / \/api\/docs\/LICENSE$/,
];

/** A gift as it is drawn by lot. */
interface Wish {
  readonly donor: 0 | 1;
  readonly publicity: Publicity;
  readonly message: boolean;
  readonly dedication: boolean;
  readonly approved: boolean;
  readonly refunded: boolean;
  /** What the donor changes it to afterwards. */
  readonly later: Publicity | null;
}

const wish: fc.Arbitrary<Wish> = fc.record({
  donor: fc.constantFrom(0, 1),
  publicity: fc.constantFrom(...PUBLICITIES),
  message: fc.boolean(),
  dedication: fc.boolean(),
  approved: fc.boolean(),
  refunded: fc.boolean(),
  later: fc.option(fc.constantFrom(...PUBLICITIES), { nil: null }),
});

interface Donor {
  readonly name: string;
  readonly mail: string;
  /** A resident identity number for the official receipt. */
  readonly number: string;
}

interface Made extends Wish {
  readonly gift: OpenGift;
  readonly who: Donor;
  readonly message_: string;
  readonly honoured: string;
  readonly appears: Publicity;
  /** Whether the whole name may be read now. */
  readonly named: boolean;
}

let kit: GiftKit;
let url: string;
let editor: string;
let slug: string;
let partner: Awaited<ReturnType<typeof buildActivePartner>>;
let secret: string;

beforeAll(async () => {
  kit = await openGiftKit({ API_PER_MINUTE: '1000000', DEMO: '1' }, {}, { worker: true });
  url = await kit.app.listen();
  editor = await buildPerson(kit.app, kit.organizationId, 'editor');
  partner = await buildActivePartner(kit.app, kit.organizationId);
  const scopes = ['channels:read', 'figures:read', 'events:read'] as const;
  const key = { kind: 'secret', livemode: true, name: 'crawl', scopes: [...scopes], origins: [] } as const;
  ({ text: secret } = await kit.app
    .get(PartnerKeys)
    .create({ personId: partner.ownerId }, partner.partnerId, key));
  const [row] = await kit.app.database.rows<{ slug: string }>('SELECT slug FROM organization WHERE id = ?', [
    kit.organizationId,
  ]);
  slug = row?.slug ?? '';
}, 90_000);
afterAll(() => kit.close());

const letters = () => newId().slice(-9);
const IDENTITY = '11010519491231002X';

function donorOf(family: string): Donor {
  const own = letters();
  return { name: `${family}${own}`, mail: `${own}.mail@donors.example`, number: IDENTITY };
}

async function give(project: BuiltProject, channel: string, wishes: readonly Wish[]): Promise<Made[]> {
  const donors = [donorOf('欧'), donorOf('诸')] as const;
  const made: Made[] = [];
  for (const [nth, each] of wishes.entries()) {
    const who = donors[each.donor];
    const [message_, honoured] = [`祝福${letters()}`, `敬${letters()}`];
    const gift = await kit.give(project, {
      amountText: String(1_000 + nth),
      publicity: each.publicity,
      name: who.name,
      mail: who.mail,
      channelCode: channel,
      ...(each.message ? { message: message_ } : {}),
      ...(each.dedication ? { dedication: { kind: 'honor', name: honoured } } : {}),
      official: { kind: 'person', name: who.name, number: who.number },
    });
    await kit.deliver(eventsOf(gift, kit.clock.now().getTime() / 1000).succeeded());
    const appears = each.later ?? each.publicity;
    const unchanged = each.later === null || each.later === each.publicity;
    const named = appears === 'REAL_NAME' && each.approved && unchanged;
    made.push({ ...each, gift, who, message_, honoured, appears, named });
  }
  await kit.app.settle();
  for (const { gift, approved } of made) {
    if (!approved) continue;
    const words = await kit.app.database.rows<{ donationId: string; kind: 'name' }>(
      'SELECT donation_id AS donationId, kind FROM public_word WHERE donation_id = ?',
      [gift.donationId],
    );
    if (words.length > 0) await kit.app.get(Moderation).approve(editor, kit.organizationId, words);
  }
  return made;
}

/** Donors who change their mind, and gifts that go back, after everybody could see the first form. */
async function change(made: readonly Made[]): Promise<void> {
  for (const { gift, later, refunded } of made) {
    if (later) await kit.app.get(GiftPublicity).change(gift.donationId, later);
    if (!refunded) continue;
    const refund = refundOf(gift, gift.amount, kit.clock.now().getTime() / 1000);
    await kit.deliver(refundEvents(refund).created());
  }
  await kit.app.settle();
}

async function placesOf(
  project: BuiltProject,
  channel: { id: string; code: string },
  made: readonly Made[],
): Promise<Places> {
  const { token } = await kit.app.get(Overlays).create({ personId: partner.ownerId }, partner.partnerId, {
    ...{
      projectId: project.id,
      channelId: channel.id,
      basis: 'project',
      since: null,
      title: '',
      target: null,
    },
    ...{ showNames: true, theme: 'dark' },
  });
  const site = siteAsset('site.css');
  const gifts = made.map(({ gift }) => withPrefix('don', gift.donationId));
  return {
    headers: { authorization: `Bearer ${secret}` },
    parts: {
      ...{ slug: [project.slug, slug], organization: [slug], code: [channel.code], token: [token] },
      ...{ id: [...gifts, withPrefix('mon', newId())], number: ['1'], name: ['boai.js'], version: ['v1'] },
      ...{
        paper: ['unknown'],
        verb: ['pause'],
        ...{ hash: [site?.hash ?? ''] },
        file: ['2026-11-20.json'],
        '*': ['swagger-ui.css'],
      },
    },
    routes: {
      'GET /assets/:hash/:name': [`/assets/${site?.hash}/site.css`],
      'GET /problems/:code': ['/problems/not_found'],
      'GET /api/v1/progress': [`/api/v1/progress?projects=${project.slug}`],
      'GET /api/v1/channels/:id/figures': [
        `/api/v1/channels/${withPrefix('chn', channel.id)}/figures?from=2026-01-01&to=2026-12-31`,
      ],
      'GET /api/v1/events': ['/api/v1/events?after=0'],
      'GET /oembed': [`/oembed?url=${encodeURIComponent(`http://127.0.0.1:3000/projects/${project.slug}`)}`],
      'GET /api/v1/disclosure/annual': [`/api/v1/disclosure/annual?organization=${slug}&year=2026`],
    },
  };
}

/** Everything that must be read nowhere, whatever the giver chose. */
async function secretsOf({
  gift,
  who,
  publicity,
  appears,
  honoured,
  message_,
  approved,
  dedication,
  message,
}: Made): Promise<Record<string, string>> {
  const [row] = await kit.app.database.rows<{ donorId: string | null }>(
    'SELECT donor_id AS donorId FROM donation WHERE id = ?',
    [gift.donationId],
  );
  // Whoever becomes less visible has their message read once more before it is shown again.
  const rank = (publicity: Publicity) => PUBLICITIES.indexOf(publicity);
  const hidden = !approved || rank(appears) > rank(publicity);
  return {
    attempt: gift.attemptId,
    payment: gift.paymentId.slice(3),
    session: gift.sessionId,
    donor: row?.donorId ?? gift.attemptId,
    key: kit.app.get(DonationKeys).keyOf(gift.donationId),
    mail: who.mail,
    'mail, first part': who.mail.slice(0, who.mail.indexOf('@')),
    'identity number': who.number,
    ...(message && hidden ? { message: message_ } : {}),
    ...(dedication && !approved ? { dedication: honoured } : {}),
  };
}

/** An overlay says a gift in its page and in what its stream begins with, as the newest and in the list. */
const TIMES_ON_OVERLAY = 4;

const findings = (said: readonly Said[], what: string, text: string, gifts = 0): string[] =>
  said
    .filter(({ address, text: body }) => {
      const allowed = address.startsWith('/overlay/') ? gifts * TIMES_ON_OVERLAY : gifts;
      return body.split(text).length - 1 > allowed;
    })
    .map(({ address }) => `${what} at ${address}`);

test('every public route is in the crawl, whatever is added', () => {
  const places = { headers: {}, parts: {}, routes: {} };
  expect(publicRoutes(kit.app).length).toBeGreaterThan(50);
  expect(() => addressesOf('GET /new/:thing', places)).toThrow('say in the crawl what its "thing" may be');
});

test('an anonymous gift shares nothing with its donor’s named gifts, and no name leaves in another form than chosen', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(wish, { minLength: 4, maxLength: 7 }), async (wishes) => {
      const project = await kit.project();
      const code = newId().slice(-8);
      const names = { nameZh: '云川直播', nameEn: 'Yunchuan Live' };
      const channelId = await kit.app.get(Channels).create({ code, ...names, partnerId: partner.partnerId });
      const made = await give(project, code, wishes);
      await kit.app.get(ProgressFeed).refresh();
      // Everybody may have seen the first form: caches hold it now.
      for (const path of [`/projects/${project.slug}`, `/api/v1/projects/${project.slug}/donations`])
        await kit.app.inject({ url: path });
      await change(made);
      await kit.app.get(ProgressFeed).refresh();
      kit.clock.set(new Date(kit.clock.now().getTime() + 120_000));
      const said = await crawl(kit.app, url, await placesOf(project, { id: channelId, code }, made));
      expect(said.filter(({ status }) => status >= 500)).toEqual([]);
      const answered = new Set(said.filter(({ status }) => status < 400).map(({ route }) => route));
      const silent = publicRoutes(kit.app).filter((route) => !answered.has(route));
      expect(silent.filter((route) => !SHUT.some((shut) => shut.test(route)))).toEqual([]);

      const payloads = await kit.app.database.rows<{ payload: unknown }>('SELECT payload FROM partner_event');
      const feed = { route: 'webhooks', address: 'webhooks', status: 200, text: JSON.stringify(payloads) };
      const everything = [...said, feed];
      const wrong: string[] = [];
      for (const each of made) {
        for (const [what, text] of Object.entries(await secretsOf(each)))
          wrong.push(...findings(everything, what, text));
        // The address of a gift names it, and a refused answer may say the address that was asked for.
        const elsewhere = everything.filter(({ address }) => !address.includes(each.gift.donationId));
        wrong.push(...findings(elsewhere, 'donation', each.gift.donationId));
        const named = made.filter(
          ({ who, named: whole, refunded }) => who === each.who && whole && !refunded,
        );
        wrong.push(...findings(everything, `name ${each.appears}`, each.who.name.slice(1), named.length));
      }
      expect([...new Set(wrong)]).toEqual([]);

      const list = await kit.app.inject({ url: `/api/v1/projects/${project.slug}/donations?limit=50` });
      const shown: Record<string, unknown>[] = list.json().data;
      expect(shown).toHaveLength(made.filter(({ refunded }) => !refunded).length);
      expect(new Set(shown.map(({ amount }) => amount)).size).toBe(shown.length);
      const listed = (each: Made) => shown.find(({ amount }) => amount === String(each.gift.amount));
      for (const each of made.filter(({ refunded }) => !refunded)) {
        const text = JSON.stringify(listed(each));
        if (each.appears === 'ANONYMOUS') expect(text).toContain(KIND_DONOR);
        else if (each.named) expect(text).toContain(each.who.name);
        else expect(text).toContain(`${each.who.name.slice(0, 1)}**`);
        for (const other of made) {
          if (other === each || other.refunded || each.appears !== 'ANONYMOUS') continue;
          const own = valuesOf(listed(each));
          const shared = [...valuesOf(listed(other))].filter((value) => own.has(value));
          expect(shared.filter((value) => ![KIND_DONOR, 'CNY', 'Kind donor'].includes(value))).toEqual([]);
        }
      }
    }),
    { numRuns: 3, endOnFailure: true, includeErrorInReport: true },
  );
});

/** Texts that could join two gifts: everything but times, which two strangers may share as well. */
function valuesOf(gift: unknown): Set<string> {
  const found = new Set<string>();
  const visit = (value: unknown): void => {
    if (typeof value === 'string' && value !== '' && !/^\d{4}-\d\d-\d\d/.test(value)) found.add(value);
    else if (value && typeof value === 'object') Object.values(value).forEach(visit);
  };
  visit(gift);
  return found;
}

test('a staff export of gifts has the chosen form of each name, and no mail, number or message of anybody', async () => {
  const project = await kit.project();
  const code = newId().slice(-8);
  const names = { nameZh: '云川直播', nameEn: 'Yunchuan Live' };
  await kit.app.get(Channels).create({ code, ...names, partnerId: partner.partnerId });
  const common = {
    donor: 0,
    message: true,
    dedication: true,
    approved: false,
    refunded: false,
    later: null,
  } as const;
  const made = await give(
    project,
    code,
    PUBLICITIES.map((publicity) => ({ ...common, publicity })),
  );
  const society = { id: kit.organizationId, slug };
  const clerk = await consoleOf(kit.app).signIn(society, 'clerk');
  const room = `/console/${slug}/exports`;
  const day = dayIn(kit.clock.now(), 'Asia/Shanghai');
  const asked = await kit.app.inject(
    as(clerk, form(room, { choice: 'donations:csv', firstDay: day, lastDay: day })),
  );
  expect(asked.statusCode).toBe(303);
  await kit.app.settle(30_000);
  const work = await kit.app.inject(as(clerk, { url: String(asked.headers.location) }));
  const [, place = ''] = /href="([^"]+\/exports\/exp_\w+)"/.exec(work.body) ?? [];
  const { body } = await kit.app.inject(as(clerk, { url: `${place}/file` }));
  const lines = body.split('\r\n');
  for (const each of made) {
    const line = lines.find((text) => text.includes(withPrefix('don', each.gift.donationId))) ?? '';
    expect(line).not.toBe('');
    expect(line.includes(each.who.name.slice(1))).toBe(each.publicity === 'REAL_NAME');
    expect(line.includes(KIND_DONOR)).toBe(each.publicity === 'ANONYMOUS');
    for (const text of [each.who.mail, each.who.number, each.message_, each.honoured])
      expect(body).not.toContain(text);
  }
  // Those whose work it is not get none.
  const editorOf = await consoleOf(kit.app).signIn(society, 'editor');
  expect((await kit.app.inject(as(editorOf, { url: `${place}/file` }))).statusCode).toBe(404);
  expect((await kit.app.inject({ url: `${place}/file` })).statusCode).not.toBe(200);
});
