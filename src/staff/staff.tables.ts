import { LoginSource } from './login-source.entity.js';
import { StaffLoginLink } from './staff-login-link.entity.js';
import { StaffMember } from './staff-member.entity.js';
import { StaffRole } from './staff-role.entity.js';
import { StaffSession } from './staff-session.entity.js';

/** The staff room's tables, for the one list of all. */
export const staffTables = [StaffMember, StaffRole, StaffSession, StaffLoginLink, LoginSource] as const;
