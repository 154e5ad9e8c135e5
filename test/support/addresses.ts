import { randomInt } from 'node:crypto';

/** Networks of this test process, from a start of its own: IPv6 /64s of the range for documentation. */
let last = randomInt(0x1_0000_0000);

/**
 * The address of one more visitor, in a network of its own. Limits per network stay on in every test, so donors who are
 * different people have different addresses; over a socket they are told by `from`.
 */
export function nextAddress(): string {
  last = (last + 1) % 0x1_0000_0000;
  return `2001:db8:${(last >>> 16).toString(16)}:${(last & 0xffff).toString(16)}::1`;
}

/** The header by which a trusted proxy tells a visitor's address; tests stand where that proxy stands (127.0.0.1). */
export function from(address = nextAddress()): { 'x-forwarded-for': string } {
  return { 'x-forwarded-for': address };
}
