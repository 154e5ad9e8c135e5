import { SetClock } from '../../src/kernel/clock.js';
import { newId } from '../../src/kernel/ids.js';
import { Ledger } from '../../src/ledger/ledger.service.js';
import { Numberer } from '../../src/ledger/numberer.service.js';
import { Metrics } from '../../src/platform/metrics/metrics.js';
import { ProgressQueries, type ProjectNumbers } from '../../src/progress/progress.queries.js';
import { ProgressFeed } from '../../src/progress/progress-feed.service.js';
import { Projector } from '../../src/progress/projector.service.js';
import { Projects } from '../../src/projects/projects.service.js';
import { openTestApp, type TestApp } from '../support/app.js';
import { type BuiltProject, buildProject } from '../support/builders.js';
import { type Given, progressKit } from './progress-kit.js';

const clock = new SetClock(new Date('2026-11-20T04:00:00Z'));
let app: TestApp;

beforeAll(async () => {
  app = await openTestApp({ clock });
});
afterAll(async () => {
  await app.close();
});

const { entries, book, follow } = progressKit(() => app, clock);

/**
 * A donation of a known donor, for whom its donor alone matters. It has no payment behind it, so each test takes
 * back what it books for it: else a receipt would be due. Guests' gifts need no row.
 */
async function donation({ id, organizationId }: BuiltProject, donorId: string): Promise<string> {
  const donationId = newId();
  await app.database.read.query(
    `INSERT INTO donation (id, organization_id, project_id, donor_id, amount, currency, public_label, form_key,
                           form_sha256, created_at) VALUES (?, ?, ?, ?, 100, 'CNY', '张*', ?, REPEAT('x', 32), ?)`,
    [donationId, organizationId, id, donorId, donationId, clock.now()],
  );
  return donationId;
}

async function donor({ organizationId }: BuiltProject): Promise<string> {
  const donorId = newId();
  await app.database.read.query(
    "INSERT INTO donor (id, organization_id, mail_index, mail_encrypted, created_at) VALUES (?, ?, ?, '', ?)",
    [donorId, organizationId, Buffer.from(donorId.padEnd(32)), clock.now()],
  );
  return donorId;
}

async function numbersOf(project: BuiltProject): Promise<ProjectNumbers> {
  const numbers = await app.get(ProgressQueries).ofProject(project.id);
  if (!numbers) throw new Error('no numbers');
  return numbers;
}

describe('progress', () => {
  it('adds gifts and names the ledger number and moment at which it is true', async () => {
    const project = await buildProject(app);
    expect(await numbersOf(project)).toMatchObject({ raised: 0n, donations: 0, ledgerSeq: 0n });
    await book(await entries(project, [{ amount: 10_000n }, { amount: 2_345n }]));
    expect(await numbersOf(project)).toMatchObject({
      raised: 12_345n,
      refunded: 0n,
      donations: 2,
      donors: 2,
      ledgerSeq: 2n,
      asOf: clock.now(),
    });
  });

  it('counts a donor once, and no longer when nothing of the gifts is left', async () => {
    const project = await buildProject(app);
    const giver = await donor(project);
    const [first, second, guest] = [await donation(project, giver), await donation(project, giver), newId()];
    await book(
      await entries(project, [
        { amount: 100n, subjectId: first },
        { amount: 200n, subjectId: second },
        { amount: 300n, subjectId: guest },
      ]),
    );
    expect(await numbersOf(project)).toMatchObject({ raised: 600n, donations: 3, donors: 2 });
    await book(await entries(project, [{ kind: 'refund_by_provider', amount: -100n, subjectId: first }]));
    expect(await numbersOf(project)).toMatchObject({ raised: 500n, refunded: 100n, donations: 2, donors: 2 });
    await book(await entries(project, [{ kind: 'refund_by_provider', amount: -50n, subjectId: second }]));
    expect(await numbersOf(project)).toMatchObject({ raised: 450n, refunded: 150n, donations: 2, donors: 2 });
    await book(await entries(project, [{ kind: 'dispute_lost', amount: -150n, subjectId: second }]));
    expect(await numbersOf(project)).toMatchObject({ raised: 300n, refunded: 300n, donations: 1, donors: 1 });
  });

  it('goes back when an entry is reversed', async () => {
    const project = await buildProject(app);
    const [gift] = await entries(project, [{ amount: 700n }]);
    if (!gift) throw new Error('no gift');
    await book([gift]);
    await app.database.inTransaction((tx) =>
      app.get(Ledger).reverse(tx, gift.id, {
        id: newId(),
        sourceType: 'test',
        sourceId: newId(),
        occurredAt: clock.now(),
      }),
    );
    await follow();
    expect(await numbersOf(project)).toMatchObject({ raised: 0n, refunded: 0n, donations: 0, ledgerSeq: 2n });
  });

  it('keeps its ledger number while other projects and kinds go on', async () => {
    const project = await buildProject(app);
    const other = await buildProject(app, { organizationId: project.organizationId });
    await book(await entries(project, [{ amount: 100n }]));
    const before = await numbersOf(project);
    await book(await entries(other, [{ amount: 100n }]));
    await book(await entries(project, [{ kind: 'bank_credit', amount: 100n }]));
    expect(await numbersOf(project)).toEqual(before);
    expect(await numbersOf(other)).toMatchObject({ raised: 100n, ledgerSeq: 2n });
  });

  it('says the same of a ledger number when it is rebuilt from the entries in one go', async () => {
    const project = await buildProject(app);
    const giver = await donor(project);
    const gifts = [await donation(project, giver), await donation(project, giver), newId(), newId(), newId()];
    const history: Given[] = gifts.map((subjectId, i) => ({ subjectId, amount: BigInt(100 * (i + 1)) }));
    for (const [i, kind] of (['refund_by_provider', 'dispute_lost', 'platform_gift'] as const).entries())
      history.push(
        { kind, subjectId: gifts[i], amount: kind === 'platform_gift' ? 5n : -40n },
        { kind: 'payout', amount: 10n },
        { kind: 'refund_by_provider', subjectId: gifts[i + 1], amount: BigInt(-100 * (i + 2)) },
      );
    history.push({ kind: 'refund_by_provider', subjectId: gifts[0], amount: -60n });
    const seen = new Map<bigint, ProjectNumbers>();
    for (const entry of await entries(project, history)) {
      await book([entry]);
      const numbers = await numbersOf(project);
      expect(seen.get(numbers.ledgerSeq) ?? numbers).toEqual(numbers);
      seen.set(numbers.ledgerSeq, numbers);
    }
    expect(seen.size).toBe(12);
    const before = await numbersOf(project);
    for (const table of ['project_gift', 'project_donor', 'project_progress'])
      await app.database.read.query(`DELETE FROM ${table} WHERE project_id = ?`, [project.id]);
    await app.database.read.query('DELETE FROM progress_cursor WHERE organization_id = ?', [
      project.organizationId,
    ]);
    expect(await app.get(Projector).projectOnce()).toBe(history.length);
    const rebuilt = await numbersOf(project);
    expect(rebuilt).toEqual({ ...before, updatedSeq: expect.anything() });
  });

  it('is the same with many workers following at once', async () => {
    const project = await buildProject(app);
    const gifts = await entries(
      project,
      Array.from({ length: 3_000 }, (_, i) => ({ amount: BigInt(i + 1) })),
    );
    const batches = Array.from({ length: 60 }, (_, i) => gifts.slice(i * 50, i * 50 + 50));
    const posting = Promise.all(
      [0, 1, 2].map(async (poster) => {
        for (const batch of batches.filter((_, i) => i % 3 === poster))
          await app.database.inTransaction((tx) => app.get(Ledger).post(tx, batch));
      }),
    );
    let done = false;
    const watching = [1, 2, 3].map(async () => {
      while (!done) {
        await app.get(Numberer).numberOnce();
        await app.get(Projector).projectOnce();
      }
    });
    await posting;
    done = true;
    await Promise.all(watching);
    await follow();
    expect(await numbersOf(project)).toMatchObject({
      raised: (3_000n * 3_001n) / 2n,
      donations: 3_000,
      donors: 3_000,
      ledgerSeq: 3_000n,
    });
  });
});

it('what is behind can be read as figures', async () => {
  const project = await buildProject(app);
  const [gift] = await entries(project, [{ amount: 100n }]);
  if (!gift) throw new Error('no gift');
  const figures = async () => {
    const text = await app.get(Metrics).registry.metrics();
    return ['boai_ledger_unnumbered_entries', 'boai_progress_numbers_behind'].map(
      (name) => new RegExp(`^${name} (\\d+)$`, 'm').exec(text)?.[1],
    );
  };
  expect(await figures()).toEqual(['0', '0']);
  await app.database.inTransaction((tx) => app.get(Ledger).post(tx, [gift]));
  expect(await figures()).toEqual(['1', '0']);
  await app.get(Numberer).numberOnce();
  expect(await figures()).toEqual(['0', '1']);
  await follow();
  expect(await figures()).toEqual(['0', '0']);
});

describe('the feed of a web process', () => {
  const until = async (what: () => boolean): Promise<void> => {
    for (let tries = 0; !what(); tries++) {
      if (tries > 500) throw new Error('it did not come');
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  };

  it('answers from memory, hears of new gifts, and finds projects that are newer than its memory', async () => {
    const feed = app.get(ProgressFeed);
    const project = await buildProject(app, { goal: 1_000n });
    await feed.start();
    await until(() => feed.of(project.slug) !== undefined);
    const empty = feed.of(project.slug);
    expect(empty?.answer).toMatchObject({ raised: '0', percent: 0, ledger_seq: 0 });
    await book(await entries(project, [{ amount: 150n }]));
    await until(() => feed.of(project.slug)?.numbers.raised === 150n);
    const snapshot = feed.of(project.slug);
    expect(snapshot?.etag).not.toBe(empty?.etag);
    expect(JSON.parse(snapshot?.body.toString() ?? '')).toEqual(snapshot?.answer);
    expect(snapshot?.answer).toMatchObject({ raised: '150', percent: 15, ledger_seq: 1 });

    const draft = await buildProject(app, { state: 'draft' });
    expect(await feed.find(draft.slug)).toBeNull();
    const fresh = await buildProject(app);
    expect((await feed.find(fresh.slug))?.answer.raised).toBe('0');
  });

  it('follows a changed goal under a new ETag and the same ledger number', async () => {
    const feed = app.get(ProgressFeed);
    const project = await buildProject(app, { goal: 1_000n });
    await until(() => feed.of(project.slug) !== undefined);
    const before = feed.of(project.slug);
    await app.get(Projects).edit({ staffId: null }, project.id, 2, { goal: 5_000n });
    await until(() => feed.of(project.slug)?.answer.goal === '5000');
    expect(feed.of(project.slug)?.answer.ledger_seq).toBe(before?.answer.ledger_seq);
    expect(feed.of(project.slug)?.etag).not.toBe(before?.etag);
  }, 20_000);
});
