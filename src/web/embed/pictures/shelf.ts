/** A picture as it is sent. */
export interface Picture {
  readonly body: Buffer<ArrayBuffer>;
  readonly type: 'image/png' | 'image/svg+xml; charset=utf-8';
  readonly etag: string;
}

interface Kept {
  readonly picture: Picture;
  /** What the picture shows; the same facts make the same picture. */
  readonly facts: string;
  readonly madeAt: number;
}

export interface ShelfRules {
  /** Bytes of all pictures together; the longest unasked leave first. */
  readonly bytesMax: number;
  /** A picture this young is sent although the facts have moved on: during a livestream they do so every second. */
  readonly restMs: number;
  /** Told when a picture could not be made and an older one was sent instead. */
  readonly onTrouble: (error: unknown) => void;
}

/**
 * Pictures in memory, the latest of each kind. However many ask for one at once, it is made once; when it cannot be
 * made, the last good one is sent, which says the moment of its numbers.
 */
export class PictureShelf {
  private readonly kept = new Map<string, Kept>();
  private readonly underWay = new Map<
    string,
    { readonly facts: string; readonly picture: Promise<Picture> }
  >();
  private bytes = 0;

  constructor(private readonly rules: ShelfRules) {}

  /**
   * @param exact whether the picture must show these very facts, and not those of some seconds ago.
   * @throws what `make` throws, when there is no earlier picture of this key.
   */
  get(key: string, facts: string, make: () => Promise<Picture>, exact = false): Promise<Picture> {
    const known = this.kept.get(key);
    const young = known && !exact && performance.now() - known.madeAt < this.rules.restMs;
    if (known && (known.facts === facts || young)) {
      this.kept.delete(key);
      this.kept.set(key, known);
      return Promise.resolve(known.picture);
    }
    const begun = this.underWay.get(key);
    if (begun && (begun.facts === facts || !exact)) return begun.picture;
    const made = this.make(key, facts, make);
    this.underWay.set(key, { facts, picture: made });
    const ended = () => {
      if (this.underWay.get(key)?.picture === made) this.underWay.delete(key);
    };
    made.then(ended, ended);
    return made;
  }

  private async make(key: string, facts: string, make: () => Promise<Picture>): Promise<Picture> {
    try {
      const picture = await make();
      this.keep(key, { picture, facts, madeAt: performance.now() });
      return picture;
    } catch (error) {
      const last = this.kept.get(key);
      if (!last) throw error;
      this.rules.onTrouble(error);
      return last.picture;
    }
  }

  private keep(key: string, kept: Kept): void {
    this.drop(key);
    this.kept.set(key, kept);
    this.bytes += kept.picture.body.length;
    for (const [oldest] of this.kept) {
      if (this.bytes <= this.rules.bytesMax) return;
      this.drop(oldest);
    }
  }

  private drop(key: string): void {
    this.bytes -= this.kept.get(key)?.picture.body.length ?? 0;
    this.kept.delete(key);
  }
}
