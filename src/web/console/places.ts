import type { Role } from '../../staff/roles.js';

/**
 * The places of the navigation, in groups: name, path below the organization, and whose place it is (empty =
 * everybody's). A group stands for its first place that the reader may see.
 */
export const PLACE_GROUPS = {
  today: [
    ['start', '', []],
    ['days', '/days', ['clerk', 'approver', 'supervisor']],
    ['statements', '/statements', ['clerk', 'approver', 'supervisor']],
    ['reconciliation', '/reconciliation', ['clerk', 'approver', 'supervisor']],
    ['cases', '/cases', ['clerk', 'approver', 'supervisor', 'administrator']],
    ['approvals', '/approvals', ['clerk', 'approver', 'editor', 'supervisor', 'administrator']],
    ['closing', '/closing', ['clerk', 'approver', 'supervisor']],
    ['work', '/work', ['clerk', 'approver', 'supervisor']],
  ],
  projects: [
    ['projects', '/projects', []],
    ['moderation', '/moderation', ['editor', 'supervisor', 'administrator']],
    ['uses', '/uses', ['clerk', 'editor', 'approver', 'supervisor']],
  ],
  partners: [['partners', '/partners', ['partner-manager', 'supervisor', 'administrator']]],
  money: [
    ['offlineGifts', '/offline-gifts', ['clerk', 'approver', 'supervisor']],
    ['pledges', '/pledges', ['clerk', 'approver', 'supervisor']],
    ['refunds', '/refunds', ['clerk', 'approver', 'supervisor']],
    ['refund-requests', '/refund-requests', ['clerk', 'approver', 'supervisor']],
    ['disputes', '/disputes', ['clerk', 'approver', 'supervisor']],
    ['monthly-gifts', '/monthly-gifts', ['clerk', 'approver', 'supervisor']],
    ['gift-mappings', '/gift-mappings', ['clerk', 'approver', 'supervisor', 'administrator']],
    ['settlements', '/settlements', ['clerk', 'approver', 'supervisor']],
    ['disbursements', '/disbursements', ['clerk', 'approver', 'supervisor']],
    ['funds', '/funds', ['clerk', 'approver', 'supervisor']],
    ['months', '/months', ['clerk', 'approver', 'supervisor']],
    ['years', '/years', ['clerk', 'approver', 'supervisor']],
    ['exports', '/exports', ['clerk', 'approver', 'supervisor']],
  ],
  receipts: [
    ['receipts', '/receipts', ['clerk', 'approver', 'supervisor']],
    ['officials', '/official-receipts', ['clerk', 'approver', 'supervisor']],
  ],
  operations: [
    ['checks', '/checks', ['clerk', 'approver', 'supervisor', 'administrator']],
    ['inbox', '/inbox', ['clerk', 'approver', 'supervisor', 'administrator']],
    ['outbox', '/outbox', ['clerk', 'approver', 'supervisor', 'administrator']],
    ['schedules', '/schedules', ['clerk', 'approver', 'supervisor', 'administrator']],
    ['mailbox', '/mailbox', ['clerk', 'administrator']],
    ['refused-addresses', '/refused-addresses', ['editor', 'clerk', 'supervisor', 'administrator']],
  ],
  house: [
    ['society', '/society', ['editor', 'supervisor', 'administrator']],
    ['people', '/people', ['supervisor', 'administrator']],
    ['bank-accounts', '/bank-accounts', ['clerk', 'approver', 'supervisor', 'administrator']],
    ['provider-accounts', '/provider-accounts', ['approver', 'supervisor', 'administrator']],
  ],
} as const satisfies Readonly<Record<string, readonly (readonly [string, string, readonly Role[]])[]>>;

export type PlaceGroup = keyof typeof PLACE_GROUPS;

/** A place of the console's navigation. */
export type PlaceName = (typeof PLACE_GROUPS)[PlaceGroup][number][0];

/** A place that a reader may see. */
export interface OpenPlace {
  readonly name: PlaceName;
  readonly path: string;
}

/** The groups that hold a place for the reader, each with its places. */
export function openGroups(
  maySee: (...roles: readonly Role[]) => boolean,
): { readonly group: PlaceGroup; readonly places: readonly OpenPlace[] }[] {
  return (Object.keys(PLACE_GROUPS) as PlaceGroup[])
    .map((group) => ({
      group,
      places: PLACE_GROUPS[group]
        .filter(([, , roles]) => roles.length === 0 || maySee(...roles))
        .map(([name, path]) => ({ name, path })),
    }))
    .filter(({ places }) => places.length > 0);
}
