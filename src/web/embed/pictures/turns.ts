import { Refusal } from '../../../kernel/errors.js';

/** Lets so many pieces of work run at a time, so many more wait, and refuses the rest. */
export class Turns {
  private readonly waiting: (() => void)[] = [];
  private busy = 0;

  constructor(
    private readonly atOnce: number,
    private readonly waitingMax: number,
  ) {}

  /** @throws Refusal unavailable/pictures_busy when too many wait already, and what the work throws. */
  async take<T>(work: () => Promise<T>): Promise<T> {
    if (this.busy >= this.atOnce) {
      if (this.waiting.length >= this.waitingMax) throw new Refusal('unavailable', 'pictures_busy');
      // Whoever ends hands its place over, so that nobody who comes in between takes it.
      await new Promise<void>((resolve) => this.waiting.push(resolve));
    } else this.busy += 1;
    try {
      return await work();
    } finally {
      const next = this.waiting.shift();
      if (next) next();
      else this.busy -= 1;
    }
  }
}
