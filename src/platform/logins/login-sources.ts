import { Injectable } from '@nestjs/common';
import { Clock } from '../../kernel/clock.js';
import { Refusal } from '../../kernel/errors.js';
import { Database, type Tx } from '../database/database.js';
import { Secrets } from '../secrets/secrets.js';
import { SOURCE_FAILURES_MAX, SOURCE_WINDOW_MS, sourceOf } from './lockout.js';
import { LoginSource } from './login-source.entity.js';

/** Too many failures from one network address. */
const tooManyLogins = (): Refusal => new Refusal('too_many_requests', 'too_many_logins');

/**
 * Counts tries per network address, whosoever's door they are at, BEFORE the secret is checked; a right one is
 * taken back. The address itself is not kept.
 */
@Injectable()
export class LoginSources {
  constructor(
    private readonly database: Database,
    private readonly secrets: Secrets,
    private readonly clock: Clock,
  ) {}

  /** Counts one try from a network address. @throws Refusal too_many_requests once its window is full. */
  async count(address: string): Promise<void> {
    if ((await this.countOf(`login-source:${sourceOf(address)}`)) > SOURCE_FAILURES_MAX)
      throw tooManyLogins();
  }

  /**
   * Counts one use of something else that an address may do only now and then; false once it did so more than
   * `most` times within the window of 15 minutes.
   */
  async allows(purpose: string, address: string, most: number): Promise<boolean> {
    return (await this.countOf(`${purpose}:${sourceOf(address)}`)) <= most;
  }

  /** As `allows`, for uses of one thing, such as a mail address, whatever address they come from. */
  async allowsSubject(purpose: string, subject: string, most: number): Promise<boolean> {
    return (
      (await this.countOf(`${purpose}/subject:${subject.normalize('NFC').trim().toLowerCase()}`)) <= most
    );
  }

  /** A right try is no failure: the address gets it back. */
  async takeBack(tx: Tx, address: string): Promise<void> {
    await tx.query('UPDATE login_source SET failures = failures - 1 WHERE source_mac = ? AND failures > 0', [
      this.mac(`login-source:${sourceOf(address)}`),
    ]);
  }

  private countOf(name: string): Promise<number> {
    const now = this.clock.now();
    const mac = this.mac(name);
    const windowStart = new Date(now.getTime() - SOURCE_WINDOW_MS);
    return this.database.inTransaction(async (tx) => {
      await tx.query(
        `INSERT INTO login_source (source_mac, failures, window_started_at) VALUES (?, 1, ?)
         ON DUPLICATE KEY UPDATE failures = IF(window_started_at < ?, 1, failures + 1),
           window_started_at = IF(window_started_at < ?, ?, window_started_at)`,
        [mac, now, windowStart, windowStart, now],
      );
      const row = await tx.findOneByOrFail(LoginSource, { sourceMac: mac });
      return row.failures;
    });
  }

  private mac(name: string): Buffer {
    return this.secrets.mac('blind-index', name);
  }
}
