import { BankAccounts } from '../../../organizations/bank-accounts.service.js';
import { maySee } from '../access/visit.js';
import type { ApprovalUse, Get } from '../approvals/approval-use.js';
import { words } from '../console.words.js';

/** Approvers see the whole number while a request waits: they compare it with the bank's paper, digit by digit. */
export function bankAccountUse(get: Get): ApprovalUse {
  return {
    approve: (actor, id, shown) => get(BankAccounts).approve(actor, id, shown),
    show: async ({ after }, desk) => {
      const { fingerprint } = after as { readonly fingerprint?: unknown };
      if (typeof fingerprint !== 'string' || !maySee(desk, 'approver')) return [];
      const number = await get(BankAccounts).numberToCompare(desk.organization.id, fingerprint);
      return number === null ? [] : [[words(desk.locale, 'bank.compare'), inFours(number)]];
    },
  };
}

/** Digits in groups of four, as they stand on paper. */
function inFours(number: string): string {
  return number.match(/.{1,4}/g)?.join(' ') ?? number;
}
