import { Injectable } from '@nestjs/common';
import { Clock } from '../kernel/clock.js';
import { PartnerPeople } from '../partners/partner-people.service.js';
import { Database, type Tx } from '../platform/database/database.js';
import { Mail } from '../platform/mail/mail.js';
import { pauseAfter } from './retry-schedule.js';
import type { CallOutcome } from './webhook-call.js';
import type { DisabledBecause } from './webhook-endpoint.js';
import { disabledLetter } from './webhook-letter.js';
import type { Turn } from './webhook-turns.js';

/** Writes down what came of an attempt, and what follows from it, in one database transaction. */
@Injectable()
export class WebhookOutcomes {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly people: PartnerPeople,
    private readonly mail: Mail,
  ) {}

  /**
   * The endpoint goes on behind the event, or tries it again later, or is switched off: after 410, and after the last
   * attempt. If another job has gone on meanwhile, a replay has begun or the endpoint is off, only the log grows.
   * @returns whether the next event's turn has come.
   */
  async write(turn: Turn, holder: string, outcome: CallOutcome): Promise<boolean> {
    const at = this.clock.now();
    // Read before: asking for addresses inside would hold the endpoint's row.
    const ending = this.endingOf(turn, outcome);
    const people = ending === null ? [] : await this.people.ofPartner(turn.row.partner_id);
    return this.database.inTransaction(async (tx) => {
      if (turn.way === 'again') return this.afterAgain(tx, turn, outcome, at);
      const follows = await this.moveOn(tx, turn, holder, outcome, ending, at);
      await logAttempt(tx, turn, outcome, { at, way: follows ? 'order' : 'late' });
      if (!follows) return false;
      if (ending !== null)
        await this.mail.requestAll(
          tx,
          people
            .filter(({ joinedAt, role }) => joinedAt !== null || role === 'owner')
            .map((person) => ({
              organizationId: null,
              dedupeKey: `webhook.off:${turn.row.id}:${person.id}:${at.getTime()}`,
              to: person.mail,
              ...disabledLetter(turn.row.url, ending),
            })),
        );
      return outcome.failure === null;
    });
  }

  private endingOf({ row, way }: Turn, { failure }: CallOutcome): Exclude<DisabledBecause, 'person'> | null {
    if (way === 'again' || failure === null) return null;
    if (failure === 'gone') return 'gone';
    return pauseAfter(row.attempts + 1, 0) === null ? 'exhausted' : null;
  }

  /** @returns whether this job still was the one to say so. */
  private async moveOn(
    tx: Tx,
    { row, event }: Turn,
    holder: string,
    { failure, askedPauseMs }: CallOutcome,
    ending: DisabledBecause | null,
    at: Date,
  ): Promise<boolean> {
    // What was taken counts even when somebody has switched the endpoint off meanwhile.
    const mine = [
      row.id,
      holder,
      row.delivered_seq,
      row.round,
      failure === null ? ['active', 'disabled'] : ['active'],
    ];
    const isMine = 'id = ? AND lease_holder = ? AND delivered_seq = ? AND round = ? AND state IN (?)';
    const pause = Math.max(pauseAfter(row.attempts + 1, Math.random()) ?? 0, askedPauseMs);
    const [change, values]: [string, unknown[]] =
      failure === null
        ? ['delivered_seq = ?, attempts = 0, next_at = NULL', [event.seq.toString()]]
        : ending !== null
          ? ["state = 'disabled', disabled_because = ?, attempts = attempts + 1, next_at = NULL", [ending]]
          : ['attempts = attempts + 1, next_at = ?', [new Date(at.getTime() + pause)]];
    const { affectedRows }: { affectedRows: number } = await tx.query(
      `UPDATE webhook_endpoint SET ${change} WHERE ${isMine}`,
      [...values, ...mine],
    );
    return affectedRows === 1;
  }

  /** An event sent again is tried once; the order is untouched. */
  private async afterAgain(tx: Tx, turn: Turn, outcome: CallOutcome, at: Date): Promise<boolean> {
    await tx.query('DELETE FROM webhook_resend WHERE endpoint_id = ? AND seq = ?', [
      turn.row.id,
      turn.event.seq.toString(),
    ]);
    await logAttempt(tx, turn, outcome, { at, way: 'again' });
    return true;
  }
}

async function logAttempt(
  tx: Tx,
  { row, event, way: asked }: Turn,
  { failure, status, answer, tookMs }: CallOutcome,
  { at, way }: { readonly at: Date; readonly way: 'order' | 'again' | 'late' },
): Promise<void> {
  await tx.query(
    `INSERT INTO webhook_delivery (endpoint_id, seq, event_id, round, attempt, way, delivered, status, failure, took_ms,
       answer, attempted_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    [
      ...[row.id, event.seq.toString(), event.id, row.round, asked === 'again' ? 1 : row.attempts + 1, way],
      ...[failure === null, status, failure, tookMs, answer, at],
    ],
  );
}
