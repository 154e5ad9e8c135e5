import { casesChecks } from './cases/cases.checks.js';
import { disbursementsChecks } from './disbursements/disbursements.checks.js';
import { spendingChecks } from './disbursements/spending.checks.js';
import { donationsChecks } from './donations/donations.checks.js';
import { exportsChecks } from './exports/exports.checks.js';
import { accountingYearsChecks } from './ledger/accounting-years.checks.js';
import { entryApprovalsChecks } from './ledger/entry-approvals.checks.js';
import { fundGuardChecks } from './ledger/fund-guard.checks.js';
import { ledgerChecks } from './ledger/ledger.checks.js';
import { sealsChecks } from './ledger/seals.checks.js';
import { organizationsChecks } from './organizations/organizations.checks.js';
import { partnerFeedChecks } from './partner-feed/partner-feed.checks.js';
import { partnersChecks } from './partners/partners.checks.js';
import { approvalsChecks } from './platform/approvals/approvals.checks.js';
import { type BrokenRule, brokenRules, type Check } from './platform/database/check.js';
import type { Database } from './platform/database/database.js';
import { mailChecks } from './platform/mail/mail.checks.js';
import { channelEntriesChecks } from './progress/channel-entries.checks.js';
import { progressChecks } from './progress/progress.checks.js';
import { projectsChecks } from './projects/projects.checks.js';
import { providersChecks } from './providers/providers.checks.js';
import { officialChecks } from './receipts/official.checks.js';
import { receiptsChecks } from './receipts/receipts.checks.js';
import { matchingChecks } from './reconciliation/matching.checks.js';
import { settlementsChecks } from './settlements/settlements.checks.js';
import { staffChecks } from './staff/staff.checks.js';

/** The rules of all rooms about their own data, from the ground floor up. */
export const ALL_CHECKS: readonly Check[] = [
  ...mailChecks,
  ...approvalsChecks,
  ...organizationsChecks,
  ...staffChecks,
  ...ledgerChecks,
  ...sealsChecks,
  ...fundGuardChecks,
  ...entryApprovalsChecks,
  ...accountingYearsChecks,
  ...casesChecks,
  ...projectsChecks,
  ...partnersChecks,
  ...providersChecks,
  ...donationsChecks,
  ...settlementsChecks,
  ...receiptsChecks,
  ...officialChecks,
  ...disbursementsChecks,
  ...spendingChecks,
  ...progressChecks,
  ...channelEntriesChecks,
  ...matchingChecks,
  ...exportsChecks,
  ...partnerFeedChecks,
];

/** Runs the checks of all rooms and returns the broken ones; reads only. */
export function runChecks(database: Database): Promise<BrokenRule[]> {
  return brokenRules(database, ALL_CHECKS);
}

/** Broken rules as text: the rule, then the rows that break it. */
export function sentencesOf(broken: readonly BrokenRule[]): string {
  return broken
    .map(
      ({ check, rows }) =>
        `${check.name}: ${check.rule}\n${rows.map((row) => `  ${JSON.stringify(row)}`).join('\n')}`,
    )
    .join('\n');
}
