import { CaseNote } from './cases/case-note.entity.js';
import { WorkCase } from './cases/work-case.entity.js';
import { Disbursement } from './disbursements/disbursement.entity.js';
import { Evidence } from './disbursements/evidence.entity.js';
import { FundTransfer } from './disbursements/fund-transfer.entity.js';
import { UseChange } from './disbursements/use-change.entity.js';
import { CertificateCheck } from './disclosure/certificate-check.entity.js';
import { CashDeposit } from './donations/cash-deposit.entity.js';
import { Dispute } from './donations/dispute.entity.js';
import { Donation } from './donations/donation.entity.js';
import { Donor } from './donations/donor.entity.js';
import { Fact } from './donations/fact.entity.js';
import { GiftDeclaration } from './donations/gift-declaration.entity.js';
import { GiftMapping } from './donations/gift-mapping.entity.js';
import { MonthlyDebit, MonthlyGift } from './donations/monthly-gift.entity.js';
import { OfficialWish } from './donations/official-wish.entity.js';
import { OfflineGift } from './donations/offline-gift.entity.js';
import { PaymentAttempt } from './donations/payment-attempt.entity.js';
import { Pledge } from './donations/pledge.entity.js';
import { PublicWord } from './donations/public-word.entity.js';
import { Refund } from './donations/refund.entity.js';
import { RefundRequest } from './donations/refund-request.entity.js';
import { Account } from './ledger/account.entity.js';
import { Entry, Transfer } from './ledger/entry.entity.js';
import { Fund } from './ledger/fund.entity.js';
import { BankAccount } from './organizations/bank-account.entity.js';
import { Organization } from './organizations/organization.entity.js';
import { Channel } from './partners/channel.entity.js';
import { Overlay } from './partners/overlay.entity.js';
import { Partner } from './partners/partner.entity.js';
import { PartnerAgreement } from './partners/partner-agreement.entity.js';
import { PartnerKey } from './partners/partner-key.entity.js';
import { PartnerLink } from './partners/partner-link.entity.js';
import { PartnerPersonRow } from './partners/partner-person.entity.js';
import { PartnerSession } from './partners/partner-session.entity.js';
import { TestGift } from './partners/test-gift.entity.js';
import { Approval } from './platform/approvals/approval.entity.js';
import { ApprovalVote } from './platform/approvals/approval-vote.entity.js';
import type { Tables } from './platform/database/data-source.js';
import { LoginSource } from './platform/logins/login-source.entity.js';
import { ProjectProgress } from './progress/project-progress.entity.js';
import { Project } from './projects/project.entity.js';
import { ProjectPreset } from './projects/project-preset.entity.js';
import { ProjectUpdate } from './projects/project-update.entity.js';
import { ProjectUpdateRevision } from './projects/project-update-revision.entity.js';
import { ProviderAccount } from './providers/provider-account.entity.js';
import { ProviderAccountRequest } from './providers/provider-account-request.entity.js';
import { ProviderSecret } from './providers/provider-secret.entity.js';
import { ProviderSecretRequest } from './providers/provider-secret-request.entity.js';
import { OfficialCorrection } from './receipts/official-correction.entity.js';
import { OfficialReceipt, OfficialReceiptItem } from './receipts/official-receipt.entity.js';
import { Receipt } from './receipts/receipt.entity.js';
import { ReceiptItem } from './receipts/receipt-item.entity.js';
import { ReceiptSeries } from './receipts/receipt-series.entity.js';
import { ReceiptVoidRequest } from './receipts/receipt-void-request.entity.js';
import { StaffLoginLink } from './staff/staff-login-link.entity.js';
import { StaffMember } from './staff/staff-member.entity.js';
import { StaffRole } from './staff/staff-role.entity.js';
import { StaffSession } from './staff/staff-session.entity.js';

/** Entity classes of all rooms; the literal list that every process opens its database with. */
export const TABLES: Tables = [
  // 0
  Approval,
  ApprovalVote,
  LoginSource,
  // 1
  Organization,
  BankAccount,
  StaffMember,
  StaffRole,
  StaffSession,
  StaffLoginLink,
  // 2
  Account,
  Fund,
  Entry,
  Transfer,
  WorkCase,
  CaseNote,
  // 3
  Project,
  ProjectPreset,
  ProjectUpdate,
  ProjectUpdateRevision,
  Channel,
  Overlay,
  Partner,
  TestGift,
  PartnerAgreement,
  PartnerPersonRow,
  PartnerSession,
  PartnerLink,
  PartnerKey,
  ProviderAccount,
  ProviderAccountRequest,
  ProviderSecret,
  ProviderSecretRequest,
  // 4
  Donor,
  Donation,
  MonthlyGift,
  MonthlyDebit,
  OfflineGift,
  Pledge,
  CashDeposit,
  PaymentAttempt,
  Fact,
  Refund,
  RefundRequest,
  Dispute,
  GiftDeclaration,
  GiftMapping,
  OfficialWish,
  PublicWord,
  // 5
  ProjectProgress,
  OfficialCorrection,
  OfficialReceipt,
  OfficialReceiptItem,
  Receipt,
  ReceiptItem,
  ReceiptSeries,
  ReceiptVoidRequest,
  UseChange,
  Disbursement,
  Evidence,
  FundTransfer,
  // 7
  CertificateCheck,
];
