/** How many requests one caller may make in a window of time. */
export interface Quota {
  /** Name of the policy, as the RateLimit fields and problems tell it. */
  readonly name: string;
  readonly requests: number;
  readonly seconds: number;
}

/** Callers whose windows are kept at most; whoever comes above that shares one window with the others. */
const CALLERS_MAX = 100_000;
const REST = '';

/** What one caller has used of its quota in the present window. */
export class Allowance {
  private used = 0;

  /** @param endsAt milliseconds of the limit's clock. */
  constructor(
    readonly limit: RateLimit,
    readonly endsAt: number,
  ) {}

  /** Charges one request; false when nothing is left, and then nothing is charged. */
  take(): boolean {
    if (this.used >= this.limit.quota.requests) return false;
    this.used += 1;
    return true;
  }

  /** Takes a charge back: an answer 304 costs the caller nothing. */
  giveBack(): void {
    this.used -= 1;
  }

  /** Whole seconds until there is a new window, at least 1. */
  get secondsLeft(): number {
    return Math.max(1, Math.ceil((this.endsAt - this.limit.now()) / 1000));
  }

  /** The RateLimit field (draft-ietf-httpapi-ratelimit-headers-11). */
  get field(): string {
    const { name, requests } = this.limit.quota;
    return `"${name}";r=${requests - this.used};t=${this.secondsLeft}`;
  }
}

/**
 * Counts the requests of each caller in memory, in windows that begin with the caller's first request. Each process
 * counts for itself: the limit keeps one caller from taking the house away from the others, it is no bill.
 */
export class RateLimit {
  private fresh = new Map<string, Allowance>();
  private old = new Map<string, Allowance>();
  private turnAt = 0;
  /** The RateLimit-Policy field. */
  readonly policy: string;

  /** @param now milliseconds of a clock that never goes back. */
  constructor(
    readonly quota: Quota,
    readonly now: () => number = () => performance.now(),
    private readonly callersMax = CALLERS_MAX,
  ) {
    this.policy = `"${quota.name}";q=${quota.requests};w=${quota.seconds}`;
  }

  /** The caller's present window. */
  of(caller: string): Allowance {
    const now = this.now();
    if (now >= this.turnAt) this.turn(now);
    const known = this.fresh.get(caller) ?? this.old.get(caller);
    if (known && known.endsAt > now) return known;
    if (caller !== REST && this.fresh.size >= this.callersMax) return this.of(REST);
    const opened = new Allowance(this, now + this.quota.seconds * 1000);
    this.fresh.set(caller, opened);
    return opened;
  }

  /** Two generations: what is in the older one has ended before it is thrown away, so memory stays bounded. */
  private turn(now: number): void {
    this.old = this.fresh;
    this.fresh = new Map();
    this.turnAt = now + this.quota.seconds * 1000;
  }
}

/**
 * Whom an address counts as: an IPv4 address itself, of an IPv6 address its network of 64 bits, since one subscriber
 * has all of those.
 */
export function callerOf(address: string): string {
  if (!address.includes(':')) return address;
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped) return mapped;
  const [head = '', tail] = address.split('%')[0]?.toLowerCase().split('::') ?? [];
  const first = head === '' ? [] : head.split(':');
  const last = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - first.length - last.length);
  const groups = [...first, ...Array.from({ length: zeros }, () => '0'), ...last];
  return `${groups
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ''))
    .join(':')}::/64`;
}
