import { FundTransfers } from '../../../disbursements/fund-transfers.service.js';
import { withPrefix } from '../../../kernel/ids.js';
import { FundsQueries } from '../../../ledger/funds.queries.js';
import type { ApprovalUse, Get } from '../approvals/approval-use.js';
import { words } from '../console.words.js';
import { at } from '../layout.js';
import { fundName } from './fund-names.js';

/** How an approver reads and allows a transfer between funds. */
export function fundTransferUse(get: Get): ApprovalUse {
  return {
    approve: (actor, approvalId, shown) => get(FundTransfers).approve(actor, approvalId, shown),
    show: async (payload, desk) => {
      const { locale } = desk;
      const funds = await get(FundsQueries).ofOrganization(desk.organization.id);
      const id = typeof payload.fund_transfer === 'string' ? payload.fund_transfer : '';
      return [
        [words(locale, 'funds.from'), fundName(funds, payload.from_fund, locale)],
        [words(locale, 'funds.to'), fundName(funds, payload.to_fund, locale)],
        [
          words(locale, 'funds.transfer'),
          <a href={at(desk, `/funds/transfers/${withPrefix('ftr', id)}`)}>{withPrefix('ftr', id)}</a>,
        ],
      ];
    },
  };
}
