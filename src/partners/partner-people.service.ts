import { Injectable } from '@nestjs/common';
import { IsNull } from 'typeorm';
import { Clock } from '../kernel/clock.js';
import { FormReading } from '../kernel/form-reading.js';
import { newId } from '../kernel/ids.js';
import { Config } from '../platform/config/config.js';
import { Database, type Tx } from '../platform/database/database.js';
import { isDuplicateKey } from '../platform/database/database-errors.js';
import { hashPassword, passwordMatches, passwordProblem } from '../platform/logins/password.js';
import { Mail } from '../platform/mail/mail.js';
import { isMailAddress } from '../platform/mail/mail-address.js';
import { Secrets } from '../platform/secrets/secrets.js';
import { Partner } from './partner.entity.js';
import { invitationLetter, type Letter, passwordLetter } from './partner-letters.js';
import { PartnerLinks } from './partner-links.service.js';
import { mailMac, openedMail, sealedMail } from './partner-mails.js';
import { PARTNER_ROLES, PartnerPersonRow, type PartnerRole } from './partner-person.entity.js';
import { PartnerSessions } from './partner-sessions.service.js';
import { type PartnerActor, PartnerTrail } from './partner-trail.service.js';
import {
  partnerInvalid,
  partnerLastOwner,
  partnerMailTaken,
  partnerNotFound,
  partnerOwnerOnly,
} from './partners.errors.js';

/** Somebody to be invited; nothing in it is believed. */
export interface Invitation {
  readonly mail: string;
  readonly displayName: string;
  readonly role: string;
}

/** A person of a partner as lists show them. */
export interface PartnerPersonView {
  readonly id: string;
  readonly mail: string;
  readonly displayName: string;
  readonly role: PartnerRole;
  readonly joinedAt: Date | null;
}

/** The people of partners: inviting, removing, their roles and passwords. */
@Injectable()
export class PartnerPeople {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly config: Config,
    private readonly secrets: Secrets,
    private readonly mail: Mail,
    private readonly links: PartnerLinks,
    private readonly sessions: PartnerSessions,
    private readonly trail: PartnerTrail,
  ) {}

  /** Who is at the partner, in the order they came; removed people are not. */
  async ofPartner(partnerId: string): Promise<PartnerPersonView[]> {
    const people = await this.database.read.find(PartnerPersonRow, {
      where: { partnerId, removedAt: IsNull() },
      order: { id: 'ASC' },
    });
    return people.map((person) => ({
      ...{ id: person.id, displayName: person.displayName, role: person.role, joinedAt: person.joinedAt },
      mail: openedMail(this.secrets, person),
    }));
  }

  /**
   * Invites somebody: the link goes to their address alone. @returns the person's id.
   * @throws Refusal invalid `partner_invalid` · conflict `partner_mail_taken` · forbidden `partner_owner_only`.
   */
  async invite(actor: PartnerActor, partnerId: string, given: Invitation): Promise<string> {
    const { mail, displayName, role } = readInvitation(given);
    try {
      return await this.database.inTransaction(async (tx) => {
        await this.asOwner(tx, actor, partnerId);
        const id = await this.add(tx, { partnerId, mail, displayName, role });
        await this.trail.record(tx, actor, {
          action: 'partner.person_invited',
          subjectType: 'partner_person',
          subjectId: id,
          after: { displayName, role },
        });
        return id;
      });
    } catch (error) {
      if (isDuplicateKey(error)) throw partnerMailTaken();
      throw error;
    }
  }

  /** Adds a person and asks for the mail with their invitation, in the caller's database transaction. */
  async add(
    tx: Tx,
    person: { partnerId: string; mail: string; displayName: string; role: PartnerRole },
  ): Promise<string> {
    const { partnerId, mail, displayName, role } = person;
    const id = newId();
    await tx.insert(PartnerPersonRow, {
      ...{ id, partnerId, displayName, role, passwordHash: null, failedLogins: 0 },
      mailMac: mailMac(this.secrets, mail),
      mailEncrypted: sealedMail(this.secrets, mail, id),
      createdAt: this.clock.now(),
    });
    await this.sendInvitation(tx, { id, partnerId, displayName, mail });
    return id;
  }

  /** Sends a new link to somebody who has not come yet; the old one stops working. @throws Refusal not_found. */
  async inviteAgain(actor: PartnerActor, partnerId: string, personId: string): Promise<void> {
    await this.database.inTransaction(async (tx) => {
      await this.asOwner(tx, actor, partnerId);
      const person = await tx.findOneBy(PartnerPersonRow, {
        ...{ id: personId, partnerId, removedAt: IsNull(), joinedAt: IsNull() },
      });
      if (!person) throw partnerNotFound();
      await this.sendInvitation(tx, { ...person, mail: openedMail(this.secrets, person) });
      await this.trail.record(tx, actor, {
        action: 'partner.person_invited',
        subjectType: 'partner_person',
        subjectId: personId,
      });
    });
  }

  /**
   * Shuts a person out at once: sessions, invitations and login links end in the same database transaction.
   * @throws Refusal not_found · conflict `partner_last_owner` · forbidden `partner_owner_only`.
   */
  async remove(actor: PartnerActor, partnerId: string, personId: string): Promise<void> {
    await this.database.inTransaction(async (tx) => {
      await this.asOwner(tx, actor, partnerId);
      const person = await this.existing(tx, partnerId, personId);
      if (person.role === 'owner') await this.refuseLastOwner(tx, partnerId, personId);
      await tx.update(
        PartnerPersonRow,
        { id: personId },
        { removedAt: this.clock.now(), mailMac: null, passwordHash: null },
      );
      await this.sessions.revokeAllOf(tx, personId);
      await this.links.takeBack(tx, personId, null);
      await this.trail.record(tx, actor, {
        action: 'partner.person_removed',
        subjectType: 'partner_person',
        subjectId: personId,
        before: { displayName: person.displayName, role: person.role },
      });
    });
  }

  /** Makes a member an owner, or an owner a member. @throws as `remove`. */
  async changeRole(actor: PartnerActor, partnerId: string, personId: string, role: string): Promise<void> {
    const next = PARTNER_ROLES.find((each) => each === role);
    if (!next) throw partnerInvalid([{ field: 'role', code: 'invalid' }]);
    await this.database.inTransaction(async (tx) => {
      await this.asOwner(tx, actor, partnerId);
      const person = await this.existing(tx, partnerId, personId);
      if (person.role === next) return;
      if (person.role === 'owner') await this.refuseLastOwner(tx, partnerId, personId);
      await tx.update(PartnerPersonRow, { id: personId }, { role: next });
      await this.trail.record(tx, actor, {
        action: 'partner.role_changed',
        subjectType: 'partner_person',
        subjectId: personId,
        before: { role: person.role },
        after: { role: next },
      });
    });
  }

  /** Sends a link for a new password where the address has an account; says nothing about whether it has. */
  async forgotten(mail: string): Promise<void> {
    if (!isMailAddress(mail.trim())) return;
    await this.database.inTransaction(async (tx) => {
      const person = await tx.findOneBy(PartnerPersonRow, { mailMac: mailMac(this.secrets, mail) });
      if (!person) return;
      const { displayName } = person;
      await this.send(tx, person.id, openedMail(this.secrets, person), (url) =>
        passwordLetter({ displayName, url }),
      );
    });
  }

  /** Changes one's own password; all other sessions end. @throws Refusal invalid naming `current` or `next`. */
  async changePassword(
    person: { readonly personId: string; readonly sessionId: string },
    current: string,
    next: string,
  ): Promise<void> {
    const row = await this.database.read.findOneBy(PartnerPersonRow, { id: person.personId });
    if (!row) throw partnerNotFound();
    const problem = passwordProblem(next, openedMail(this.secrets, row));
    if (problem) throw partnerInvalid([{ field: 'next', code: problem }]);
    if (row.passwordHash !== null && !(await passwordMatches(current, row.passwordHash)))
      throw partnerInvalid([{ field: 'current', code: 'password_wrong' }]);
    const passwordHash = await hashPassword(next);
    await this.database.inTransaction(async (tx) => {
      const { affected } = await tx.update(
        PartnerPersonRow,
        { id: row.id, removedAt: IsNull() },
        { passwordHash },
      );
      if (affected !== 1) throw partnerNotFound();
      await this.sessions.revokeAllOf(tx, row.id, person.sessionId);
      await this.trail.record(
        tx,
        { personId: row.id },
        { action: 'partner.password_changed', subjectType: 'partner_person', subjectId: row.id },
      );
    });
  }

  private async sendInvitation(
    tx: Tx,
    person: { id: string; partnerId: string; displayName: string; mail: string },
  ): Promise<void> {
    const { displayName } = person;
    const { nameZh } = await tx.findOneByOrFail(Partner, { id: person.partnerId });
    await this.send(tx, person.id, person.mail, (url) =>
      invitationLetter({ displayName, partner: nameZh, url }),
    );
  }

  private async send(tx: Tx, personId: string, to: string, write: (url: string) => Letter): Promise<void> {
    const token = await this.links.make(tx, personId, 'invitation');
    const url = new URL('/partner/invitation', this.config.PUBLIC_URL);
    url.searchParams.set('token', token);
    await this.mail.request(tx, {
      organizationId: null,
      dedupeKey: `partner-invitation:${newId()}`,
      to,
      ...write(url.href),
    });
  }

  /** Locks the partner, so that two who remove each other do it one after the other, and the second is nobody then. */
  private async asOwner(tx: Tx, actor: PartnerActor, partnerId: string): Promise<void> {
    await tx.query('SELECT id FROM partner WHERE id = ? FOR UPDATE', [partnerId]);
    if (!actor.personId) return;
    const self = await tx.findOneBy(PartnerPersonRow, { id: actor.personId, partnerId, removedAt: IsNull() });
    if (self?.role !== 'owner') throw partnerOwnerOnly();
  }

  private async existing(tx: Tx, partnerId: string, personId: string): Promise<PartnerPersonRow> {
    const person = await tx.findOneBy(PartnerPersonRow, { id: personId, partnerId, removedAt: IsNull() });
    if (!person) throw partnerNotFound();
    return person;
  }

  /** An owner who has not come yet does not count: they may never come. */
  private async refuseLastOwner(tx: Tx, partnerId: string, personId: string): Promise<void> {
    const others: unknown[] = await tx.query(
      `SELECT id FROM partner_person WHERE partner_id = ? AND id <> ? AND role = 'owner'
          AND removed_at IS NULL AND joined_at IS NOT NULL LIMIT 1`,
      [partnerId, personId],
    );
    if (others.length === 0) throw partnerLastOwner();
  }
}

function readInvitation(given: Invitation): { mail: string; displayName: string; role: PartnerRole } {
  const form = new FormReading();
  const mail = given.mail.trim();
  if (mail === '') form.refuse('mail', 'empty');
  else if (!isMailAddress(mail)) form.refuse('mail', 'mail_form');
  const displayName = form.line('display_name', given.displayName, 80);
  const role = form.choice('role', given.role, PARTNER_ROLES);
  if (form.problems.length > 0 || !role) throw partnerInvalid(form.problems);
  return { mail, displayName, role };
}
