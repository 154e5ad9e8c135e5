import fc from 'fast-check';
import {
  CHUNKS,
  chunksOf,
  PASSES,
  sliceOf,
  spanOf,
  stepsDone,
  stepsOf,
} from '../../src/reconciliation/run.js';

it('the slices of a day are the day, without gap or overlap, also where clocks are changed', () => {
  fc.assert(
    fc.property(
      fc.constantFrom('2026-03-29', '2026-10-25', '2026-11-18', '2026-02-28'),
      fc.constantFrom('Asia/Shanghai', 'Europe/Berlin', 'America/New_York', 'Asia/Kathmandu'),
      fc.integer({ min: 1, max: CHUNKS }),
      (day, zone, chunks) => {
        const span = spanOf(day, zone);
        const slices = Array.from({ length: chunks }, (_, n) => sliceOf(span, n, chunks));
        expect(slices[0]?.from).toEqual(span.from);
        expect(slices.at(-1)?.until).toEqual(span.until);
        slices.slice(1).forEach((slice, n) => {
          expect(slice.from).toEqual(slices[n]?.until);
        });
      },
    ),
  );
});

it('a small day is one chunk a pass, a large one 64, and the steps add up', () => {
  const small = { lines: 3, facts: 0 };
  const large = { lines: 1_000_000, facts: 900_000 };
  expect(PASSES.map((pass) => chunksOf(pass, small))).toEqual([1, 1, 1, 1, 1]);
  expect(PASSES.map((pass) => chunksOf(pass, large))).toEqual([64, 64, 64, 64, 1]);
  expect(stepsOf(small)).toBe(5);
  expect(stepsOf(large)).toBe(257);
  expect(stepsDone(2, 10, large)).toBe(138);
});
