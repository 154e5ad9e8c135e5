/**
 * Ids of one kind of object in order of `created`, those of one second in order of arrival. New objects nearly
 * always belong at the end; only backdated ones (demo data) are inserted before.
 */
export class Timeline {
  private readonly ids: string[] = [];
  private readonly times: number[] = [];

  add(id: string, created: number): void {
    const at = this.after(created);
    this.ids.splice(at, 0, id);
    this.times.splice(at, 0, created);
  }

  get size(): number {
    return this.ids.length;
  }

  /** Ids with `from <= created <= to`, newest first; with `before` only those older than that object. */
  *newestFirst(from: number, to: number, before?: { id: string; created: number }): Iterable<string> {
    const start = before ? this.indexOf(before.id, before.created) : this.after(to);
    for (let at = Math.min(start, this.after(to)) - 1; at >= 0; at -= 1) {
      if ((this.times[at] ?? 0) < from) return;
      yield this.ids[at] ?? '';
    }
  }

  /** Ids with `from <= created <= to`, oldest first, only those newer than the object `since`. */
  *oldestFirst(from: number, to: number, since: { id: string; created: number }): Iterable<string> {
    const start = Math.max(this.indexOf(since.id, since.created) + 1, this.after(from - 1));
    for (let at = start; at < this.ids.length; at += 1) {
      if ((this.times[at] ?? 0) > to) return;
      yield this.ids[at] ?? '';
    }
  }

  private indexOf(id: string, created: number): number {
    return this.ids.indexOf(id, this.after(created - 1));
  }

  /** Index of the first object created later than this second. */
  private after(created: number): number {
    if (created >= (this.times.at(-1) ?? 0)) return this.times.length;
    let low = 0;
    let high = this.times.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.times[middle] ?? 0) <= created) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
