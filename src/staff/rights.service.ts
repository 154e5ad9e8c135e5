import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import { Clock } from '../kernel/clock.js';
import { newId } from '../kernel/ids.js';
import { Approval } from '../platform/approvals/approval.entity.js';
import { Approvals } from '../platform/approvals/approvals.js';
import { Audit } from '../platform/audit/audit.js';
import { Database, type Tx } from '../platform/database/database.js';
import { newToken, tokenHash } from '../platform/logins/tokens.js';
import {
  givesLink,
  type RightsNow,
  type RightsWish,
  reasonProblems,
  rightsPayload,
  shrinks,
  wishOf,
  wishProblems,
} from './rights.js';
import { isAdministrator, lockRights, placesOf } from './rights.statements.js';
import { RightsDoing } from './rights-doing.service.js';
import type { Role } from './roles.js';
import {
  loginNameTaken,
  rightsElsewhere,
  rightsInvalid,
  rightsNotAdministrator,
  rightsOwn,
  rightsUnchanged,
  staffNotFound,
} from './staff.errors.js';
import { StaffMember } from './staff-member.entity.js';
import { StaffRole } from './staff-role.entity.js';

export { ACTS } from './rights.js';
export { ROLES, type Role } from './roles.js';

/** Who acts, and in which organization. */
export interface RightsActor {
  readonly staffId: string;
  readonly organizationId: string;
}

/** What an administrator asks for. `add` needs names and roles, `roles` the roles held afterwards. */
export interface AskedRights {
  readonly act: RightsWish['act'];
  readonly reason: string;
  /** Null for somebody who is to be added. */
  readonly staffId: string | null;
  readonly loginName?: string;
  readonly displayName?: string;
  readonly roles?: readonly Role[];
}

/** What came of asking. */
export interface AskedFor {
  readonly approvalId: string;
  /** The one-time link's token, this once: it begins to work when another person agrees, for 24 hours. */
  readonly token: string | null;
}

/**
 * Who may do what here. Giving always takes two: an administrator asks, an approver agrees, and it is done in the
 * same database transaction. Taking everything away at once takes one (`shutOut`), because a lost account cannot
 * wait; letting the person in again takes two. Nobody does any of it to themselves.
 */
@Injectable()
export class Rights {
  constructor(
    private readonly database: Database,
    private readonly approvals: Approvals,
    private readonly audit: Audit,
    private readonly doing: RightsDoing,
    private readonly clock: Clock,
  ) {}

  /**
   * Asks for a change of rights.
   * @throws Refusal invalid with its fields · not_found · conflict rights_own, rights_not_administrator,
   * rights_unchanged, rights_elsewhere, rights_last_…, login_name_taken, approval_open.
   */
  async request(actor: RightsActor, asked: AskedRights): Promise<AskedFor> {
    const { organizationId } = actor;
    const token = givesLink(asked.act) ? newToken() : null;
    return this.database.inTransaction(async (tx) => {
      await lockRights(tx, [organizationId]);
      if (asked.staffId === actor.staffId) throw rightsOwn();
      if (!(await isAdministrator(tx, organizationId, actor.staffId))) throw rightsNotAdministrator();
      const person = asked.staffId === null ? null : await this.find(tx, organizationId, asked.staffId);
      if ((person === null) !== (asked.act === 'add')) throw staffNotFound();
      const wish = this.wish(asked, person?.member ?? null, token);
      const problems = wishProblems(wish);
      if (problems.length > 0) throw rightsInvalid(problems);
      const subjectId = asked.staffId ?? newId();
      if (wish.act === 'add') await this.mustBeFree(tx, organizationId, wish.loginName);
      await this.mustBeFit(tx, organizationId, subjectId, wish, person);
      const approvalId = await this.approvals.request(tx, {
        ...{ organizationId, operation: 'role', subjectId, requestedBy: actor.staffId },
        payload: rightsPayload(wish, person),
      });
      return { approvalId, token };
    });
  }

  /**
   * An approver's yes; with it the change is made.
   * @throws Refusal as `Approvals.vote` and `consume`, and as `request`.
   */
  async approve(actor: RightsActor, approvalId: string, shownSha256: string): Promise<'waiting' | 'done'> {
    const { organizationId, staffId } = actor;
    return this.database.inTransaction(async (tx) => {
      await lockRights(tx, [organizationId]);
      const approval = await tx.findOneBy(Approval, { id: approvalId, organizationId, operation: 'role' });
      if (approval?.subjectId === staffId) throw rightsOwn();
      const vote = { approvalId, organizationId, operation: 'role', staffId, shownSha256 } as const;
      if ((await this.approvals.vote(tx, vote)) === 'waiting' || !approval) return 'waiting';
      const wish = wishOf(approval.payload);
      const { subjectId } = approval;
      const person = wish.act === 'add' ? null : await this.find(tx, organizationId, subjectId);
      const by = await this.approvals.consume(tx, approvalId, 'role', rightsPayload(wish, person));
      if (!(await isAdministrator(tx, organizationId, by.requestedBy))) throw rightsNotAdministrator();
      await this.mustBeFit(tx, organizationId, subjectId, wish, person);
      await this.doing.carryOut(tx, organizationId, subjectId, wish, person?.roles ?? []);
      await this.audit.record(tx, {
        ...{ organizationId, staffId, action: `staff.${wish.act}` },
        ...{ subjectType: 'staff_member', subjectId },
        ...{ before: { roles: person?.roles ?? [] }, after: { approvalId, ...afterOf(wish) } },
      });
      return 'done';
    });
  }

  /**
   * Takes everything away at once, by one administrator alone: no login, every session ends. Of a person who also
   * works elsewhere, only what they hold here is taken.
   * @throws Refusal as `request`.
   */
  async shutOut(
    actor: RightsActor,
    staffId: string,
    reasonText: string,
  ): Promise<'shut_out' | 'roles_taken'> {
    const { organizationId } = actor;
    const reason = reasonText.trim();
    const problems = reasonProblems(reason);
    if (problems.length > 0) throw rightsInvalid(problems);
    return this.database.inTransaction(async (tx) => {
      const places = await placesOf(tx, staffId, organizationId);
      await lockRights(tx, [organizationId, ...places.organizationIds]);
      if (staffId === actor.staffId) throw rightsOwn();
      if (!(await isAdministrator(tx, organizationId, actor.staffId))) throw rightsNotAdministrator();
      const person = await this.find(tx, organizationId, staffId);
      if (person.disabled && !places.elsewhere) throw rightsUnchanged();
      if (places.elsewhere) await this.doing.setRoles(tx, organizationId, staffId, person.roles, []);
      else await this.doing.disable(tx, staffId, places.organizationIds);
      const outcome = places.elsewhere ? 'roles_taken' : 'shut_out';
      await this.audit.record(tx, {
        ...{ organizationId, staffId: actor.staffId, action: `staff.${outcome}` },
        ...{ subjectType: 'staff_member', subjectId: staffId },
        ...{ before: { roles: person.roles }, after: { reason } },
      });
      return outcome;
    });
  }

  private wish(asked: AskedRights, member: StaffMember | null, token: string | null): RightsWish {
    return {
      act: asked.act,
      reason: asked.reason.trim(),
      loginName: member?.loginName ?? (asked.loginName ?? '').trim(),
      displayName: member?.displayName ?? (asked.displayName ?? '').trim(),
      roles: asked.roles ?? [],
      linkSha256: token === null ? null : tokenHash(token),
    };
  }

  /** The person and what they hold here, locked. @throws Refusal not_found for everybody who holds nothing here. */
  private async find(
    tx: Tx,
    organizationId: string,
    staffId: string,
  ): Promise<RightsNow & { member: StaffMember }> {
    const held = await tx.findBy(StaffRole, { organizationId, staffId });
    if (held.length === 0) throw staffNotFound();
    const member = await tx.findOneOrFail(StaffMember, {
      where: { id: staffId },
      lock: { mode: 'pessimistic_write' },
    });
    return {
      member,
      roles: held.map(({ role }) => role),
      disabled: member.disabledAt !== null,
      secondFactor: member.totpConfirmedAt !== null,
    };
  }

  /** Nobody has this login name, and no other request that waits here would give it to somebody. */
  private async mustBeFree(tx: Tx, organizationId: string, loginName: string): Promise<void> {
    if (await tx.existsBy(StaffMember, { loginName })) throw loginNameTaken();
    const waiting = await tx.findBy(Approval, {
      ...{ organizationId, operation: 'role', state: In(['waiting', 'approved']) },
    });
    const now = this.clock.now();
    const same = ({ expiresAt, payload }: Approval) =>
      expiresAt > now && payload.act === 'add' && payload.login === loginName;
    if (waiting.some(same)) throw loginNameTaken();
  }

  /** The rules that hold when it is asked for and still when it is done. */
  private async mustBeFit(
    tx: Tx,
    organizationId: string,
    staffId: string,
    wish: RightsWish,
    person: RightsNow | null,
  ): Promise<void> {
    if (person === null) return;
    if (wish.act === 'roles') {
      const grows = shrinks(wish.roles, person.roles);
      if (!grows && !shrinks(person.roles, wish.roles)) throw rightsUnchanged();
      await this.doing.mustLeaveEnough(tx, organizationId, person, wish.roles);
      return;
    }
    if (wish.act === 'second_factor' && !person.secondFactor) throw rightsUnchanged();
    if ((wish.act === 'let_in') !== person.disabled) throw rightsUnchanged();
    if ((await placesOf(tx, staffId, organizationId)).elsewhere) throw rightsElsewhere();
  }
}

function afterOf({ act, roles, reason }: RightsWish): Readonly<Record<string, unknown>> {
  return act === 'add' || act === 'roles' ? { roles, reason } : { reason };
}
