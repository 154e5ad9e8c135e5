import { lockedUntil, sourceOf } from '../../src/platform/logins/lockout.js';
import {
  hashPassword,
  isOutdated,
  passwordMatches,
  passwordProblem,
} from '../../src/platform/logins/password.js';
import { mayEnter, needsSecondFactor, standingIn } from '../../src/staff/roles.js';

const CITY = { id: 'city', parentId: null };
const COUNTY = { id: 'county', parentId: 'city' };
const OTHER = { id: 'other', parentId: 'city' };

describe('who may enter', () => {
  const cityClerk = [{ organizationId: 'city', role: 'clerk' } as const];
  const countyClerk = [{ organizationId: 'county', role: 'clerk' } as const];
  const enters = (
    held: Parameters<typeof standingIn>[0],
    where: typeof CITY | typeof COUNTY,
    changes: boolean,
  ) => {
    const standing = standingIn(held, where);
    return standing !== null && mayEnter(standing, ['clerk', 'supervisor'], changes);
  };

  test('own organization: reads and writes', () => {
    expect([enters(cityClerk, CITY, false), enters(cityClerk, CITY, true)]).toEqual([true, true]);
  });
  test('the society reads its chapters and changes nothing there', () => {
    expect([enters(cityClerk, COUNTY, false), enters(cityClerk, COUNTY, true)]).toEqual([true, false]);
  });
  test('a chapter sees neither its society nor another chapter', () => {
    expect([enters(countyClerk, CITY, false), enters(countyClerk, OTHER, false)]).toEqual([false, false]);
  });
  test('another role in the same organization does not open the route', () => {
    const standing = standingIn([{ organizationId: 'city', role: 'editor' }], CITY);
    expect(standing && mayEnter(standing, ['clerk'], false)).toBe(false);
  });
  test('a supervisor only looks', () => {
    const held = [{ organizationId: 'city', role: 'supervisor' } as const];
    expect([enters(held, CITY, false), enters(held, CITY, true)]).toEqual([true, false]);
  });
  test('approvers, wherever they are, need a second factor', () => {
    expect(needsSecondFactor([{ organizationId: 'x', role: 'approver' }])).toBe(true);
    expect(needsSecondFactor([{ organizationId: 'x', role: 'administrator' }])).toBe(false);
  });
});

describe('passwords', () => {
  test('a hash carries its work and knows its password, in whatever Unicode form it is typed', async () => {
    const hash = await hashPassword('Ｃafé at the river');
    expect(hash).toMatch(/^scrypt\$32768\$8\$3\$[\w-]{22}\$[\w-]{43}$/);
    expect(await passwordMatches('Cafe\u0301 at the river', hash)).toBe(true);
    expect(await passwordMatches('cafe at the river', hash)).toBe(false);
    expect(await passwordMatches('anything', null)).toBe(false);
    expect(isOutdated(hash)).toBe(false);
    expect(isOutdated(hash.replace('$32768$', '$16384$'))).toBe(true);
  });
  test.each([
    ['eleven char', 'password_short'],
    ['x'.repeat(201), 'password_long'],
    ['wangfangwangfang1', 'password_is_name'],
    ['twelve chars', null],
    ['博爱送万家二零二六年十一月', null],
  ])('%s', (password, problem) => {
    expect(passwordProblem(password, 'wangfang')).toBe(problem);
  });
});

describe('back-off', () => {
  const now = new Date('2026-11-24T00:00:00Z');
  test.each([
    [1, null],
    [4, null],
    [5, 30],
    [6, 60],
    [9, 480],
    [10, 900],
    [4000, 900],
  ])('after %i failures', (failures, seconds) => {
    const until = lockedUntil(failures, now);
    expect(until === null ? null : (until.getTime() - now.getTime()) / 1000).toBe(seconds);
  });
  test.each([
    ['203.0.113.7', '203.0.113.7'],
    ['::ffff:203.0.113.7', '203.0.113.7'],
    ['2001:db8:0:42::1', '2001:db8:0:42::/64'],
    ['2001:0db8:0000:0042:aaaa:bbbb:cccc:dddd', '2001:db8:0:42::/64'],
    ['::1', '0:0:0:0::/64'],
  ])('%s belongs to %s', (address, source) => {
    expect(sourceOf(address)).toBe(source);
  });
});
