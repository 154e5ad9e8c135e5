import { connectionLost } from '../../platform/database/database-errors.js';

/** What is kept of a key: the reading, and the last one that succeeded. */
interface Kept<T> {
  readonly until: number;
  readonly value: Promise<T>;
  readonly last: { readonly value: T } | undefined;
}

/** How long the last answer is given again before the database is asked once more. */
const AWAY_MS = 1_000;

/**
 * Remembers what was read for a key for a moment, so that a crowd on one page costs the database one reading.
 * Readings under way are shared; failed ones are forgotten at once, but when the database is away the last good
 * answer is given instead: it says itself when it was true.
 */
export class ShortMemory<T, Key = string> {
  private readonly kept = new Map<Key, Kept<T>>();

  /** @param millis how old an answer may be. @param max how many keys are kept at most. */
  constructor(
    private readonly millis: number,
    private readonly max = 2000,
  ) {}

  get(key: Key, read: () => Promise<T>): Promise<T> {
    const now = performance.now();
    const known = this.kept.get(key);
    if (known && known.until > now) return known.value;
    return this.keep(key, now, known?.last, read());
  }

  /** The last good answer of a key, however old. */
  last(key: Key): { readonly value: T } | undefined {
    return this.kept.get(key)?.last;
  }

  /** Everything is read anew from now on. */
  forget(): void {
    this.kept.clear();
  }

  private keep(key: Key, now: number, last: Kept<T>['last'], reading: Promise<T>): Promise<T> {
    const value = reading.then(
      (found) => {
        this.settle(key, value, { until: now + this.millis, last: { value: found } });
        return found;
      },
      (error: unknown) => {
        const again = last && connectionLost(error) ? last : undefined;
        if (!again) {
          this.drop(key, value);
          throw error;
        }
        this.settle(key, value, { until: performance.now() + AWAY_MS, last: again });
        return again.value;
      },
    );
    this.kept.delete(key);
    this.kept.set(key, { until: now + this.millis, value, last });
    // Whoever asked hears of it; nobody else needs to.
    value.catch(() => undefined);
    if (this.kept.size > this.max)
      for (const [oldest] of this.kept) {
        this.kept.delete(oldest);
        break;
      }
    return value;
  }

  /** Unless it was forgotten, dropped or asked for anew meanwhile. */
  private settle(key: Key, value: Promise<T>, state: Pick<Kept<T>, 'until' | 'last'>): void {
    if (this.kept.get(key)?.value === value) this.kept.set(key, { ...state, value });
  }

  private drop(key: Key, value: Promise<T>): void {
    if (this.kept.get(key)?.value === value) this.kept.delete(key);
  }
}
