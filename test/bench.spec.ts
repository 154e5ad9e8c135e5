import { execFileSync } from 'node:child_process';
import { alternate, median, percentile, type Results, ROUNDS, verdict } from '../load/bench/rounds.mjs';

/** Rounds of one second each, with these rates. */
const rates = (...list: number[]) => list.map((units) => ({ units, seconds: 1 }));
const results = (ours: number[], ceiling: number[]): Results => ({
  ours: rates(...ours),
  ceiling: rates(...ceiling),
});
const TERMS = { floor: 0.5, goal: 0.8, agree: true };

describe('benches: the figures of alternating rounds', () => {
  it('takes the middle, or the mean of the middle two', () => {
    expect(median([9, 1, 5])).toBe(5);
    expect(median([9, 1, 5, 3])).toBe(4);
    expect(percentile([4, 1, 3, 2], 50)).toBe(3);
    expect(percentile([], 99)).toBe(0);
  });

  it('runs both sides in turns, changes who is first, and does not count the warm-up', async () => {
    const order: string[] = [];
    const side = (name: string) => async (round: number) => {
      order.push(`${name}${round}`);
      return { units: round, seconds: 1 };
    };
    const measured = await alternate({ ours: side('o'), ceiling: side('c'), say: () => undefined });
    expect(ROUNDS).toBeGreaterThanOrEqual(5);
    expect(order.slice(0, 6)).toEqual(['c0', 'o0', 'o1', 'c1', 'c2', 'o2']);
    expect(measured.ours.map(({ units }) => units)).toEqual([1, 2, 3, 4, 5]);
    expect(measured.ceiling).toHaveLength(ROUNDS);
  });

  it('compares medians, so that one bad round decides nothing, and shows the spread', () => {
    const said = verdict('x', results([80, 1, 80, 82, 78], [100, 100, 110, 90, 100]), TERMS);
    expect(said).toMatchObject({ ours: 80, ceiling: 100, ratio: 0.8, rounds: 5, agree: true, pass: true });
    expect(said.spread.ours).toBeCloseTo(81 / 80, 2);
    expect(said.spread.ceiling).toBe(0.2);
    expect(said.misses).toBeUndefined();
  });

  it('misses below the floor, and when the two sides do not agree', () => {
    expect(verdict('x', results([40, 40, 40], [100, 100, 100]), TERMS)).toMatchObject({ pass: false });
    const said = verdict('x', results([90, 90, 90], [100, 100, 100]), { ...TERMS, agree: false });
    expect(said).toMatchObject({ agree: false, pass: false, misses: ['the two sides do not agree'] });
  });

  it('calls a ceiling weak below 60 % of what it reached before, and counts that as a miss', () => {
    const weak = verdict('x', results([50, 50, 50], [59, 59, 59]), { ...TERMS, ceilingEarlier: 100 });
    expect(weak).toMatchObject({ ratio: 0.847, weak_ceiling: true, ceiling_earlier: 100, pass: false });
    const fine = verdict('x', results([50, 50, 50], [60, 60, 60]), { ...TERMS, ceilingEarlier: 100 });
    expect(fine.weak_ceiling).toBeUndefined();
    expect(fine.pass).toBe(true);
  });

  it('does not let a slow sender flatter us: per second of processor time the floor holds too', () => {
    const busy = (cpuSeconds: number) =>
      Array.from({ length: 5 }, () => ({ units: 90, seconds: 1, cpuSeconds }));
    const said = verdict('x', { ours: busy(1), ceiling: busy(0.4) }, TERMS);
    expect(said).toMatchObject({ ratio: 1, ratio_cpu: 0.4, pass: false });
  });

  it('holds further conditions', () => {
    const slow = Array.from({ length: 5 }, () => ({ units: 90, seconds: 1, latencies: [1, 2, 400] }));
    const fast = rates(100, 100, 100, 100, 100);
    const said = verdict('x', { ours: slow, ceiling: fast }, { ...TERMS, leastOurs: 2000, p99Most: 150 });
    expect(said).toMatchObject({ p50_ms: 2, p99_ms: 400, pass: false });
    expect(said.misses).toHaveLength(2);
  });
});

describe('npm run bench', () => {
  it('offers the benches and not the files that help them', () => {
    let said = '';
    try {
      execFileSync(process.execPath, ['bin/bench.mjs', 'rounds'], { encoding: 'utf8', stdio: 'pipe' });
    } catch (error) {
      said = (error as { stderr: string }).stderr;
      expect((error as { status: number }).status).toBe(2);
    }
    const offered = said.trim().split(': ').at(-1)?.split(', ');
    expect(offered).toEqual(expect.arrayContaining(['accept', 'book', 'duplicates', 'progress', 'receipts']));
    expect(offered?.some((name) => /ceiling|ours|rounds|stage|sender/.test(name))).toBe(false);
  });
});
