import { Injectable } from '@nestjs/common';
import { generateSecret, generateURI, verify } from 'otplib';
import { Clock } from '../kernel/clock.js';
import { Database, type Tx } from '../platform/database/database.js';
import { Secrets } from '../platform/secrets/secrets.js';
import { LoginAttempts } from './login-attempts.service.js';
import type { CurrentStaff } from './sessions.service.js';
import { Sessions } from './sessions.service.js';
import { loginFailed, totpEnrolled, totpWrong } from './staff.errors.js';
import { StaffMember } from './staff-member.entity.js';

const ISSUER = 'Boai 博爱';
/** Seconds a phone's clock may differ from ours, either way: one step of 30 s. */
const DRIFT_SECONDS = 30;

/** What an authenticator app needs: a URI for the QR code and the bare secret for typing it. */
export interface Enrolment {
  readonly uri: string;
  readonly secret: string;
}

/** Time-based one-time codes (TOTP, RFC 6238): enrolment and checking; each code works once. */
@Injectable()
export class SecondFactor {
  constructor(
    private readonly database: Database,
    private readonly secrets: Secrets,
    private readonly clock: Clock,
    private readonly attempts: LoginAttempts,
    private readonly sessions: Sessions,
  ) {}

  /** Begins enrolment, or shows again what was begun. @throws Refusal conflict when it is finished already. */
  async beginEnrolment(staffId: string): Promise<Enrolment> {
    return this.database.inTransaction(async (tx) => {
      const member = await lock(tx, staffId);
      if (member.totpConfirmedAt) throw totpEnrolled();
      const secret = member.totpSecretEncrypted ? this.secretOf(member) : generateSecret();
      if (!member.totpSecretEncrypted) {
        const totpSecretEncrypted = this.secrets.encrypt('totp', secret, staffId);
        await tx.update(StaffMember, { id: staffId }, { totpSecretEncrypted });
      }
      return { secret, uri: generateURI({ issuer: ISSUER, label: member.loginName, secret }) };
    });
  }

  /** Finishes enrolment with a first right code; this session then counts as verified. */
  async confirmEnrolment(staff: CurrentStaff, code: string): Promise<void> {
    await this.check(staff, code, async (tx, member) => {
      if (member.totpConfirmedAt) throw totpEnrolled();
      await tx.update(StaffMember, { id: member.id }, { totpConfirmedAt: this.clock.now() });
    });
  }

  /** Checks a code at login. Wrong ones count as failed logins of the account. @throws Refusal invalid. */
  async verify(staff: CurrentStaff, code: string): Promise<void> {
    await this.check(staff, code, async (_tx, member) => {
      if (!member.totpConfirmedAt) throw totpWrong();
    });
  }

  private async check(
    staff: CurrentStaff,
    code: string,
    accepted: (tx: Tx, member: StaffMember) => Promise<void>,
  ): Promise<void> {
    if (!(await this.attempts.atAccount(staff.staffId))) throw loginFailed();
    await this.database.inTransaction(async (tx) => {
      const member = await lock(tx, staff.staffId);
      if (!member.totpSecretEncrypted) throw totpWrong();
      const outcome = await verify({
        secret: this.secretOf(member),
        token: /^\d{6}$/.test(code) ? code : '------',
        epoch: Math.floor(this.clock.now().getTime() / 1000),
        epochTolerance: DRIFT_SECONDS,
        ...(member.totpLastStep === null ? {} : { afterTimeStep: Number(member.totpLastStep) }),
      });
      if (!outcome.valid || !('timeStep' in outcome)) throw totpWrong();
      await accepted(tx, member);
      await tx.update(StaffMember, { id: member.id }, { totpLastStep: BigInt(outcome.timeStep) });
      await this.attempts.forgive(tx, member.id, null);
      await this.sessions.markVerified(tx, staff.sessionId);
    });
  }

  private secretOf(member: StaffMember): string {
    return this.secrets.decrypt('totp', member.totpSecretEncrypted ?? Buffer.alloc(0), member.id);
  }
}

function lock(tx: Tx, staffId: string): Promise<StaffMember> {
  return tx.findOneOrFail(StaffMember, { where: { id: staffId }, lock: { mode: 'pessimistic_write' } });
}
