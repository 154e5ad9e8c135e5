import type { Tx } from '../database/database.js';

/** One event for one subscriber, as a handler sees it. */
export interface OutboxTask {
  readonly id: string;
  readonly eventId: string;
  readonly kind: string;
  readonly organizationId: string | null;
  readonly ref: string;
  /** The event's key, the same on every attempt: idempotency key for calls to others. */
  readonly dedupeKey: string;
  /** Attempts that have failed before this one. */
  readonly attempts: number;
}

interface Subscription {
  /** Unique, `[a-z0-9.-]`: also the name of its queue. */
  readonly name: string;
  /** Kind of event it wants. */
  readonly on: string;
}

/** Many tasks in one database transaction, effects and DONE together. The handler must not touch the network. */
export interface BatchSubscriber extends Subscription {
  readonly mode: 'batch';
  /** Largest number of tasks in one call, 1–500. */
  readonly batch: number;
  /** How many workers may do its batches at the same time, 1–16; one when it does not say. */
  readonly workers?: number;
  handle(tx: Tx, tasks: OutboxTask[]): Promise<void>;
}

/** One task in one database transaction, effect and DONE together. The handler must not touch the network. */
export interface EachSubscriber extends Subscription {
  readonly mode: 'each';
  handle(tx: Tx, task: OutboxTask): Promise<void>;
}

/**
 * A call to somebody else. `perform` does it with `task.dedupeKey` as idempotency key; what it returns is
 * written in the same database transaction as DONE. After a crash in between the call is repeated.
 */
export interface ExternalSubscriber extends Subscription {
  readonly mode: 'external';
  perform(task: OutboxTask): Promise<(tx: Tx) => Promise<void>>;
}

export type Subscriber = BatchSubscriber | EachSubscriber | ExternalSubscriber;

/** What is wrong with a list of subscribers; an empty list when nothing is. Checked when a worker starts. */
export function subscriberProblems(
  subscribers: readonly Subscriber[],
  knownKinds: readonly string[],
): string[] {
  const problems: string[] = [];
  const names = new Set<string>();
  for (const subscriber of subscribers) {
    const { name, on } = subscriber;
    if (!/^[a-z][a-z0-9.-]{2,59}$/.test(name))
      problems.push(`subscriber "${name}": use a-z, 0-9, "." and "-"`);
    if (names.has(name)) problems.push(`two subscribers are called "${name}"`);
    names.add(name);
    if (!knownKinds.includes(on))
      problems.push(`subscriber "${name}" waits for "${on}", which nobody announces`);
    const handler = subscriber.mode === 'external' ? subscriber.perform : subscriber.handle;
    if (typeof handler !== 'function') problems.push(`subscriber "${name}" has no handler`);
    if (subscriber.mode === 'batch' && !(subscriber.batch >= 1 && subscriber.batch <= 500))
      problems.push(`subscriber "${name}": batch must be 1 to 500`);
    if (subscriber.mode === 'batch' && !((subscriber.workers ?? 1) >= 1 && (subscriber.workers ?? 1) <= 16))
      problems.push(`subscriber "${name}": workers must be 1 to 16`);
  }
  for (const kind of knownKinds) {
    if (!subscribers.some(({ on }) => on === kind)) problems.push(`nobody subscribes to "${kind}"`);
  }
  return problems;
}
