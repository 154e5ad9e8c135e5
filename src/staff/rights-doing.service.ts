import { Injectable } from '@nestjs/common';
import { In, IsNull, MoreThan } from 'typeorm';
import { Clock } from '../kernel/clock.js';
import type { Tx } from '../platform/database/database.js';
import { isDuplicateKey } from '../platform/database/database-errors.js';
import { type Holders, lacking, type RightsNow, type RightsWish, shrinks } from './rights.js';
import { holdersIn } from './rights.statements.js';
import type { Role } from './roles.js';
import { Sessions } from './sessions.service.js';
import { loginNameTaken, rightsLacking } from './staff.errors.js';
import { StaffMembers } from './staff.service.js';
import { StaffLoginLink } from './staff-login-link.entity.js';
import { StaffMember } from './staff-member.entity.js';
import { StaffRole } from './staff-role.entity.js';

const LINK_LIFE_MS = 24 * 60 * 60_000;

/**
 * Makes changes of rights inside the database transaction in which they were agreed to. Whoever has less afterwards
 * than before is logged out everywhere at once.
 */
@Injectable()
export class RightsDoing {
  constructor(
    private readonly clock: Clock,
    private readonly sessions: Sessions,
    private readonly members: StaffMembers,
  ) {}

  /** Does what was agreed to. @throws Refusal conflict login_name_taken, rights_last_…. */
  async carryOut(
    tx: Tx,
    organizationId: string,
    staffId: string,
    wish: RightsWish,
    held: readonly Role[],
  ): Promise<void> {
    switch (wish.act) {
      case 'add':
        await this.add(tx, staffId, wish);
        await this.setRoles(tx, organizationId, staffId, [], wish.roles);
        break;
      case 'roles':
        await this.setRoles(tx, organizationId, staffId, held, wish.roles);
        break;
      case 'second_factor':
        await tx.update(
          StaffMember,
          { id: staffId },
          { totpSecretEncrypted: null, totpConfirmedAt: null, totpLastStep: null },
        );
        await this.sessions.revokeAll(tx, staffId, null);
        break;
      case 'login_link':
        // Whoever needs one has lost the password, or somebody else has it: it must not open the door any more.
        await tx.update(StaffMember, { id: staffId }, { passwordHash: null });
        await this.sessions.revokeAll(tx, staffId, null);
        break;
      case 'let_in':
        await tx.update(StaffMember, { id: staffId }, { disabledAt: null });
        break;
    }
    if (wish.linkSha256 !== null) await this.giveLink(tx, staffId, wish.linkSha256);
  }

  /** Makes the roles held in one organization the ones named. @throws Refusal conflict rights_last_…. */
  async setRoles(
    tx: Tx,
    organizationId: string,
    staffId: string,
    before: readonly Role[],
    after: readonly Role[],
  ): Promise<void> {
    const counted = await holdersIn(tx, organizationId);
    const gone = before.filter((role) => !after.includes(role));
    const fresh = after.filter((role) => !before.includes(role));
    if (gone.length > 0) await tx.delete(StaffRole, { staffId, organizationId, role: In(gone) });
    const grantedAt = this.clock.now();
    if (fresh.length > 0)
      await tx.insert(
        StaffRole,
        fresh.map((role) => ({ staffId, organizationId, role, grantedAt })),
      );
    mustBeEnough(counted, await holdersIn(tx, organizationId));
    if (shrinks(before, after)) await this.sessions.revokeAll(tx, staffId, null);
  }

  /** Shuts a person out everywhere. @throws Refusal conflict rights_last_… for one of the places they leave. */
  async disable(tx: Tx, staffId: string, organizationIds: readonly string[]): Promise<void> {
    const counted = new Map<string, Holders>();
    for (const id of organizationIds) counted.set(id, await holdersIn(tx, id));
    await this.members.disable(tx, staffId);
    for (const [id, before] of counted) mustBeEnough(before, await holdersIn(tx, id));
  }

  /** Refuses already when it is asked for what could not be done. @throws Refusal conflict rights_last_…. */
  async mustLeaveEnough(
    tx: Tx,
    organizationId: string,
    person: RightsNow,
    after: readonly Role[],
  ): Promise<void> {
    if (person.disabled) return;
    const now = await holdersIn(tx, organizationId);
    const change = (role: Role) => Number(after.includes(role)) - Number(person.roles.includes(role));
    mustBeEnough(now, {
      administrators: now.administrators + change('administrator'),
      approvers: now.approvers + change('approver'),
    });
  }

  private async add(tx: Tx, id: string, { loginName, displayName }: RightsWish): Promise<void> {
    try {
      await tx.insert(StaffMember, {
        ...{ id, loginName, displayName, passwordHash: null, failedLogins: 0, createdAt: this.clock.now() },
      });
    } catch (error) {
      if (isDuplicateKey(error)) throw loginNameTaken();
      throw error;
    }
  }

  /** Its 24 hours begin now; an older link that nobody used ends. */
  private async giveLink(tx: Tx, staffId: string, tokenSha256: string): Promise<void> {
    const createdAt = this.clock.now();
    await tx.update(
      StaffLoginLink,
      { staffId, usedAt: IsNull(), expiresAt: MoreThan(createdAt) },
      { expiresAt: createdAt },
    );
    const expiresAt = new Date(createdAt.getTime() + LINK_LIFE_MS);
    await tx.insert(StaffLoginLink, { tokenSha256, staffId, createdAt, expiresAt, usedAt: null });
  }
}

function mustBeEnough(before: Holders, after: Holders): void {
  const code = lacking(before, after);
  if (code) throw rightsLacking(code);
}
