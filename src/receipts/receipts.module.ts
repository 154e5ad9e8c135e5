import { Module } from '@nestjs/common';
import { DonationsModule } from '../donations/donations.module.js';
import { OrganizationsModule } from '../organizations/organizations.module.js';
import { NumberingQueries } from './numbering.queries.js';
import { OfficialQueries } from './official.queries.js';
import { OfficialCorrections } from './official-corrections.service.js';
import { OfficialExchange } from './official-exchange.service.js';
import { OfficialNumbers } from './official-numbers.service.js';
import { OfficialReceipts } from './official-receipts.service.js';
import { OfficialWishSweep } from './official-wish-sweep.service.js';
import { ReceiptCodes } from './receipt-codes.service.js';
import { ReceiptIssuing } from './receipt-issuing.service.js';
import { ReceiptMails } from './receipt-mails.service.js';
import { ReceiptMerging } from './receipt-merging.service.js';
import { ReceiptNames } from './receipt-names.service.js';
import { ReceiptPages } from './receipt-pages.service.js';
import { ReceiptRegister } from './receipt-register.service.js';
import { ReceiptVoids } from './receipt-voids.service.js';
import { ReceiptsJobs } from './receipts.jobs.js';
import { ReceiptsQueries } from './receipts.queries.js';
import { Receipts } from './receipts.service.js';
import { RegisterQueries } from './register.queries.js';

/** The receipts room: numbers, pages and mails of donation confirmations. */
@Module({
  imports: [DonationsModule, OrganizationsModule],
  providers: [
    NumberingQueries,
    OfficialCorrections,
    OfficialWishSweep,
    OfficialExchange,
    OfficialNumbers,
    OfficialQueries,
    OfficialReceipts,
    RegisterQueries,
    ReceiptCodes,
    ReceiptIssuing,
    ReceiptMails,
    ReceiptMerging,
    ReceiptNames,
    ReceiptPages,
    ReceiptRegister,
    ReceiptVoids,
    Receipts,
    ReceiptsJobs,
    ReceiptsQueries,
  ],
  exports: [
    OfficialCorrections,
    OfficialWishSweep,
    OfficialExchange,
    OfficialNumbers,
    OfficialQueries,
    OfficialReceipts,
    NumberingQueries,
    RegisterQueries,
    ReceiptIssuing,
    ReceiptMerging,
    ReceiptNames,
    ReceiptPages,
    ReceiptVoids,
    Receipts,
    ReceiptsJobs,
    ReceiptsQueries,
  ],
})
export class ReceiptsModule {}
