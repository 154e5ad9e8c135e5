import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import { Database } from '../platform/database/database.js';
import type { Role } from './roles.js';
import { StaffMember } from './staff-member.entity.js';
import { StaffRole } from './staff-role.entity.js';

/** A person as the staff page lists them. */
export interface StaffSummary {
  readonly id: string;
  readonly loginName: string;
  readonly displayName: string;
  readonly roles: readonly Role[];
  readonly secondFactor: boolean;
  readonly disabledAt: Date | null;
}

/** Read models of the staff room. */
@Injectable()
export class StaffQueries {
  constructor(private readonly database: Database) {}

  /** Everybody who holds a role in the organization, by display name, with the roles held there. */
  async ofOrganization(organizationId: string): Promise<StaffSummary[]> {
    const roles = await this.database.read.findBy(StaffRole, { organizationId });
    const members = await this.database.read.find(StaffMember, {
      where: { id: In(roles.map(({ staffId }) => staffId)) },
      order: { displayName: 'ASC', id: 'ASC' },
    });
    return members.map((member) => ({
      id: member.id,
      loginName: member.loginName,
      displayName: member.displayName,
      roles: roles.filter(({ staffId }) => staffId === member.id).map(({ role }) => role),
      secondFactor: member.totpConfirmedAt !== null,
      disabledAt: member.disabledAt,
    }));
  }

  /** Display names of people by id, for lists that show who did something. */
  async names(ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
    if (ids.length === 0) return new Map();
    const members = await this.database.read.findBy(StaffMember, { id: In([...new Set(ids)]) });
    return new Map(members.map(({ id, displayName }) => [id, displayName]));
  }
}
