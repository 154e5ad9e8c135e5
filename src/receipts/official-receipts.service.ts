import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import { Clock } from '../kernel/clock.js';
import { newId } from '../kernel/ids.js';
import { isCreditCode, isIdentityNumber } from '../kernel/public-numbers.js';
import { mayMove } from '../kernel/transitions.js';
import { Audit } from '../platform/audit/audit.js';
import { Database, type Tx } from '../platform/database/database.js';
import { Secrets } from '../platform/secrets/secrets.js';
import {
  officialExists,
  officialFields,
  officialMoved,
  officialNotFound,
  officialUnderWay,
} from './official.errors.js';
import { OfficialReceipt, OfficialReceiptItem } from './official-receipt.entity.js';
import { OFFICIAL_STATES, type OfficialState } from './official-receipt.js';
import { Receipt } from './receipt.entity.js';
import { ReceiptItem } from './receipt-item.entity.js';
import { ReceiptNames } from './receipt-names.service.js';
import { ReceiptRegister } from './receipt-register.service.js';
import { receiptEnded, receiptNotFound, refuseUnprintable } from './receipts.errors.js';

/** Who says so: a member of staff, or the donor by the key of their gift. */
export interface Asker {
  readonly staffId: string | null;
}

/** What the official receipt is to bear. */
export interface Payer {
  readonly kind: 'person' | 'organization';
  /** Empty = the name on our own receipt. */
  readonly name: string;
  /** 统一社会信用代码, needed for organizations; for a person their identity number or nothing. */
  readonly number: string;
}

const NAME_MAX = 100;
const TEXT_MAX = 200;

/** Official receipts: who wants one for which gifts, and how far each has come. */
@Injectable()
export class OfficialReceipts {
  constructor(
    private readonly database: Database,
    private readonly register: ReceiptRegister,
    private readonly names: ReceiptNames,
    private readonly secrets: Secrets,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  /**
   * Asks for an official receipt for the gifts of one of our receipts. @returns its id.
   * @throws Refusal not_found · conflict receipt_ended, official_exists · invalid official_fields.
   */
  ask(by: Asker, organizationId: string, receiptId: string, payer: Payer): Promise<string> {
    return this.database.inTransaction((tx) => this.askIn(tx, by, organizationId, receiptId, payer));
  }

  /** As `ask`, in the caller's database transaction; a refusal comes before anything was written. */
  async askIn(tx: Tx, by: Asker, organizationId: string, receiptId: string, payer: Payer): Promise<string> {
    const receipt = await this.standing(tx, organizationId, receiptId);
    const right = rightPayer(payer, this.names.open(receipt));
    const items = await this.freeItems(tx, receipt);
    const id = newId();
    await this.insert(tx, by, receipt, items, {
      ...{ id, state: 'requested', wish: 'wanted' },
      ...this.payerColumns({ id, organizationId }, right),
    });
    return id;
  }

  /**
   * Records that the donor wants none, or stays unknown. A request that has not left the house is taken back.
   * @returns the record's id. @throws Refusal not_found · conflict receipt_ended, official_exists, official_under_way.
   */
  async waive(
    by: Asker,
    organizationId: string,
    receiptId: string,
    wish: 'waived' | 'anonymous',
  ): Promise<string> {
    return this.database.inTransaction(async (tx) => {
      const receipt = await this.standing(tx, organizationId, receiptId);
      const open = (await this.liveOf(tx, receipt)).filter(({ state }) => state === 'requested');
      if (open.some(({ exportedAt }) => exportedAt !== null)) throw officialUnderWay();
      const [asked, ...others] = open;
      if (asked && others.length === 0) {
        const nothing = { nameEncrypted: null, payerNoEncrypted: null, payerNoIndex: null };
        await this.move(tx, asked, 'waived', { wish, ...nothing }, by.staffId);
        return asked.id;
      }
      const items = await this.freeItems(tx, receipt);
      const id = newId();
      await this.insert(tx, by, receipt, items, {
        ...{ id, state: 'waived', wish, donorKind: 'person' },
        ...{ nameEncrypted: null, payerNoEncrypted: null, payerNoIndex: null },
      });
      return id;
    });
  }

  /** It reached the donor, and how. @throws Refusal not_found · conflict official_moved · invalid official_fields. */
  deliver(staffId: string, organizationId: string, id: string, how: string): Promise<void> {
    const delivery = how.trim().slice(0, TEXT_MAX);
    if (delivery === '') throw officialFields(['delivery']);
    return this.step(organizationId, id, (tx, official) =>
      this.move(tx, official, 'delivered', { delivery }, staffId),
    );
  }

  /** The bureau refused it, and why. @throws Refusal as `deliver`. */
  fail(staffId: string, organizationId: string, id: string, why: string): Promise<void> {
    const failure = why.trim().slice(0, TEXT_MAX);
    if (failure === '') throw officialFields(['failure']);
    return this.step(organizationId, id, (tx, official) =>
      this.move(tx, official, 'failed', { failure, exportedAt: null }, staffId),
    );
  }

  /** A locked official receipt of the organization; the register is open. @throws Refusal not_found. */
  async lock(tx: Tx, organizationId: string, id: string): Promise<OfficialReceipt> {
    await this.register.open(tx, organizationId);
    const official = await tx.findOne(OfficialReceipt, {
      where: { id, organizationId },
      lock: { mode: 'pessimistic_write' },
    });
    if (!official) throw officialNotFound();
    return official;
  }

  /** Moves one to another state and writes down who did it. @throws Refusal conflict official_moved. */
  async move(
    tx: Tx,
    official: OfficialReceipt,
    to: OfficialState,
    changes: Partial<OfficialReceipt>,
    staffId: string | null,
  ): Promise<void> {
    const { id, organizationId, state } = official;
    if (!mayMove(OFFICIAL_STATES, state, to)) throw officialMoved();
    await tx.update(OfficialReceipt, { id }, { ...changes, state: to, changedAt: this.clock.now() });
    await this.audit.record(tx, {
      ...{
        organizationId,
        staffId,
        action: `official.${to}`,
        subjectType: 'official_receipt',
        subjectId: id,
      },
      ...{ before: { state }, after: { state: to } },
    });
  }

  /** The name on it, for the file and for those who enter its number. */
  nameOn({ id, nameEncrypted }: OfficialReceipt): string {
    return nameEncrypted ? this.secrets.decrypt('field', nameEncrypted, nameOf(id)) : '';
  }

  /** The payer's number on it; empty when none was given. */
  payerNoOn({ id, payerNoEncrypted }: OfficialReceipt): string {
    return payerNoEncrypted ? this.secrets.decrypt('field', payerNoEncrypted, payerOf(id)) : '';
  }

  /** What a payer's number is found by. */
  payerIndex(organizationId: string, number: string): Buffer {
    return this.secrets.mac('blind-index', `payer:${organizationId}:${number}`);
  }

  /** What is to stand on one, sealed to it. */
  payerColumns(
    { id, organizationId }: Pick<OfficialReceipt, 'id' | 'organizationId'>,
    { kind, name, number }: Payer,
  ): Pick<OfficialReceipt, 'donorKind' | 'nameEncrypted' | 'payerNoEncrypted' | 'payerNoIndex'> {
    return {
      donorKind: kind,
      nameEncrypted: this.secrets.encrypt('field', name, nameOf(id)),
      payerNoEncrypted: number === '' ? null : this.secrets.encrypt('field', number, payerOf(id)),
      payerNoIndex: number === '' ? null : this.payerIndex(organizationId, number),
    };
  }

  /** The same request once more, or with what its donor corrected, for what is left of one that a red one took back. */
  async askForRest(
    tx: Tx,
    old: OfficialReceipt,
    items: readonly { readonly donationId: string; readonly amount: bigint }[],
    corrected: Payer | null,
  ): Promise<void> {
    const id = newId();
    const payer = corrected ?? { kind: old.donorKind, name: this.nameOn(old), number: this.payerNoOn(old) };
    const receipt = await tx.findOneByOrFail(Receipt, { id: old.receiptId });
    await this.insert(tx, { staffId: null }, receipt, items, {
      ...{ id, state: 'requested', wish: 'wanted', replacesId: old.id, askedBy: old.askedBy },
      ...this.payerColumns({ id, organizationId: old.organizationId }, payer),
    });
  }

  private step(
    organizationId: string,
    id: string,
    work: (tx: Tx, official: OfficialReceipt) => Promise<void>,
  ): Promise<void> {
    return this.database.inTransaction(async (tx) => work(tx, await this.lock(tx, organizationId, id)));
  }

  private async standing(tx: Tx, organizationId: string, receiptId: string): Promise<Receipt> {
    await this.register.open(tx, organizationId);
    const receipt = await tx.findOneBy(Receipt, { id: receiptId, organizationId });
    if (!receipt) throw receiptNotFound();
    if (receipt.state !== 'issued') throw receiptEnded();
    return receipt;
  }

  private async liveOf(tx: Tx, receipt: Receipt): Promise<OfficialReceipt[]> {
    const items = await tx.findBy(ReceiptItem, { receiptId: receipt.id });
    const live = await tx.findBy(OfficialReceiptItem, {
      donationId: In(items.map(({ donationId }) => donationId)),
      live: true,
    });
    if (live.length === 0) return [];
    return tx.find(OfficialReceipt, {
      where: { id: In(live.map(({ officialReceiptId }) => officialReceiptId)) },
      lock: { mode: 'pessimistic_write' },
    });
  }

  /** The receipt's gifts, freed of earlier wishes that there be none. @throws Refusal conflict official_exists. */
  private async freeItems(tx: Tx, receipt: Receipt): Promise<ReceiptItem[]> {
    const before = await this.liveOf(tx, receipt);
    if (before.some(({ state }) => state !== 'waived')) throw officialExists();
    for (const { id } of before)
      await tx.update(OfficialReceiptItem, { officialReceiptId: id }, { live: false });
    return tx.findBy(ReceiptItem, { receiptId: receipt.id });
  }

  private async insert(
    tx: Tx,
    by: Asker,
    receipt: Pick<Receipt, 'id' | 'organizationId' | 'currency'>,
    items: readonly { readonly donationId: string; readonly amount: bigint }[],
    official: Pick<
      OfficialReceipt,
      'id' | 'state' | 'wish' | 'donorKind' | 'nameEncrypted' | 'payerNoEncrypted' | 'payerNoIndex'
    > &
      Partial<Pick<OfficialReceipt, 'replacesId' | 'askedBy'>>,
  ): Promise<void> {
    const now = this.clock.now();
    const { id: receiptId, organizationId, currency } = receipt;
    await tx.insert(OfficialReceipt, {
      ...{ organizationId, receiptId, currency, askedAt: now, changedAt: now },
      ...{
        askedBy: by.staffId === null ? 'donor' : 'staff',
        exportedAt: null,
        failure: null,
        delivery: null,
      },
      ...{ replacesId: null, ...official },
      amount: items.reduce((sum, { amount }) => sum + amount, 0n),
    });
    await tx.insert(
      OfficialReceiptItem,
      items.map(({ donationId, amount }) => ({
        ...{ officialReceiptId: official.id, donationId, organizationId, amount, live: true },
      })),
    );
    await this.audit.record(tx, {
      ...{ organizationId, staffId: by.staffId, action: `official.${official.state}` },
      ...{ subjectType: 'official_receipt', subjectId: official.id, after: { wish: official.wish } },
    });
  }
}

/** A payer as it can stand on an official receipt. @throws Refusal invalid official_fields (name, payerNo). */
export function rightPayer(payer: Payer, otherwise: string | null): Payer {
  const name = payer.name.trim().slice(0, NAME_MAX) || otherwise;
  const number = payer.number.replace(/[\s-]+/g, '').toUpperCase();
  const right =
    payer.kind === 'organization' ? isCreditCode(number) : number === '' || isIdentityNumber(number);
  const wrong = [name ? '' : 'name', right ? '' : 'payerNo'].filter((field) => field !== '');
  if (!name || wrong.length > 0) throw officialFields(wrong);
  refuseUnprintable(name);
  return { kind: payer.kind, name, number };
}

const nameOf = (id: string) => `official:${id}`;
const payerOf = (id: string) => `official-payer:${id}`;
