import { dayIn, SetClock } from '../../src/kernel/clock.js';
import { mayMove, transitions, unreachableStates } from '../../src/kernel/transitions.js';

test('an accounting day begins at midnight where the organization is, not in UTC', () => {
  expect(dayIn(new Date('2026-11-20T15:59:59.999Z'), 'Asia/Shanghai')).toBe('2026-11-20');
  expect(dayIn(new Date('2026-11-20T16:00:00Z'), 'Asia/Shanghai')).toBe('2026-11-21');
  expect(dayIn(new Date('2026-11-20T16:00:00Z'), 'America/New_York')).toBe('2026-11-20');
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
