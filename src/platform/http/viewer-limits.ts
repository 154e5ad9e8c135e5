import { isIPv6 } from 'node:net';

/** Why nobody more is let in: this address has its share, or the process has all it can hold. */
export type ViewerRefusal = 'address' | 'full';

/** Counts who is there, by address. One household or phone has a whole IPv6 /64, so those count as one. */
export class ViewerLimits {
  private readonly groups = new Map<string, number>();
  private count = 0;

  constructor(
    private readonly most: number,
    private readonly mostOfOneAddress: number,
  ) {}

  get size(): number {
    return this.count;
  }

  /** Why this group may not send one more; null when it may. */
  refusal(group: string): ViewerRefusal | null {
    if (this.count >= this.most) return 'full';
    return (this.groups.get(group) ?? 0) >= this.mostOfOneAddress ? 'address' : null;
  }

  enter(group: string): void {
    this.count += 1;
    this.groups.set(group, (this.groups.get(group) ?? 0) + 1);
  }

  leave(group: string): void {
    const left = (this.groups.get(group) ?? 0) - 1;
    this.count -= 1;
    if (left > 0) this.groups.set(group, left);
    else this.groups.delete(group);
  }
}

/** The group of an address: itself, or the /64 of an IPv6 one. */
export function groupOf(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped) return mapped;
  if (!isIPv6(address)) return address;
  const [head = '', tail] = address.toLowerCase().split('%')[0]?.split('::') ?? [];
  const front = head === '' ? [] : head.split(':');
  const back = tail ? tail.split(':') : [];
  const missing = tail === undefined ? 0 : Math.max(0, 8 - front.length - back.length);
  const groups = [...front, ...Array.from({ length: missing }, () => '0'), ...back];
  return `${groups
    .slice(0, 4)
    .map((each) => each.replace(/^0+(?=.)/, ''))
    .join(':')}::/64`;
}
