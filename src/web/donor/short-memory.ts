/**
 * Remembers what was read for a key for a moment, so that a crowd on one page costs the database one reading.
 * Readings under way are shared; failed ones are forgotten at once.
 */
export class ShortMemory<T, Key = string> {
  private readonly kept = new Map<Key, { readonly until: number; readonly value: Promise<T> }>();

  /** @param millis how old an answer may be. @param max how many keys are kept at most. */
  constructor(
    private readonly millis: number,
    private readonly max = 2000,
  ) {}

  get(key: Key, read: () => Promise<T>): Promise<T> {
    const now = performance.now();
    const known = this.kept.get(key);
    if (known && known.until > now) return known.value;
    const value = read();
    this.kept.delete(key);
    this.kept.set(key, { until: now + this.millis, value });
    value.catch(() => this.kept.delete(key));
    if (this.kept.size > this.max) for (const [oldest] of this.kept) return this.dropped(oldest, value);
    return value;
  }

  /** Everything is read anew from now on. */
  forget(): void {
    this.kept.clear();
  }

  private dropped(key: Key, value: Promise<T>): Promise<T> {
    this.kept.delete(key);
    return value;
  }
}
