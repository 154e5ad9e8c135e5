/** Failures after which an account pauses, the first pause, and the longest: a locked-out owner waits 15 minutes at most. */
const FREE_FAILURES = 5;
const FIRST_PAUSE_MS = 30_000;
const LONGEST_PAUSE_MS = 15 * 60_000;

/** Failed tries one network address may make within a window, whatever names it tries. */
export const SOURCE_FAILURES_MAX = 30;
export const SOURCE_WINDOW_MS = 15 * 60_000;

/** Until when an account refuses logins after its `failures`-th failure in a row; null = not at all. */
export function lockedUntil(failures: number, now: Date): Date | null {
  if (failures < FREE_FAILURES) return null;
  const pause = Math.min(FIRST_PAUSE_MS * 2 ** Math.min(failures - FREE_FAILURES, 20), LONGEST_PAUSE_MS);
  return new Date(now.getTime() + pause);
}

/** The part of an address that one person holds: the whole IPv4 address, the /64 of an IPv6 address. */
export function sourceOf(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address);
  if (mapped?.[1]) return mapped[1];
  if (!address.includes(':')) return address;
  const [head = '', tail] = address.toLowerCase().replace(/%.*$/, '').split('::');
  const groups = head === '' ? [] : head.split(':');
  if (tail !== undefined) {
    const after = tail === '' ? [] : tail.split(':');
    while (groups.length + after.length < 8) groups.push('0');
    groups.push(...after);
  }
  const network = groups.slice(0, 4).map((group) => group.replace(/^0+(?=.)/, ''));
  return `${network.join(':')}::/64`;
}
