import { Injectable } from '@nestjs/common';
import { Clock } from '../kernel/clock.js';
import { Database, type Tx } from '../platform/database/database.js';
import { lockedUntil } from '../platform/logins/lockout.js';
import { LoginSources } from '../platform/logins/login-sources.js';
import { hashPassword, isOutdated, passwordMatches, passwordProblem } from '../platform/logins/password.js';
import { Secrets } from '../platform/secrets/secrets.js';
import { PartnerLinks } from './partner-links.service.js';
import { mailMac, openedMail } from './partner-mails.js';
import { PartnerPersonRow } from './partner-person.entity.js';
import { PartnerSessions } from './partner-sessions.service.js';
import { PartnerTrail } from './partner-trail.service.js';
import { partnerInvalid, partnerLoginFailed } from './partners.errors.js';

/** Where a login comes from. */
export interface PartnerLoginOrigin {
  readonly address: string;
  readonly userAgent: string;
}

/** The ways in for partners' people: address and password, a one-time link, an invitation. All return a session's token. */
@Injectable()
export class PartnerLogins {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly secrets: Secrets,
    private readonly sources: LoginSources,
    private readonly links: PartnerLinks,
    private readonly sessions: PartnerSessions,
    private readonly trail: PartnerTrail,
  ) {}

  /** @throws Refusal unauthenticated, the same for every reason; too_many_requests for a busy network address. */
  async byPassword(mail: string, password: string, origin: PartnerLoginOrigin): Promise<string> {
    await this.sources.count(origin.address);
    const person = await this.database.read.findOneBy(PartnerPersonRow, {
      mailMac: mailMac(this.secrets, mail),
    });
    const open = person !== null && (await this.atAccount(person.id));
    const right = await passwordMatches(password, person?.passwordHash ?? null);
    if (!person || !open || !right) throw partnerLoginFailed();
    const better = isOutdated(person.passwordHash ?? '') ? await hashPassword(password) : null;
    return this.database.inTransaction(async (tx) => {
      const still = await locked(tx, person.id);
      if (!still || still.passwordHash !== person.passwordHash) throw partnerLoginFailed();
      await this.forgive(tx, person.id);
      await this.sources.takeBack(tx, origin.address);
      if (better) await tx.update(PartnerPersonRow, { id: person.id }, { passwordHash: better });
      return this.sessions.open(tx, person.id, origin.userAgent);
    });
  }

  /** Makes a one-time login link's token for a person of the demonstration. */
  createLink(personId: string): Promise<string> {
    return this.database.inTransaction((tx) => this.links.make(tx, personId, 'login'));
  }

  /** Whose one-time login it is while it is still good; null otherwise. */
  async peekLink(token: string): Promise<{ displayName: string } | null> {
    return this.links.peek(token, 'login');
  }

  /** @throws Refusal gone when the link is spent. */
  byLink(token: string, origin: PartnerLoginOrigin): Promise<string> {
    return this.database.inTransaction(async (tx) => {
      const person = await this.links.use(tx, token, 'login');
      if (person.joinedAt === null)
        await tx.update(PartnerPersonRow, { id: person.id }, { joinedAt: this.clock.now() });
      await this.forgive(tx, person.id);
      return this.sessions.open(tx, person.id, origin.userAgent);
    });
  }

  /** Whom an invitation is for, while it is still good; null otherwise. */
  async peekInvitation(token: string): Promise<{ displayName: string; mail: string } | null> {
    const person = await this.links.peek(token, 'invitation');
    return person && { displayName: person.displayName, mail: openedMail(this.secrets, person) };
  }

  /**
   * Takes an invitation, or chooses a new password by the same kind of link; other sessions of the person end.
   * @throws Refusal invalid naming `password` · gone `partner_link_spent`.
   */
  async accept(token: string, password: string, origin: PartnerLoginOrigin): Promise<string> {
    const seen = await this.peekInvitation(token);
    const problem = passwordProblem(password, seen?.mail ?? '');
    if (seen && problem) throw partnerInvalid([{ field: 'password', code: problem }]);
    const passwordHash = seen ? await hashPassword(password) : null;
    return this.database.inTransaction(async (tx) => {
      const person = await this.links.use(tx, token, 'invitation');
      await tx.update(
        PartnerPersonRow,
        { id: person.id },
        { passwordHash, joinedAt: person.joinedAt ?? this.clock.now() },
      );
      await this.forgive(tx, person.id);
      await this.sessions.revokeAllOf(tx, person.id);
      await this.trail.record(
        tx,
        { personId: person.id },
        {
          action: person.joinedAt ? 'partner.password_changed' : 'partner.person_joined',
          subjectType: 'partner_person',
          subjectId: person.id,
        },
      );
      return this.sessions.open(tx, person.id, origin.userAgent);
    });
  }

  /** Counts one try BEFORE the password is checked; false while the account is pausing, and then the try must fail unseen. */
  private atAccount(personId: string): Promise<boolean> {
    const now = this.clock.now();
    return this.database.inTransaction(async (tx) => {
      const person = await locked(tx, personId);
      if (!person || person.removedAt || (person.lockedUntil && person.lockedUntil > now)) return false;
      const failedLogins = person.failedLogins + 1;
      await tx.update(
        PartnerPersonRow,
        { id: personId },
        { failedLogins, lockedUntil: lockedUntil(failedLogins, now) },
      );
      return true;
    });
  }

  private async forgive(tx: Tx, personId: string): Promise<void> {
    await tx.update(PartnerPersonRow, { id: personId }, { failedLogins: 0, lockedUntil: null });
  }
}

function locked(tx: Tx, personId: string): Promise<PartnerPersonRow | null> {
  return tx.findOne(PartnerPersonRow, { where: { id: personId }, lock: { mode: 'pessimistic_write' } });
}
