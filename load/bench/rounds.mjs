/** Median of numbers; the mean of the middle two when there is no middle one. */
export function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** The value below which `percent` of the numbers lie. */
export function percentile(numbers, percent) {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor((sorted.length * percent) / 100))] ?? 0;
}

/** Fewer rounds than this say nothing about the spread. */
export const ROUNDS = 5;

/**
 * Runs both sides in alternating rounds, so that whatever else the machine does hits both alike; the side that goes
 * first changes each round. One round of each goes ahead and is not counted: it warms caches and compilers.
 *
 * @param ours runs one round: `(round) => { units, seconds, latencies?, cpuSeconds? }`; round 0 is the warm-up
 * @param say prints a line to the reader
 */
export async function alternate({ rounds = ROUNDS, ours, ceiling, say }) {
  const results = { ours: [], ceiling: [] };
  for (let round = 0; round <= rounds; round++) {
    for (const side of round % 2 ? ['ours', 'ceiling'] : ['ceiling', 'ours']) {
      const result = await (side === 'ours' ? ours : ceiling)(round);
      if (round > 0) results[side].push(result);
      const name = round > 0 ? `round ${round}` : 'warm-up';
      say(`  ${name.padEnd(8)} ${side.padEnd(8)} ${rate(result).toFixed(0).padStart(8)}/s`);
    }
  }
  return results;
}

/**
 * Microseconds of processor time that one unit takes in the side's own process and in the database server: what a busy
 * machine blurs least.
 */
export function cpuPerUnit({ ours, ceiling }) {
  const each = (list, name) => {
    const known = list.filter((one) => one[name] !== undefined);
    return known.length > 0 ? round(median(known.map((one) => (one[name] / one.units) * 1e6)), 1) : null;
  };
  const of = (list) => ({ process: each(list, 'cpuSeconds'), database: each(list, 'databaseSeconds') });
  return { ours: of(ours), ceiling: of(ceiling) };
}

/** Below this share of the figure measured earlier for the same ceiling, the ceiling is weak and counts as a miss. */
const WEAK_BELOW = 0.6;

/**
 * The bench's last line. `ours` and `ceiling` are medians per second, `ratio` is theirs; `spread` is (max − min) over
 * the median. Where both sides are one process each, `ratio_cpu` compares units per second of their own processor
 * time: it does not flatter us when the sender is the slower one, and must reach the floor as well.
 *
 * @param floor least ratio to pass; `goal`: where we want to be; `leastOurs`, `p99Most`: further conditions
 * @param ceilingEarlier what the ceiling reached when it was measured first, per second
 * @param agree true when rows or bytes of both sides were compared and are the same
 */
export function verdict(name, results, given) {
  const { floor, goal, ceilingEarlier, leastOurs, p99Most, agree, ...more } = given;
  const [ours, ceiling] = [side(results.ours), side(results.ceiling)];
  const latencies = results.ours.flatMap((each) => each.latencies ?? []);
  const ratio = ours.rate / ceiling.rate;
  const ratioCpu = ours.perCpu && ceiling.perCpu ? ours.perCpu / ceiling.perCpu : undefined;
  const p99 = percentile(latencies, 99);
  const weak = ceilingEarlier !== undefined && ceiling.rate < ceilingEarlier * WEAK_BELOW;
  const misses = [
    ...(agree === true ? [] : ['the two sides do not agree']),
    ...(weak ? [`the ceiling is weak: ${Math.round(ceiling.rate)}/s, earlier ${ceilingEarlier}/s`] : []),
    ...(Math.min(ratio, ratioCpu ?? ratio) < floor ? [`below the floor of ${floor}`] : []),
    ...(leastOurs && ours.rate < leastOurs ? [`ours is below ${leastOurs}/s`] : []),
    ...(p99Most && p99 > p99Most ? [`p99 is above ${p99Most} ms`] : []),
  ];
  return {
    name,
    ours: round(ours.rate, 1),
    ceiling: round(ceiling.rate, 1),
    ratio: round(ratio, 3),
    p50_ms: round(percentile(latencies, 50), 2),
    p99_ms: round(p99, 2),
    spread: { ours: round(ours.spread, 3), ceiling: round(ceiling.spread, 3) },
    rounds: results.ours.length,
    ...(ratioCpu === undefined ? {} : { ratio_cpu: round(ratioCpu, 3) }),
    ...(ceilingEarlier === undefined ? {} : { ceiling_earlier: ceilingEarlier }),
    ...(weak ? { weak_ceiling: true } : {}),
    agree: agree === true,
    floor,
    goal,
    pass: misses.length === 0,
    ...(misses.length > 0 ? { misses } : {}),
    ...more,
  };
}

function side(list) {
  const rates = list.map(rate);
  const middle = median(rates);
  const measured = list.every(({ cpuSeconds }) => cpuSeconds > 0);
  return {
    rate: middle,
    spread: (Math.max(...rates) - Math.min(...rates)) / middle,
    perCpu: measured ? median(list.map(({ units, cpuSeconds }) => units / cpuSeconds)) : undefined,
  };
}

function rate({ units, seconds }) {
  return units / seconds;
}

function round(value, digits) {
  return Number(value.toFixed(digits));
}
