import { Injectable } from '@nestjs/common';
import { Cases } from '../cases/cases.service.js';
import { Clock } from '../kernel/clock.js';
import { Audit } from '../platform/audit/audit.js';
import { Database, type Tx } from '../platform/database/database.js';
import { ALARM_MS, isAttack } from './giving-limits.js';
import { newestAttempts } from './giving-limits.statements.js';

/** Kind of the case that tells a society of an attack. */
export const CARD_TESTING = 'CARD_TESTING';
/** While the attack goes on the alarm is prolonged this often at most. */
const PROLONG_MS = 60_000;

/** The alarm as it stands. */
export interface AlarmState {
  readonly raisedAt: Date | null;
  readonly until: Date | null;
  readonly declines: number;
  readonly attempts: number;
}

/** Sees an attack with stolen cards upon the whole house; while its alarm is on every visitor is asked a question. */
@Injectable()
export class GivingAlarm {
  constructor(
    private readonly database: Database,
    private readonly cases: Cases,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  async state(tx: Tx = this.database.read): Promise<AlarmState> {
    const [row] = await this.database.rows<AlarmState>(
      'SELECT raised_at AS raisedAt, until_at AS `until`, declines, attempts FROM giving_alarm WHERE id = 1',
      [],
      tx,
    );
    return row ?? { raisedAt: null, until: null, declines: 0, attempts: 0 };
  }

  /** How the newest attempts of visitors ended within ten minutes. */
  newest(): ReturnType<typeof newestAttempts> {
    return newestAttempts(this.database.read, this.clock.now());
  }

  /**
   * Looks at the newest attempts, raises or prolongs the alarm when they are an attack, and says whether it is on.
   * Each society at which cards were declined gets a case, once for each alarm, by whichever process is first.
   */
  async isOn(): Promise<boolean> {
    const now = this.clock.now();
    const newest = await newestAttempts(this.database.read, now);
    if (!isAttack(newest)) return isOn(await this.state(), now);
    const standing = await this.state();
    const fresh = standing.until && standing.until.getTime() - now.getTime() > ALARM_MS - PROLONG_MS;
    if (!fresh) await this.raise(now, newest);
    return true;
  }

  private raise(now: Date, newest: Awaited<ReturnType<typeof newestAttempts>>): Promise<void> {
    return this.database.inTransaction(async (tx) => {
      await tx.query('SELECT id FROM giving_alarm WHERE id = 1 FOR UPDATE');
      const standing = await this.state(tx);
      const raisedAt = isOn(standing, now) ? standing.raisedAt : now;
      const { declines, attempts, organizationIds } = newest;
      await tx.query(
        'UPDATE giving_alarm SET raised_at = ?, until_at = ?, declines = ?, attempts = ? WHERE id = 1',
        [raisedAt, new Date(now.getTime() + ALARM_MS), declines, attempts],
      );
      const began = (raisedAt ?? now).toISOString();
      for (const organizationId of organizationIds) {
        const subject = { subjectType: 'giving_alarm', subjectId: began };
        await this.cases.open(tx, {
          ...{ organizationId, kind: CARD_TESTING, dedupeKey: `${CARD_TESTING}:${began}`, ...subject },
          detail: `${declines} of ${attempts} cards were declined within ten minutes; every visitor is asked a question`,
        });
        if (raisedAt === now)
          await this.audit.record(tx, {
            ...{ organizationId, staffId: null, action: 'giving.alarm_raised', ...subject },
            after: { declines, attempts },
          });
      }
    });
  }
}

function isOn({ until }: AlarmState, now: Date): boolean {
  return until !== null && until > now;
}
