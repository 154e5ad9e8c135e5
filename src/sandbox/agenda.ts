interface Due<T> {
  at: number;
  turn: number;
  item: T;
}

/** Items by the time they are due (a binary heap); those of one moment in the order they came. */
export class Agenda<T> {
  private readonly heap: Due<T>[] = [];
  private turns = 0;

  get size(): number {
    return this.heap.length;
  }

  /** When the first item is due, in the milliseconds it was added with. */
  get first(): number | undefined {
    return this.heap[0]?.at;
  }

  add(at: number, item: T): void {
    const due = { at, turn: this.turns++, item };
    let index = this.heap.push(due) - 1;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      const above = this.heap[parent];
      if (!above || !earlier(due, above)) break;
      this.heap[index] = above;
      index = parent;
    }
    this.heap[index] = due;
  }

  take(): T | undefined {
    const top = this.heap[0];
    const last = this.heap.pop();
    if (!top || !last) return undefined;
    if (this.heap.length === 0) return top.item;
    let index = 0;
    for (;;) {
      let child = index * 2 + 1;
      let smaller = this.heap[child];
      const right = this.heap[child + 1];
      if (smaller && right && earlier(right, smaller)) {
        child += 1;
        smaller = right;
      }
      if (!smaller || !earlier(smaller, last)) break;
      this.heap[index] = smaller;
      index = child;
    }
    this.heap[index] = last;
    return top.item;
  }
}

function earlier(a: Due<unknown>, b: Due<unknown>): boolean {
  return a.at < b.at || (a.at === b.at && a.turn < b.turn);
}
