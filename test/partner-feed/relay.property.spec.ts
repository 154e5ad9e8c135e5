import fc from 'fast-check';
import { SetClock } from '../../src/kernel/clock.js';
import { ChannelDataMaker } from '../../src/partner-feed/channel-data.service.js';
import { EventDataMaker } from '../../src/partner-feed/event-data.service.js';
import type { PartnerEvent } from '../../src/partner-feed/partner-event.js';
import { PartnerEvents } from '../../src/partner-feed/partner-events.queries.js';
import { PartnerFeedJobs } from '../../src/partner-feed/partner-feed.jobs.js';
import { PartnerFeedRelay } from '../../src/partner-feed/partner-feed-relay.service.js';
import { Channels } from '../../src/partners/channels.service.js';
import { PartnersQueries } from '../../src/partners/partners.queries.js';
import { ProgressQueries } from '../../src/progress/progress.queries.js';
import { Projects } from '../../src/projects/projects.service.js';
import { openTestApp, type TestApp } from '../support/app.js';
import { type BuiltProject, buildOrganization, buildProject } from '../support/builders.js';
import {
  activePartner,
  dataOf,
  doTasks,
  dyingDatabase,
  eventsOf,
  follow,
  giveTo,
  makeTasks,
  relayAll,
} from './feed-kit.js';

const clock = new SetClock(new Date('2026-11-20T04:00:00Z'));
let app: TestApp;

let scene: Awaited<ReturnType<typeof buildScene>>;

beforeAll(async () => {
  app = await openTestApp({ clock });
  scene = await buildScene();
});
afterAll(async () => {
  await app.close();
});

type Step =
  | { do: 'give'; project: number; amount: number; channelled: boolean }
  | { do: 'follow' | 'tasks' | 'relay' | 'two relays' | 'read' }
  | { do: 'relay dies'; after: number }
  | { do: 'subscriber'; n: number }
  | { do: 'wait'; seconds: number }
  | { do: 'close'; project: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('give' as const),
      project: fc.nat(2),
      amount: fc.integer({ min: 1, max: 900 }),
      channelled: fc.boolean(),
    }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constantFrom('follow' as const, 'tasks' as const) }) },
  {
    weight: 5,
    arbitrary: fc.record({ do: fc.constantFrom('relay' as const, 'two relays' as const, 'read' as const) }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('relay dies' as const), after: fc.nat(25) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('subscriber' as const), n: fc.nat(5) }) },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('wait' as const), seconds: fc.integer({ min: 1, max: 90 }) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('close' as const), project: fc.nat(2) }) },
);

/** Two societies; a partner of each and one of both, that has a channel. */
async function buildScene() {
  const [one, other] = [await buildOrganization(app), await buildOrganization(app)];
  const partners: { id: string; of: string[] }[] = [];
  for (const societies of [[one], [other], [one, other]])
    partners.push({ id: (await activePartner(app, societies)).partnerId, of: societies });
  const both = partners[2]?.id ?? '';
  const channel = await app.get(Channels).create({ nameZh: '视频号', nameEn: 'Video', partnerId: both });
  return { one, other, partners, both, channel };
}

const at = <T>(list: readonly T[], n: number): T => {
  const one = list[n];
  if (one === undefined) throw new Error(`nothing at ${n}`);
  return one;
};

async function play(
  steps: readonly Step[],
  projects: readonly BuiltProject[],
  read: () => Promise<void>,
): Promise<void> {
  const relay = app.get(PartnerFeedRelay);
  for (const each of steps) {
    if (each.do === 'give')
      await giveTo(
        app,
        at(projects, each.project),
        BigInt(each.amount),
        each.channelled ? scene.channel : null,
      );
    else if (each.do === 'follow') await follow(app);
    else if (each.do === 'tasks') await makeTasks(app);
    else if (each.do === 'subscriber') await doTasks(app, each.n);
    else if (each.do === 'relay') await relay.relayOnce();
    else if (each.do === 'two relays') await Promise.all([relay.relayOnce(), relay.relayOnce(), follow(app)]);
    else if (each.do === 'read') await read();
    else if (each.do === 'wait') clock.advance(each.seconds * 1_000);
    else if (each.do === 'close')
      await app
        .get(Projects)
        .close({ staffId: null }, at(projects, each.project).id)
        .catch(() => undefined);
    else if (each.do === 'relay dies')
      await new PartnerFeedRelay(
        dyingDatabase(app, each.after),
        clock,
        app.get(EventDataMaker),
        app.get(ChannelDataMaker),
        app.get(PartnersQueries),
      )
        .relayOnce()
        .catch((error: Error) => expect(error.message).toBe('killed'));
  }
}

/** Everything that is left is done, a minute after everything was told. */
async function finish(): Promise<void> {
  await follow(app);
  await makeTasks(app);
  for (const n of app.get(PartnerFeedJobs).subscribers.keys()) await doTasks(app, n);
  await relayAll(app);
  clock.advance(61_000);
  await relayAll(app);
}

/** Progress events of each project in the order of their numbers. */
function progressOf(events: readonly PartnerEvent[]): Map<string, PartnerEvent[]> {
  const found = new Map<string, PartnerEvent[]>();
  for (const event of events.filter(({ kind }) => kind === 'project.progress.updated')) {
    const project = String(dataOf(event).project_id);
    found.set(project, [...(found.get(project) ?? []), event]);
  }
  return found;
}

test('X9 whatever the order of commits, relays and deaths: no gap, none twice, in order, and the last state is told', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), async (steps) => {
      const { one, other, partners } = scene;
      const projects: BuiltProject[] = [];
      for (const organizationId of [one, one, other])
        projects.push(await buildProject(app, { organizationId }));
      const readBy = new Map<string, PartnerEvent[]>();
      for (const { id } of partners) readBy.set(id, await eventsOf(app, id));
      // A reader that goes on from the last number it has seen, while relays are at work.
      const read = async (): Promise<void> => {
        for (const [id, seen] of readBy)
          seen.push(...(await app.get(PartnerEvents).after(id, true, seen.at(-1)?.seq ?? 0n, 5)).events);
      };
      await play(steps, projects, read);
      await finish();
      for (const { id, of } of partners) {
        const events = await eventsOf(app, id);
        expect(events.map(({ seq }) => seq)).toEqual(events.map((_, n) => BigInt(n + 1)));
        const seen = readBy.get(id) ?? [];
        expect(seen.map((event) => event.id)).toEqual(events.slice(0, seen.length).map((event) => event.id));
        const own = projects.filter(({ organizationId }) => of.includes(organizationId));
        const told = progressOf(events);
        for (const project of own) await judge(project, events, told.get(`prj_${project.id}`) ?? []);
      }
      await judgeChannel();
    }),
    { numRuns: 25 },
  );
}, 280_000);

/** The channel's last event says what the ledger holds of it, and no two of them are closer than a minute. */
async function judgeChannel(): Promise<void> {
  const told = (await eventsOf(app, scene.both)).filter(({ kind }) => kind === 'channel.figures.updated');
  const rows = await app.database.rows<{ gross: string; seq: string }>(
    `SELECT SUM(t.amount) AS gross, MAX(s.seq) AS seq FROM entry e JOIN transfer t ON t.entry_id = e.id
       JOIN ledger_sequence s ON s.entry_id = e.id WHERE e.channel_id = ? GROUP BY e.organization_id
      ORDER BY e.organization_id`,
    [scene.channel],
  );
  if (rows.length > 0)
    expect(dataOf(told.at(-1)).figures).toMatchObject(
      rows.map(({ gross, seq }) => ({ gross, net: gross, refunded: '0', ledger_seq: Number(seq) })),
    );
  for (const [n, event] of told.entries()) {
    const wait = (told[n + 1]?.createdAt.getTime() ?? Number.POSITIVE_INFINITY) - event.createdAt.getTime();
    expect(wait).toBeGreaterThanOrEqual(60_000);
  }
}

async function judge(
  project: BuiltProject,
  events: readonly PartnerEvent[],
  told: readonly PartnerEvent[],
): Promise<void> {
  const numbers = await app.get(ProgressQueries).ofProject(project.id);
  if (!numbers) throw new Error('no such project');
  const last = told.at(-1);
  if (numbers.ledgerSeq > 0n)
    expect(dataOf(last)).toMatchObject({
      raised: numbers.raised.toString(),
      ledger_seq: Number(numbers.ledgerSeq),
    });
  for (const [n, event] of told.entries()) {
    const next = told[n + 1];
    if (!next) continue;
    expect(Number(dataOf(next).ledger_seq)).toBeGreaterThan(Number(dataOf(event).ledger_seq));
    expect(next.createdAt.getTime() - event.createdAt.getTime()).toBeGreaterThanOrEqual(60_000);
  }
  const single = events.filter(
    ({ kind, payload }) => kind !== 'project.progress.updated' && payload.includes(project.slug),
  );
  const kinds = single.map(({ kind }) => kind);
  expect(kinds.filter((kind) => kind === 'project.published')).toHaveLength(1);
  expect(new Set(kinds).size).toBe(kinds.length);
  expect(kinds[0]).toBe('project.published');
  const published = single[0]?.seq ?? 0n;
  for (const event of told) expect(event.seq).toBeGreaterThan(published);
}
