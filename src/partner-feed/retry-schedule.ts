const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** How long after a failed attempt the next one comes, as Standard Webhooks proposes: three days in all. */
export const RETRY_MS: readonly number[] = [
  5 * SECOND,
  5 * MINUTE,
  30 * MINUTE,
  2 * HOUR,
  5 * HOUR,
  10 * HOUR,
  14 * HOUR,
  20 * HOUR,
  24 * HOUR,
];

/** Up to this part of a pause is added to it, so that receivers that came back are not met by all at once. */
const JITTER = 0.1;

/**
 * The pause after the attempt number `failed` (1, 2 …) has failed, in milliseconds; null: that was the last one.
 * @param chance a random number from 0 to 1.
 */
export function pauseAfter(failed: number, chance: number): number | null {
  const pause = RETRY_MS[failed - 1];
  return pause === undefined ? null : pause + Math.floor(pause * JITTER * chance);
}
