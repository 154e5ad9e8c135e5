const CODE = /^[A-Za-z0-9]{1,8}$/;
const FRESH_MS = 30_000;
const CODES_MAX = 5_000;

/** Remembers for a while which channel codes there are, so that a picture in an article costs no statement. */
export class ChannelMemory {
  private readonly known = new Map<string, { readonly until: number; readonly exists: Promise<boolean> }>();

  constructor(private readonly read: (code: string) => Promise<boolean>) {}

  /**
   * Whether a channel has this code. While the database cannot say so, every well-formed code counts as one: its short
   * link leads on in any case, and no article loses its channel for a night.
   */
  async has(code: string): Promise<boolean> {
    if (!CODE.test(code)) return false;
    const now = performance.now();
    const known = this.known.get(code);
    if (known && known.until > now) return known.exists;
    const exists = this.read(code).catch(() => {
      this.known.delete(code);
      return true;
    });
    if (this.known.size >= CODES_MAX) this.known.clear();
    this.known.set(code, { until: now + FRESH_MS, exists });
    return exists;
  }
}
