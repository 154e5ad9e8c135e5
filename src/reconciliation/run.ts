import { startOfDay } from '../kernel/clock.js';
import { dayAfter } from '../kernel/days.js';

/** How far a run has come: each pass goes through all its chunks, each chunk in a database transaction of its own. */
export type RunState = 'running' | 'interrupted' | 'done';

/** One run of one account's day. */
export interface ReconciliationRun {
  readonly id: string;
  readonly organizationId: string;
  readonly providerAccountId: string | null;
  readonly bankAccountId: string | null;
  readonly day: string;
  readonly revision: number;
  readonly state: RunState;
  readonly pass: number;
  readonly chunk: number;
  readonly lineHigh: string;
  readonly lines: number;
  readonly facts: number;
  readonly matched: number;
  readonly waiting: number;
  readonly found: number;
  readonly startedBy: string | null;
  readonly startedAt: Date;
  readonly endedAt: Date | null;
  readonly problem: string | null;
}

/** Told how far long work has come; throws when it is to stop. */
export interface RunProgress {
  report(done: number, total: number): Promise<void>;
}

/** From when until when a day, or a slice of it, lasts. */
export interface Span {
  readonly from: Date;
  readonly until: Date;
}

/** Slices of a large day. */
export const CHUNKS = 64;
/** A slice should have about so many lines or facts: a small day has fewer slices, since each costs a commit. */
const ROWS_A_CHUNK = 2_000;

/** The passes in their order; those in ONCE have one chunk only. */
export const PASSES = ['provider_id', 'merchant_no', 'facts', 'lines', 'groups'] as const;
export type Pass = (typeof PASSES)[number];
const ONCE: readonly Pass[] = ['groups'];

/** What decides into how many slices a run divides its day: what it counted when it began. */
export type RunSize = Pick<ReconciliationRun, 'lines' | 'facts'>;

/** How many chunks a pass has. */
export function chunksOf(pass: Pass, { lines, facts }: RunSize): number {
  if (ONCE.includes(pass)) return 1;
  return Math.min(CHUNKS, Math.max(1, Math.ceil(Math.max(lines, facts) / ROWS_A_CHUNK)));
}

/** Steps of a whole run, for showing how far it is. */
export const stepsOf = (size: RunSize): number => stepsDone(PASSES.length, 0, size);

/** Steps that are done when `chunk` of pass number `pass` comes next. */
export function stepsDone(pass: number, chunk: number, size: RunSize): number {
  return PASSES.slice(0, pass).reduce((sum, each) => sum + chunksOf(each, size), chunk);
}

/** Days that one side may come later than the other before it counts as missing (P3). */
export const CARRIED_DAYS = 3;

/** The day as instants, in the organization's zone. */
export function spanOf(day: string, timeZone: string): Span {
  return { from: startOfDay(day, timeZone), until: startOfDay(dayAfter(day), timeZone) };
}

/** One of the equal slices of a span; together they are the span. */
export function sliceOf({ from, until }: Span, chunk: number, chunks: number): Span {
  const length = until.getTime() - from.getTime();
  const at = (n: number): Date => new Date(from.getTime() + Math.floor((length * n) / chunks));
  return { from: at(chunk), until: at(chunk + 1) };
}
