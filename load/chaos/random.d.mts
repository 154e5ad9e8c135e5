/** Random numbers from a seed. */
export class Random {
  constructor(seed: number);
  next(): number;
  between(least: number, most: number): number;
  chance(share: number): boolean;
  pick<T>(list: readonly T[]): T;
  fork(): Random;
}
