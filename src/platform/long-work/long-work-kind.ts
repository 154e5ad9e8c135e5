/** A JSON value; bigint amounts stand in it as strings of minor units. */
export type JsonValue =
  | string
  | number
  | boolean
  | null
  | readonly JsonValue[]
  | { readonly [name: string]: JsonValue };
export type JsonObject = Readonly<Record<string, JsonValue>>;

/** A work that is to be done now. */
export interface WorkInHand {
  readonly id: string;
  readonly organizationId: string;
  readonly subjectId: string;
  readonly params: JsonObject;
  /** The staff member who began it, null when a schedule did. */
  readonly startedBy: string | null;
}

/** How a work tells how far it is, and learns that it must stop. */
export interface WorkProgress {
  /**
   * `done` of `total` things are done (whole numbers; total is kept until another is given). Cheap: call it after
   * every batch, the row is written twice a second at most. @throws WorkStopped when the work was cancelled, the
   * process ends, or another process has taken it over: let it pass.
   */
  report(done: number, total?: number): Promise<void>;
}

/**
 * A kind of long work. A killed run is begun again by another worker, and for a moment two may run: what `run` writes
 * must bear being done twice. A Refusal ends it as failed at once; anything else thrown is tried again, three times.
 * The result is kept and shown: ids, counts, amounts as strings, no personal data.
 */
export interface LongWorkKind {
  /** Unique, like 'statement.read'; its name in words is `work.kind.<kind>`. */
  readonly kind: string;
  run(work: WorkInHand, progress: WorkProgress): Promise<JsonObject>;
}

/** Why a work must stop before its end. */
export type StopReason = 'cancelled' | 'shutdown' | 'taken_over';

/** Thrown by `progress.report`; not an error of the work. */
export class WorkStopped extends Error {
  constructor(readonly reason: StopReason) {
    super(`the work must stop: ${reason}`);
    this.name = 'WorkStopped';
  }
}

/** What a kind may be called. */
export const KIND_NAME = /^[a-z][a-z0-9.-]{2,59}$/;

/** What is wrong with a list of kinds; an empty list when nothing is. */
export function longWorkProblems(kinds: readonly LongWorkKind[]): string[] {
  const problems: string[] = [];
  const names = new Set<string>();
  for (const { kind, run } of kinds) {
    if (!KIND_NAME.test(kind)) problems.push(`long work "${kind}": use a-z, 0-9, "." and "-"`);
    if (names.has(kind)) problems.push(`two kinds of long work are called "${kind}"`);
    names.add(kind);
    if (typeof run !== 'function') problems.push(`long work "${kind}" has nothing to run`);
  }
  return problems;
}
