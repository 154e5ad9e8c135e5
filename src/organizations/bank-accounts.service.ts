import { Injectable } from '@nestjs/common';
import { Clock } from '../kernel/clock.js';
import { newId } from '../kernel/ids.js';
import { APPROVAL_ENDED, Approvals } from '../platform/approvals/approvals.js';
import { Audit } from '../platform/audit/audit.js';
import { Database, type Tx } from '../platform/database/database.js';
import { isDuplicateKey } from '../platform/database/database-errors.js';
import type { Subscriber } from '../platform/outbox/subscriber.js';
import { Secrets } from '../platform/secrets/secrets.js';
import { BankAccount } from './bank-account.entity.js';
import {
  bankAccountPayload,
  bankAccountProblems,
  bareNumber,
  type TypedBankAccount,
} from './bank-account.js';
import { Organization } from './organization.entity.js';
import {
  bankAccountInvalid,
  bankAccountNotFound,
  bankAccountTaken,
  bankAccountUnchanged,
} from './organizations.errors.js';

export type { TypedBankAccount } from './bank-account.js';

/** Who acts, and in which organization. */
export interface BankAccountActor {
  readonly staffId: string;
  readonly organizationId: string;
}

/**
 * The one account into which an organization takes gifts. The first entry and every change are asked for by one
 * person and agreed to by another; the account before stays in the history.
 */
@Injectable()
export class BankAccounts {
  constructor(
    private readonly database: Database,
    private readonly approvals: Approvals,
    private readonly secrets: Secrets,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  /** What is never agreed to is marked as taken back. */
  readonly subscriber: Subscriber = {
    name: 'bank-accounts.withdraw',
    on: APPROVAL_ENDED,
    mode: 'each',
    handle: async (tx, { ref }) => {
      await tx.update(BankAccount, { approvalId: ref, state: 'requested' }, { state: 'withdrawn' });
    },
  };

  /**
   * Asks for an account to become the organization's. @returns the approval's id.
   * @throws Refusal invalid bank_account_invalid with its fields · conflict bank_account_unchanged, approval_open.
   */
  async request(actor: BankAccountActor, typed: TypedBankAccount): Promise<string> {
    const { organizationId, staffId } = actor;
    const problems = bankAccountProblems(typed);
    if (problems.length > 0) throw bankAccountInvalid(problems);
    const id = newId();
    const number = bareNumber(typed.number);
    return this.database.inTransaction(async (tx) => {
      const wanted = {
        ...{ bank: typed.bank.trim(), branch: typed.branch.trim(), holder: typed.holder.trim() },
        ...{ last4: number.slice(-4), numberIndex: this.indexOf(number), reason: typed.reason.trim() },
      };
      const present = await this.present(tx, organizationId);
      if (present && isSame(present, wanted)) throw bankAccountUnchanged();
      const approvalId = await this.approvals.request(tx, {
        ...{ organizationId, operation: 'bank_account', subjectId: organizationId, requestedBy: staffId },
        payload: await this.payloadOf(tx, organizationId, present, wanted),
      });
      await tx.insert(BankAccount, {
        ...{ ...wanted, id, organizationId, approvalId, state: 'requested', activeFrom: null, endedAt: null },
        numberEncrypted: this.secrets.encrypt('field', number, contextOf(id)),
        ...{ requestedBy: staffId, requestedAt: this.clock.now() },
      });
      return approvalId;
    });
  }

  /**
   * Another person's yes; with it the account is the organization's and the one before is not any more.
   * @throws Refusal as `Approvals.vote` and `consume` · conflict bank_account_taken.
   */
  async approve(
    actor: BankAccountActor,
    approvalId: string,
    shownSha256: string,
  ): Promise<'waiting' | 'done'> {
    const { organizationId, staffId } = actor;
    return this.database.inTransaction(async (tx) => {
      const vote = { approvalId, organizationId, operation: 'bank_account', staffId, shownSha256 } as const;
      if ((await this.approvals.vote(tx, vote)) === 'waiting') return 'waiting';
      const wanted = await tx.findOneByOrFail(BankAccount, { approvalId, organizationId });
      const present = await this.present(tx, organizationId);
      await this.approvals.consume(
        tx,
        approvalId,
        'bank_account',
        await this.payloadOf(tx, organizationId, present, wanted),
      );
      const now = this.clock.now();
      if (present) await tx.update(BankAccount, { id: present.id }, { state: 'replaced', endedAt: now });
      try {
        await tx.update(BankAccount, { id: wanted.id }, { state: 'active', activeFrom: now });
      } catch (error) {
        if (isDuplicateKey(error)) throw bankAccountTaken();
        throw error;
      }
      await this.audit.record(tx, {
        ...{ organizationId, staffId, action: 'organization.bank_account' },
        ...{ subjectType: 'bank_account', subjectId: wanted.id },
        before: present && { bank: present.bank, holder: present.holder, last4: present.last4 },
        after: { bank: wanted.bank, holder: wanted.holder, last4: wanted.last4, approvalId },
      });
      return 'done';
    });
  }

  /**
   * The whole number of an account that waits for approval, for the person who compares it with the bank's paper.
   * Null when the request is no longer open or belongs to another organization.
   */
  async numberToCompare(organizationId: string, fingerprint: string): Promise<string | null> {
    const waiting = await this.database.read.findBy(BankAccount, { organizationId, state: 'requested' });
    const account = waiting.find(({ numberIndex }) => fingerprintOf(numberIndex) === fingerprint);
    return account ? this.secrets.decrypt('field', account.numberEncrypted, contextOf(account.id)) : null;
  }

  /** The whole number of an account, to compare with what a bank's file says; it is never shown or stored. */
  async numberOf(organizationId: string, id: string): Promise<string | null> {
    const account = await this.database.read.findOneBy(BankAccount, { organizationId, id });
    return account && this.secrets.decrypt('field', account.numberEncrypted, contextOf(account.id));
  }

  /** The present account, locked against a second change. */
  private present(tx: Tx, organizationId: string): Promise<BankAccount | null> {
    return tx.findOne(BankAccount, {
      where: { organizationId, state: 'active' },
      lock: { mode: 'pessimistic_write' },
    });
  }

  private async payloadOf(
    tx: Tx,
    organizationId: string,
    present: BankAccount | null,
    wanted: Pick<BankAccount, 'bank' | 'branch' | 'holder' | 'last4' | 'numberIndex' | 'reason'>,
  ) {
    const organization = await tx.findOneBy(Organization, { id: organizationId });
    if (!organization) throw bankAccountNotFound();
    const shown = <Row extends Pick<BankAccount, 'numberIndex'>>(row: Row) => ({
      ...row,
      fingerprint: fingerprintOf(row.numberIndex),
    });
    const about = { organizationName: organization.nameZh, reason: wanted.reason };
    return bankAccountPayload(present && shown(present), shown(wanted), about);
  }

  private indexOf(number: string): Buffer {
    return this.secrets.mac('blind-index', `bank-account:${number}`);
  }
}

function contextOf(id: string): string {
  return `bank-account:${id}`;
}

/** By what people compare a number without seeing it: the first 64 bits of its keyed hash. */
function fingerprintOf(index: Buffer): string {
  return index.subarray(0, 8).toString('hex').match(/.{4}/g)?.join('-') ?? '';
}

type Compared = Pick<BankAccount, 'bank' | 'branch' | 'holder' | 'numberIndex'>;

function isSame(one: Compared, other: Compared): boolean {
  return (
    one.bank === other.bank &&
    one.branch === other.branch &&
    one.holder === other.holder &&
    one.numberIndex.equals(other.numberIndex)
  );
}
