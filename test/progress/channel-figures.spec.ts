import fc from 'fast-check';
import { SetClock } from '../../src/kernel/clock.js';
import { newId } from '../../src/kernel/ids.js';
import { type EntryKind, Ledger } from '../../src/ledger/ledger.service.js';
import { Numberer } from '../../src/ledger/numberer.service.js';
import { ChannelFigures, GROUP_MIN } from '../../src/progress/channel-figures.queries.js';
import { ChannelShares } from '../../src/progress/channel-shares.queries.js';
import { ProgressQueries } from '../../src/progress/progress.queries.js';
import { Projector } from '../../src/progress/projector.service.js';
import { openTestApp, type TestApp } from '../support/app.js';
import { type BuiltProject, buildChannel, buildOrganization, buildProject } from '../support/builders.js';
import { type Given, progressKit } from './progress-kit.js';

const DAY_MS = 86_400_000;
const clock = new SetClock(new Date('2026-10-02T04:00:00Z'));
let app: TestApp;
const { entries, book, reverse } = progressKit(() => app, clock);

beforeAll(async () => {
  app = await openTestApp({ clock });
});
afterAll(async () => {
  await app.close();
});

const figures = () => app.get(ChannelFigures);
const shares = () => app.get(ChannelShares);
const gifts = (n: number, given: Partial<Given>): Given[] =>
  Array.from({ length: n }, () => ({ amount: 100n, ...given }));
const at = (day: string): Date => new Date(`${day}T04:00:00Z`);

describe('a channel', () => {
  it('brings gross, refunded and net by day and project, at a ledger number', async () => {
    const project = await buildProject(app);
    const { organizationId } = project;
    const [channel, other] = [await buildChannel(app), await buildChannel(app)];
    const [mine, theirs] = [{ channelId: channel.id }, { channelId: other.id }];
    const refundedGift = newId();
    await book(
      await entries(project, [
        { ...mine, amount: 700n, subjectId: refundedGift, occurredAt: at('2026-10-01') },
        ...gifts(4, { ...mine, occurredAt: at('2026-10-01') }),
        ...gifts(6, { ...mine, occurredAt: at('2026-10-02') }),
        ...gifts(9, { ...theirs, occurredAt: at('2026-10-02') }),
        ...gifts(3, { occurredAt: at('2026-10-02') }),
      ]),
    );
    await book(
      await entries(project, [
        { ...mine, kind: 'refund_by_provider', amount: -700n, subjectId: refundedGift },
      ]),
    );
    const answer = await figures().ofChannel(channel.id, { from: '2026-10-01', to: '2026-10-31' });
    const day1 = { gross: 1_100n, refunded: 0n, net: 1_100n, gifts: 5, final: false };
    const day2 = { gross: 600n, refunded: 700n, net: -100n, gifts: 6, final: false };
    const group = { organizationId, projectId: project.id, currency: 'CNY' };
    expect(answer).toEqual({
      channelId: channel.id,
      from: '2026-10-01',
      to: '2026-10-31',
      totals: [{ currency: 'CNY', gross: 1_700n, refunded: 700n, net: 1_000n, gifts: 11 }],
      // One project alone: all its gifts may be told by day.
      groups: [
        { ...group, from: '2026-10-01', to: '2026-10-01', ...day1 },
        { ...group, from: '2026-10-02', to: '2026-10-02', ...day2 },
      ],
      societies: [{ organizationId, final: false, ledgerSeq: 24n, asOf: expect.any(Date) }],
    });
    expect(await shares().ofOrganization(organizationId, '2026-10-01', '2026-10-31')).toEqual(
      [
        { channelId: channel.id, currency: 'CNY', gross: 1_700n, refunded: 700n, net: 1_000n, gifts: 11 },
        { channelId: other.id, currency: 'CNY', gross: 900n, refunded: 0n, net: 900n, gifts: 9 },
      ].sort((a, b) => Number(b.net - a.net)),
    );
    expect(await shares().direct(organizationId, '2026-10-01', '2026-10-31')).toEqual([
      { currency: 'CNY', gross: 300n, refunded: 0n, net: 300n },
    ]);
  });

  it('a group counts where its last day lies, so that ranges neither overlap nor tell of a small day', async () => {
    const project = await buildProject(app);
    const channelId = (await buildChannel(app)).id;
    await book(
      await entries(project, [
        ...gifts(2, { channelId, occurredAt: at('2026-10-01') }),
        ...gifts(3, { channelId, occurredAt: at('2026-10-02') }),
      ]),
    );
    const of = async (from: string, to: string) =>
      (await figures().ofChannel(channelId, { from, to })).totals.map((sums) => sums.gifts);
    expect(await of('2026-10-01', '2026-10-01')).toEqual([]);
    expect(await of('2026-10-02', '2026-10-02')).toEqual([5]);
    expect(await of('2026-10-01', '2026-10-02')).toEqual([5]);
    expect(await of('2026-10-03', '2026-10-02')).toEqual([]);
  });

  it('only societies that are asked for are told', async () => {
    const [project, elsewhere] = [await buildProject(app), await buildProject(app)];
    const channelId = (await buildChannel(app)).id;
    await book(await entries(project, gifts(5, { channelId })));
    await book(await entries(elsewhere, gifts(7, { channelId })));
    const of = async (organizationIds?: string[]) => {
      const range = { from: '2026-10-01', to: '2026-10-31', ...(organizationIds && { organizationIds }) };
      return (await figures().ofChannel(channelId, range)).totals.map((sums) => sums.gifts);
    };
    expect(await of()).toEqual([12]);
    expect(await of([project.organizationId])).toEqual([5]);
    expect(await of([])).toEqual([]);
    expect(await of([await buildOrganization(app)])).toEqual([]);
  });

  it('is final where the society has closed every day, and provisional until then', async () => {
    const project = await buildProject(app);
    const { organizationId } = project;
    const channelId = (await buildChannel(app)).id;
    await book(await entries(project, gifts(5, { channelId, occurredAt: at('2026-09-29') })));
    await book(await entries(project, gifts(5, { channelId, occurredAt: at('2026-10-01') })));
    const of = async () => {
      const answer = await figures().ofChannel(channelId, { from: '2026-09-01', to: '2026-09-30' });
      return [answer.groups.map(({ final }) => final), answer.societies.map(({ final }) => final)];
    };
    const set = (day: string, state: string) =>
      app.database.read.query(
        'INSERT INTO accounting_day (organization_id, day, state) VALUES (?, ?, ?) ON DUPLICATE KEY UPDATE state = VALUES(state)',
        [organizationId, day, state],
      );
    expect(await of()).toEqual([[false], [false]]);
    await set('2026-09-29', 'closed');
    expect(await of()).toEqual([[true], [false]]);
    await set('2026-10-01', 'closed');
    expect(await of()).toEqual([[true], [true]]);
    await set('2026-09-29', 'open');
    expect(await of()).toEqual([[false], [false]]);
    await set('2026-10-01', 'open');
  });

  it('has its own total since a moment: gifts from then on, less what of these went back', async () => {
    const project = await buildProject(app);
    const channelId = (await buildChannel(app)).id;
    const [before, after] = [newId(), newId()];
    const start = new Date(clock.now().getTime() + 60_000);
    await book(await entries(project, [{ channelId, amount: 900n, subjectId: before }]));
    const first = await figures().totalSince(channelId, project.id, start);
    expect(first).toMatchObject({ raised: 0n, refunded: 0n, gifts: 0, ledgerSeq: 1n });
    clock.set(start);
    await book(
      await entries(project, [
        { channelId, amount: 500n, subjectId: after },
        { channelId, amount: 50n },
        { channelId, kind: 'refund_by_provider', amount: -900n, subjectId: before },
        { channelId, kind: 'refund_by_provider', amount: -200n, subjectId: after },
      ]),
    );
    expect(await figures().totalSince(channelId, project.id, start)).toMatchObject({
      raised: 350n,
      refunded: 200n,
      gifts: 2,
      ledgerSeq: 5n,
    });
    const nobody = await figures().totalSince(newId(), project.id, start);
    expect(nobody).toEqual({ raised: 0n, refunded: 0n, gifts: 0, ledgerSeq: 0n, asOf: null });
  });
});

type Step =
  | { readonly does: 'gift'; readonly channel: number; readonly project: number; readonly amount: number }
  | { readonly does: 'more' | 'refund' | 'lost' | 'undone'; readonly gift: number; readonly amount: number }
  | { readonly does: 'annul'; readonly gift: number };
const amount = fc.integer({ min: 1, max: 9_999 });
const some = fc.nat({ max: 50 });
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      does: fc.constant('gift' as const),
      channel: fc.nat(2),
      project: fc.nat(1),
      amount,
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ does: fc.constantFrom('more', 'refund', 'lost', 'undone'), gift: some, amount }),
  },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('annul' as const), gift: some }) },
);
const KINDS = {
  more: ['platform_gift', 1n],
  refund: ['refund_by_provider', -1n],
  lost: ['dispute_lost', -1n],
  undone: ['refund_undone', 1n],
} as const satisfies Record<string, readonly [EntryKind, bigint]>;

interface House {
  readonly organizationId: string;
  readonly projects: readonly BuiltProject[];
  readonly channels: readonly (string | null)[];
}

async function house(): Promise<House> {
  const organizationId = await buildOrganization(app);
  const projects = [await buildProject(app, { organizationId }), await buildProject(app, { organizationId })];
  return {
    organizationId,
    projects,
    channels: [(await buildChannel(app)).id, (await buildChannel(app)).id, null],
  };
}

/** Books a history over some days; sometimes several entries wait for their numbers together. */
async function play({ projects, channels }: House, steps: readonly Step[], together: number): Promise<void> {
  const made: { given: Given; project: BuiltProject; entry: string; annulled: boolean }[] = [];
  // Enough that no fund is overdrawn by what goes back.
  for (const project of projects) await book(await entries(project, [{ amount: 1_000_000n }]));
  for (const [i, one] of steps.entries()) {
    clock.advance(DAY_MS / 3);
    if (one.does === 'gift') {
      const project = projects[one.project] as BuiltProject;
      const given: Given = {
        amount: BigInt(one.amount),
        subjectId: newId(),
        channelId: channels[one.channel],
      };
      const [entry] = await entries(project, [given]);
      if (!entry) throw new Error('no entry');
      await app.database.inTransaction((tx) => app.get(Ledger).post(tx, [entry]));
      made.push({ given, project, entry: entry.id, annulled: false });
    } else {
      const gift = made[one.gift % Math.max(made.length, 1)];
      if (!gift || gift.annulled) continue;
      if (one.does === 'annul') {
        gift.annulled = true;
        await reverse(gift.entry);
        continue;
      }
      const [kind, sign] = KINDS[one.does];
      const posted = await entries(gift.project, [
        { ...gift.given, kind, amount: sign * BigInt(one.amount) },
      ]);
      await app.database.inTransaction((tx) => app.get(Ledger).post(tx, posted));
    }
    if (i % together === 0) await app.get(Numberer).numberOnce();
    if (i % (together + 1) === 0) await app.get(Projector).projectOnce();
  }
  await book(await entries(projects[0] as BuiltProject, [{ amount: 1n }]));
}

const rowsOf = (organizationId: string) =>
  app.database.rows('SELECT * FROM channel_entry WHERE organization_id = ? ORDER BY ledger_seq', [
    organizationId,
  ]);

it('channels and direct gifts are the ledger, whatever happens to gifts, and a house that catches up gets the same', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 1, maxLength: 30 }),
      fc.integer({ min: 1, max: 4 }),
      async (steps, together) => {
        const { organizationId, projects, channels } = await house();
        await play({ organizationId, projects, channels }, steps, together);
        const [from, to] = ['2026-01-01', '2099-12-31'];
        const [ledger] = await app.database.rows<{ net: string }>(
          `SELECT SUM(CASE WHEN c.code = '410102' THEN t.amount ELSE -t.amount END) AS net
           FROM transfer t JOIN account c ON c.id = t.credit_account_id WHERE t.organization_id = ?`,
          [organizationId],
        );
        const channelled = await shares().ofOrganization(organizationId, from, to);
        const direct = await shares().direct(organizationId, from, to);
        const sum = (of: 'net' | 'refunded' | 'gross') =>
          [...channelled, ...direct].reduce((all, sums) => all + sums[of], 0n);
        expect(sum('net')).toBe(BigInt(ledger?.net ?? 0));
        const numbers = await Promise.all(projects.map(({ id }) => app.get(ProgressQueries).ofProject(id)));
        expect(sum('refunded')).toBe(numbers.reduce((all, project) => all + (project?.refunded ?? 0n), 0n));
        expect(sum('gross') - sum('refunded')).toBe(sum('net'));

        for (const channelId of channels) {
          if (!channelId) continue;
          const { totals, groups } = await figures().ofChannel(channelId, { from, to });
          const whole = channelled.filter((sums) => sums.channelId === channelId);
          expect(totals).toEqual(whole.map(({ channelId: _, ...sums }) => sums));
          const months = new Map<string, number>();
          for (const group of groups)
            months.set(group.to.slice(0, 7), (months.get(group.to.slice(0, 7)) ?? 0) + 1);
          for (const group of groups)
            if (months.get(group.to.slice(0, 7)) !== 1) expect(group.gifts).toBeGreaterThanOrEqual(GROUP_MIN);
        }

        const before = await rowsOf(organizationId);
        await app.database.read.query('DELETE FROM channel_entry WHERE organization_id = ?', [
          organizationId,
        ]);
        await app.database.read.query(
          'UPDATE progress_cursor SET channel_seq = 0 WHERE organization_id = ?',
          [organizationId],
        );
        while ((await app.get(Projector).projectOnce()) > 0);
        expect(await rowsOf(organizationId)).toEqual(before);
      },
    ),
    { numRuns: 12 },
  );
}, 120_000);
