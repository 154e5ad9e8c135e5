import type { FieldProblem } from '../kernel/errors.js';
import { ROLES, type Role } from './roles.js';

/** What is asked for about a person's rights; each needs an administrator who asks and an approver who agrees. */
export const ACTS = ['add', 'roles', 'second_factor', 'login_link', 'let_in'] as const;
export type Act = (typeof ACTS)[number];

/** A wish about one person's rights, as it can be read back from what was shown. */
export interface RightsWish {
  readonly act: Act;
  readonly reason: string;
  readonly loginName: string;
  readonly displayName: string;
  /** The roles held afterwards; for `add` and `roles` alone. */
  readonly roles: readonly Role[];
  /** SHA-256 of the one-time link that begins to work; for `add` and `login_link` alone. */
  readonly linkSha256: string | null;
}

/** A person's rights in one organization as they are now; null for somebody who is not there yet. */
export interface RightsNow {
  readonly roles: readonly Role[];
  readonly disabled: boolean;
  readonly secondFactor: boolean;
}

const LINKED: readonly Act[] = ['add', 'login_link'];

/** Whether an act hands out a one-time link. */
export function givesLink(act: Act): boolean {
  return LINKED.includes(act);
}

const NOBODY: RightsNow = { roles: [], disabled: false, secondFactor: false };

/** What the second person sees: who it is, what they hold, and the change before → after, role by role. */
export function rightsPayload(wish: RightsWish, now: RightsNow | null): Readonly<Record<string, unknown>> {
  const is = now ?? NOBODY;
  return {
    act: wish.act,
    person: wish.displayName,
    login: wish.loginName,
    reason: wish.reason,
    ...changeOf(wish, is),
    ...(wish.linkSha256 === null ? {} : { link: wish.linkSha256 }),
  };
}

function changeOf(wish: RightsWish, is: RightsNow): Readonly<Record<string, unknown>> {
  const holds = Object.fromEntries(
    ROLES.filter((role) => is.roles.includes(role)).map((role) => [role, true]),
  );
  switch (wish.act) {
    case 'add':
    case 'roles':
      return { before: roleByRole(is.roles), after: roleByRole(wish.roles) };
    case 'second_factor':
      return { holds, before: { secondFactor: is.secondFactor }, after: { secondFactor: false } };
    case 'let_in':
      return { holds, before: { mayEnter: !is.disabled }, after: { mayEnter: true } };
    case 'login_link':
      return { holds };
  }
}

function roleByRole(roles: readonly Role[]): Readonly<Record<string, boolean>> {
  return Object.fromEntries(ROLES.map((role) => [role, roles.includes(role)]));
}

/** The wish behind a payload that `rightsPayload` made. @throws when it is none. */
export function wishOf(payload: Readonly<Record<string, unknown>>): RightsWish {
  const act = ACTS.find((known) => known === payload.act);
  const { reason, login, person, after, link } = payload;
  if (!act || typeof reason !== 'string' || typeof login !== 'string' || typeof person !== 'string')
    throw new Error('this is no payload about a person’s rights');
  const held = typeof after === 'object' && after !== null ? (after as Record<string, unknown>) : {};
  return {
    act,
    reason,
    loginName: login,
    displayName: person,
    roles: ROLES.filter((role) => held[role] === true),
    linkSha256: typeof link === 'string' ? link : null,
  };
}

/** How many people who may enter hold the two roles without which an organization cannot help itself. */
export interface Holders {
  readonly administrators: number;
  readonly approvers: number;
}

/** One to ask and, since nobody agrees to their own request, two to agree. */
const LEAST: Holders = { administrators: 1, approvers: 2 };

/**
 * Why rights must not be taken away: without an administrator nobody could ask for rights any more, and with fewer
 * than two approvers nobody could agree to what the other asks. Only a change that makes them fewer is refused.
 */
export function lacking(
  before: Holders,
  after: Holders,
): 'rights_last_administrator' | 'rights_last_approvers' | null {
  const fewer = (role: keyof Holders) => after[role] < before[role] && after[role] < LEAST[role];
  if (fewer('administrators')) return 'rights_last_administrator';
  return fewer('approvers') ? 'rights_last_approvers' : null;
}

/** Whether a person loses a role that they have. */
export function shrinks(before: readonly Role[], after: readonly Role[]): boolean {
  return before.some((role) => !after.includes(role));
}

const NAME_MAX = 80;
const LOGIN_NAME = /^[^\s\p{Cc}]{3,120}$/u;
export const REASON_MAX = 500;

/** What is wrong with a wish as it was typed. */
export function wishProblems(wish: RightsWish): FieldProblem[] {
  const problems: FieldProblem[] = [];
  if (wish.act === 'add') {
    if (!LOGIN_NAME.test(wish.loginName)) problems.push({ field: 'login_name', code: 'rights_login_name' });
    if (wish.displayName === '') problems.push({ field: 'display_name', code: 'empty' });
    if (wish.displayName.length > NAME_MAX)
      problems.push({ field: 'display_name', code: 'too_long', params: { max: String(NAME_MAX) } });
    if (wish.roles.length === 0) problems.push({ field: 'roles', code: 'rights_no_role' });
  }
  return [...problems, ...reasonProblems(wish.reason)];
}

/** What is wrong with the reason for a change of rights. */
export function reasonProblems(reason: string): FieldProblem[] {
  if (reason === '') return [{ field: 'reason', code: 'empty' }];
  return reason.length > REASON_MAX
    ? [{ field: 'reason', code: 'too_long', params: { max: String(REASON_MAX) } }]
    : [];
}
