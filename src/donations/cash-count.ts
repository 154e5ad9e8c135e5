import type { FormReading } from '../kernel/form-reading.js';

/** So many pieces of one note or coin. */
export interface CountedCash {
  /** Minor units. */
  readonly denomination: bigint;
  readonly pieces: number;
}

/** Notes and coins in circulation, in minor units, the largest first. */
const DENOMINATIONS: Readonly<Record<string, readonly bigint[]>> = {
  CNY: [10_000n, 5_000n, 2_000n, 1_000n, 500n, 100n, 50n, 10n],
  HKD: [100_000n, 50_000n, 10_000n, 5_000n, 2_000n, 1_000n, 500n, 200n, 100n, 50n, 20n, 10n],
  MOP: [100_000n, 50_000n, 10_000n, 5_000n, 2_000n, 1_000n, 500n, 200n, 100n, 50n, 20n, 10n],
  USD: [10_000n, 5_000n, 2_000n, 1_000n, 500n, 200n, 100n, 50n, 25n, 10n, 5n, 1n],
  EUR: [20_000n, 10_000n, 5_000n, 2_000n, 1_000n, 500n, 200n, 100n, 50n, 20n, 10n, 5n, 2n, 1n],
};

const PIECES = /^\d{1,6}$/;

/** What can be counted in a currency; nothing when cash in it is not taken. */
export function denominationsOf(currency: string): readonly bigint[] {
  return DENOMINATIONS[currency] ?? [];
}

/** Reads a count sheet; empty fields are no pieces. Field names are `count_` and the denomination. */
export function readCount(
  reading: FormReading,
  typed: Readonly<Record<string, string>>,
  denominations: readonly bigint[],
): CountedCash[] {
  const counts: CountedCash[] = [];
  for (const denomination of denominations) {
    const text = (typed[denomination.toString()] ?? '').trim();
    if (text === '') continue;
    if (!PIECES.test(text)) reading.refuse(`count_${denomination}`, 'not_a_count');
    else if (Number(text) > 0) counts.push({ denomination, pieces: Number(text) });
  }
  if (counts.length === 0) reading.refuse('counts', 'nothing_counted');
  return counts;
}

/** What the counted pieces are worth, minor units. */
export function totalOf(counts: readonly CountedCash[]): bigint {
  return counts.reduce((sum, { denomination, pieces }) => sum + denomination * BigInt(pieces), 0n);
}
