import { Injectable } from '@nestjs/common';
import { Counter } from 'prom-client';
import { Clock } from '../kernel/clock.js';
import { Database } from '../platform/database/database.js';
import { Metrics } from '../platform/metrics/metrics.js';
import { Secrets } from '../platform/secrets/secrets.js';
import { challengeNeeded, givingSlowed } from './donations.errors.js';
import { GivingAlarm } from './giving-alarm.service.js';
import { type GiftSource, type GivingPast, networkOf, type Verdict, verdictOf } from './giving-limits.js';
import {
  declinesOfMail,
  type Entrant,
  insertSession,
  paidOf,
  sessionsOf,
  settle,
} from './giving-limits.statements.js';
import { GivingQuestions } from './giving-questions.service.js';

export type { GiftSource } from './giving-limits.js';

/** A new checkout: the attempt's id, and for whom. */
export interface NewCheckout {
  readonly attemptId: string;
  /** Absent: no visitor wants it, but the house itself, as the demonstration does. */
  readonly source: GiftSource | undefined;
  readonly mail: string | null;
}

/** Paid gifts are settled when there are as many. */
const SETTLED_AT_ONCE_MIN = 10;

/**
 * Stands in front of every checkout that a visitor wants opened. All that it knows lies in the database, so that all
 * processes know the same: a checkout is noted first and judged then, so that of two at once the later sees the earlier.
 */
@Injectable()
export class GivingLimits {
  private readonly refused: Counter<'why'>;

  constructor(
    private readonly database: Database,
    private readonly secrets: Secrets,
    private readonly questions: GivingQuestions,
    private readonly alarm: GivingAlarm,
    private readonly clock: Clock,
    metrics: Metrics,
  ) {
    this.refused = new Counter({
      name: 'boai_giving_refused_total',
      help: 'Checkouts that were not opened because of limits, by reason',
      labelNames: ['why'],
      registers: [metrics.registry],
    });
  }

  /**
   * Notes a checkout before donation or attempt are written; one that is refused leaves nothing behind.
   * @throws Refusal invalid/challenge_needed with the field `challenge_answer` (code needed | wrong | expired | used):
   * show the question of `GivingQuestions.ask` · too_many_requests/giving_slowed with `until` (ISO) and `why`
   * (mail: without that mail address it goes on · answers).
   */
  async enter({ attemptId, source, mail }: NewCheckout): Promise<void> {
    if (!source) return;
    const entrant: Entrant = {
      attemptId,
      networkMac: this.secrets.mac('blind-index', `giving-network:${networkOf(source.address)}`),
      mailMac: mail ? this.secrets.mac('blind-index', `giving-mail:${mail.trim().toLowerCase()}`) : null,
    };
    const alarm = await this.alarm.isOn();
    const now = this.clock.now();
    const judge = (answered: boolean) => this.judge(entrant, now, alarm, answered);
    // Whoever is refused anyway costs reading only.
    if (!source.answer) this.refuse(await judge(false));
    await this.database.inTransaction((tx) => insertSession(tx, entrant, now));
    try {
      const verdict = await judge(false);
      if (verdict.kind === 'ask' && source.answer) {
        await this.questions.redeem(source.answer, attemptId);
        this.refuse(await judge(true));
      } else this.refuse(verdict);
    } catch (error) {
      await this.leave(attemptId);
      throw error;
    }
  }

  /** The checkout was never opened: another request was faster, or something failed. */
  async leave(attemptId: string): Promise<void> {
    await this.database.inTransaction((tx) =>
      tx.query('DELETE FROM giving_session WHERE attempt_id = ?', [attemptId]),
    );
  }

  /** Another attempt takes the place of one that was noted. */
  async replace(attemptId: string, by: string): Promise<void> {
    await this.database.inTransaction((tx) =>
      tx.query('UPDATE giving_session SET attempt_id = ? WHERE attempt_id = ?', [by, attemptId]),
    );
  }

  private async judge(entrant: Entrant, now: Date, alarm: boolean, answered: boolean): Promise<Verdict> {
    const { read } = this.database;
    const sessions = await sessionsOf(read, entrant, now);
    const past: GivingPast = {
      sessions: [...sessions.values()],
      ...(await paidOf(read, entrant.networkMac, now)),
      mailDeclines: entrant.mailMac ? await declinesOfMail(read, entrant.mailMac, now) : [],
      alarm,
    };
    const paid = [...sessions].flatMap(([id, { paid, declines }]) =>
      paid && declines.length === 0 ? id : [],
    );
    if (paid.length >= SETTLED_AT_ONCE_MIN) await this.database.inTransaction((tx) => settle(tx, paid));
    return verdictOf(past, answered, now);
  }

  private refuse(verdict: Verdict): void {
    if (verdict.kind === 'pass') return;
    this.refused.inc({ why: verdict.why });
    if (verdict.kind === 'ask') throw challengeNeeded('needed');
    throw givingSlowed(verdict.until, verdict.why);
  }
}
