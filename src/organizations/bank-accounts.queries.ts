import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database/database.js';
import { BankAccount, type BankAccountState } from './bank-account.entity.js';
import { maskedNumber } from './bank-account.js';

/** A bank account as it may be seen: of the number only the last four digits. */
export interface BankAccountLine {
  readonly id: string;
  readonly bank: string;
  readonly branch: string;
  readonly holder: string;
  /** Masked: "**** 1234". */
  readonly number: string;
  readonly reason: string;
  readonly state: BankAccountState;
  readonly requestedBy: string;
  readonly requestedAt: Date;
  readonly approvalId: string;
  readonly activeFrom: Date | null;
  readonly endedAt: Date | null;
}

/** Read models of the organizations' dedicated donation accounts. */
@Injectable()
export class BankAccountsQueries {
  constructor(private readonly database: Database) {}

  /** The account into which gifts are taken and from which money goes out; null while none was agreed to. */
  async present(organizationId: string): Promise<BankAccountLine | null> {
    const account = await this.database.read.findOneBy(BankAccount, { organizationId, state: 'active' });
    return account && lineOf(account);
  }

  /** All accounts that were ever asked for, newest first. */
  async ofOrganization(organizationId: string): Promise<BankAccountLine[]> {
    const accounts = await this.database.read.find(BankAccount, {
      where: { organizationId },
      order: { requestedAt: 'DESC', id: 'DESC' },
      take: 100,
    });
    return accounts.map(lineOf);
  }
}

function lineOf({
  numberEncrypted,
  numberIndex,
  last4,
  organizationId,
  ...account
}: BankAccount): BankAccountLine {
  return { ...account, number: maskedNumber(last4) };
}
