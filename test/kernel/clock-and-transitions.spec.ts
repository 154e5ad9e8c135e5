import { dayIn, SetClock } from '../../src/kernel/clock.js';
import { mayMove, transitions, unreachableStates } from '../../src/kernel/transitions.js';

test('an accounting day begins at midnight where the organization is, not in UTC', () => {
  expect(dayIn(new Date('2026-11-20T15:59:59.999Z'), 'Asia/Shanghai')).toBe('2026-11-20');
  expect(dayIn(new Date('2026-11-20T16:00:00Z'), 'Asia/Shanghai')).toBe('2026-11-21');
  expect(dayIn(new Date('2026-11-20T16:00:00Z'), 'America/New_York')).toBe('2026-11-20');
});

test('the day of one second is never told for another, however one goes to and fro', () => {
  const instants = [
    '2026-11-20T15:59:59.999Z',
    '2026-11-20T16:00:00Z',
    '1969-12-31T15:59:59.999Z',
    '1969-12-31T16:00:00Z',
  ];
  const days = ['2026-11-20', '2026-11-21', '1969-12-31', '1970-01-01'];
  for (const order of [
    [0, 1, 0, 2, 3, 2],
    [3, 1, 1, 0, 3],
  ])
    for (const n of order) expect(dayIn(new Date(instants[n] ?? ''), 'Asia/Shanghai')).toBe(days[n]);
  expect(() => dayIn(new Date(Number.NaN), 'Asia/Shanghai')).toThrow(RangeError);
});

test('a set clock stands still, and what it gave away does not move with it', () => {
  const clock = new SetClock(new Date('2026-11-20T00:00:00Z'));
  const before = clock.now();
  clock.advance(1000);
  expect(before.toISOString()).toBe('2026-11-20T00:00:00.000Z');
  expect(clock.now().toISOString()).toBe('2026-11-20T00:00:01.000Z');
});

test('a transition table with a state that nothing leads to is refused', () => {
  const table = { draft: ['published'], published: [], lost: [] } as const;
  expect(unreachableStates(table, 'draft')).toEqual(['lost']);
  expect(() => transitions('draft', table)).toThrow('lost');
  expect(mayMove(transitions('draft', { draft: ['published'], published: [] }), 'published', 'draft')).toBe(
    false,
  );
});
