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

/**
 * Runs both sides in alternating rounds, so that whatever else the machine does hits both alike; the side that
 * goes first changes each round. A round returns `{ units, seconds, latencies? }`.
 */
export async function alternate({ rounds = 5, ours, ceiling, say }) {
  const results = { ours: [], ceiling: [] };
  for (let round = 0; round < rounds; round++) {
    const order = round % 2 ? ['ceiling', 'ours'] : ['ours', 'ceiling'];
    for (const side of order) {
      const result = await (side === 'ours' ? ours : ceiling)(round);
      results[side].push(result);
      say(
        `  round ${round + 1}  ${side.padEnd(8)} ${(result.units / result.seconds).toFixed(0).padStart(8)}/s`,
      );
    }
  }
  return results;
}

/** Below this share of the figure measured earlier for the same ceiling, the ceiling is weak and counts as a miss. */
const WEAK_BELOW = 0.6;

/**
 * The bench's last line: medians, ratio of the medians, spread of each side (max − min over median), latencies of
 * ours, and whether the ceiling reached what was measured earlier (`ceilingEarlier`, per second).
 */
export function verdict(name, results, { floor, goal, ceilingEarlier, agree, ...more }) {
  const rate = ({ units, seconds }) => units / seconds;
  const side = (list) => {
    const rates = list.map(rate);
    const middle = median(rates);
    return { middle, spread: (Math.max(...rates) - Math.min(...rates)) / middle };
  };
  const [ours, ceiling] = [side(results.ours), side(results.ceiling)];
  const latencies = results.ours.flatMap((each) => each.latencies ?? []);
  const ratio = ours.middle / ceiling.middle;
  const weak = ceilingEarlier !== undefined && ceiling.middle < ceilingEarlier * WEAK_BELOW;
  return {
    name,
    ours: Math.round(ours.middle),
    ceiling: Math.round(ceiling.middle),
    ratio: Number(ratio.toFixed(3)),
    p50_ms: Number(percentile(latencies, 50).toFixed(2)),
    p99_ms: Number(percentile(latencies, 99).toFixed(2)),
    spread: { ours: Number(ours.spread.toFixed(3)), ceiling: Number(ceiling.spread.toFixed(3)) },
    ...(ceilingEarlier === undefined ? {} : { ceiling_earlier: ceilingEarlier }),
    ...(weak ? { weak_ceiling: true } : {}),
    agree,
    floor,
    goal,
    pass: ratio >= floor && !weak && agree === true,
    ...more,
  };
}
