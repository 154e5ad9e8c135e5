import { setImmediate, setTimeout } from 'node:timers/promises';
import { readableMoney } from '../../src/kernel/money.js';
import { ChannelFigures } from '../../src/progress/channel-figures.queries.js';
import { type ProgressAnswer, ProgressQueries } from '../../src/progress/progress.queries.js';
import { ProgressFeed } from '../../src/progress/progress-feed.service.js';
import { progressKit } from '../progress/progress-kit.js';
import { openTestApp, type TestApp } from '../support/app.js';
import { buildChannel, buildProject } from '../support/builders.js';
import { StreamReader } from '../support/event-source.js';
import { readPng } from '../web/embed/pictures/png-reader.js';

// Features X4, one number everywhere: while gifts and refunds are booked, every surface says the same amounts for the
// same number of the ledger, and what was raised only falls by what was given back.

jest.setTimeout(120_000);

let app: TestApp;
beforeAll(async () => {
  app = await openTestApp({ settings: { API_PER_MINUTE: '1000000' } });
});
afterAll(() => app.close());

/** What a surface said: the ledger's number and amounts in minor units, or as a reader sees them. */
interface Said {
  readonly surface: string;
  readonly seq: number;
  readonly figures: Readonly<
    Partial<Pick<ProgressAnswer, 'raised' | 'refunded' | 'donations' | 'donors' | 'as_of'>>
  >;
  readonly readable?: string;
}

const GIFTS = 12;
const PATIENCE_MS = 20_000;
const FIGURES = ['raised', 'refunded', 'donations', 'donors', 'as_of'] as const;

const saidBy = (surface: string, answer: ProgressAnswer): Said => ({
  surface,
  seq: answer.ledger_seq,
  figures: Object.fromEntries(FIGURES.map((name) => [name, answer[name]])),
});

/** The surfaces that say the whole answer, and where each has it. */
const ANSWERS: readonly (readonly [string, string, (body: Buffer) => ProgressAnswer])[] = [
  ['progress', '/api/v1/projects/SLUG/progress', (body) => JSON.parse(body.toString())],
  ['batch', '/api/v1/progress?projects=SLUG', (body) => JSON.parse(body.toString()).data[0]],
  ['widget', '/embed/v1/widget/SLUG', (body) => JSON.parse(body.toString()).progress],
  ['JSON feed', '/projects/SLUG/feed.json', (body) => JSON.parse(body.toString())._boai.progress],
  [
    'card',
    '/embed/projects/SLUG/card.png?w=320',
    (body) => JSON.parse(readPng(body).texts['boai-progress'] ?? ''),
  ],
  ['badge', '/embed/projects/SLUG/badge.svg', (body) => JSON.parse(inside(body, 'metadata'))],
  ['RSS', '/projects/SLUG/feed.xml', (body) => attributesOf(body)],
];

function inside(body: Buffer, tag: string): string {
  const [, text = ''] = new RegExp(`<${tag}[^>]*>([^<]*)</${tag}>`).exec(body.toString()) ?? [];
  return text.replaceAll('&quot;', '"').replaceAll('&amp;', '&');
}

function attributesOf(body: Buffer): ProgressAnswer {
  const [, text = ''] = /<boai:progress ([^>]*)\/>/.exec(body.toString()) ?? [];
  const found = Object.fromEntries(
    [...text.matchAll(/(\w+)="([^"]*)"/g)].map(([, name, value]) => [name, value]),
  );
  const { ledger_seq, donations, donors } = found;
  return {
    ...found,
    ledger_seq: Number(ledger_seq),
    donations: Number(donations),
    donors: Number(donors),
  } as never;
}

/** The surfaces for people: the number of the ledger and the sum as it is printed. */
const PAGES: readonly (readonly [string, string, RegExp, RegExp])[] = [
  ['page', '/projects/SLUG?lang=en', /ledger no\. (\d+)/, /class="raised[^"]*"[^>]*>\s*([^<]+?)\s*</],
  ['frame', '/embed/projects/SLUG?lang=en', /data-seq="(\d+)"/, /data-t="raised"[^>]*>\s*([^<]+?)\s*</],
];

test('every surface says the same for the same number of the ledger, while gifts and refunds are booked', async () => {
  const project = await buildProject(app);
  const channel = await buildChannel(app);
  await app.get(ProgressFeed).refresh();
  const url = await app.listen();
  const viewer = await StreamReader.open(`${url}/api/v1/projects/${project.slug}/stream`);
  const kit = progressKit(() => app, app.clock);
  const truth = new Map<number, Said['figures']>();
  const keepTruth = async () => {
    const numbers = await app.get(ProgressQueries).ofProject(project.id);
    if (!numbers) throw new Error('the project has no numbers');
    const { raised, refunded, donations, donors, asOf } = numbers;
    truth.set(Number(numbers.ledgerSeq), {
      ...{ raised: String(raised), refunded: String(refunded), donations, donors },
      as_of: asOf.toISOString(),
    });
  };
  await keepTruth();

  let booking = true;
  const heard: Said[] = [];
  const crawl = async () => {
    do {
      // Answers from memory need no turn of the event loop: without one, nothing would be booked beside them.
      await setImmediate();
      for (const [surface, path, read] of ANSWERS)
        heard.push(
          saidBy(surface, read((await app.inject({ url: path.replace('SLUG', project.slug) })).rawPayload)),
        );
      for (const [surface, path, seq, sum] of PAGES) {
        const { body } = await app.inject({ url: path.replace('SLUG', project.slug) });
        heard.push({
          surface,
          seq: Number(seq.exec(body)?.[1]),
          figures: {},
          readable: sum.exec(body)?.[1] ?? body,
        });
      }
    } while (booking);
  };
  const crawler = crawl();
  const ofChannel = { raised: 0n, refunded: 0n };
  let last = 0;
  try {
    for (let n = 1; n <= GIFTS; n++) {
      const given = { amount: BigInt(n * 100 + n), channelId: n % 2 === 0 ? channel.id : null };
      if (given.channelId) ofChannel.raised += given.amount;
      const gifts = await kit.entries(project, [given]);
      await kit.book(gifts);
      await keepTruth();
      if (n % 6 === 0) {
        ofChannel.raised -= 50n;
        ofChannel.refunded += 50n;
        const back = {
          kind: 'refund_by_provider',
          amount: -50n,
          subjectId: gifts[0]?.subjectId ?? '',
        } as const;
        await kit.book(await kit.entries(project, [{ ...back, channelId: given.channelId }]));
        await keepTruth();
      }
    }
    last = Math.max(...truth.keys());
    await viewer.until(({ events }) => events.some(({ id }) => id.startsWith(`${last}-`)), 10_000);
  } finally {
    booking = false;
    await crawler;
    viewer.close();
  }
  // A picture may be some seconds older than the numbers; each surface comes to the last one.
  const behind = () =>
    [...ANSWERS, ...PAGES].flatMap(([name]) =>
      heard.some(({ surface, seq }) => surface === name && seq === last) ? [] : [name],
    );
  for (const end = Date.now() + PATIENCE_MS; behind().length > 0 && Date.now() < end; await setTimeout(500))
    await crawl();
  expect(behind()).toEqual([]);
  const streamed = viewer.events.map(({ data }) => saidBy('stream', JSON.parse(data)));

  for (const { surface, seq, figures, readable } of [...heard, ...streamed]) {
    const expected = truth.get(seq);
    expect({ surface, seq, known: expected !== undefined }).toEqual({ surface, seq, known: true });
    for (const [name, value] of Object.entries(figures))
      expect({ surface, seq, [name]: value }).toEqual({ surface, seq, [name]: expected?.[name as 'raised'] });
    if (readable !== undefined)
      expect({ surface, seq, readable }).toEqual({
        ...{ surface, seq },
        readable: readableMoney({ amount: BigInt(expected?.raised ?? -1), currency: 'CNY' }, 'en'),
      });
  }
  // The crawl must have met the numbers on their way, not only the last ones, and each surface its share of them.
  expect(new Set(heard.map(({ seq }) => seq)).size).toBeGreaterThan(3);

  for (const [before, after] of streamed.slice(1).map((said, n) => [streamed[n], said] as const)) {
    const fell = BigInt(before?.figures.raised ?? 0) - BigInt(after.figures.raised ?? 0);
    const labelled = BigInt(after.figures.refunded ?? 0) - BigInt(before?.figures.refunded ?? 0);
    expect(fell <= labelled).toBe(true);
  }

  // What the channel brought is what it was given for: its gifts are every other one, less what went back.
  const { raised, refunded } = await app.get(ChannelFigures).totalSince(channel.id, project.id, new Date(0));
  expect({ raised, refunded }).toEqual(ofChannel);
});
