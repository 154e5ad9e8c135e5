import { Injectable } from '@nestjs/common';
import { Clock } from '../kernel/clock.js';
import { Audit } from '../platform/audit/audit.js';
import { Database, type Tx } from '../platform/database/database.js';
import { Secrets } from '../platform/secrets/secrets.js';
import { officialFields, officialMoved, officialNotFound, officialUnderWay } from './official.errors.js';
import { OfficialCorrection } from './official-correction.entity.js';
import { OfficialReceipt, OfficialReceiptItem } from './official-receipt.entity.js';
import { OfficialReceipts, type Payer, rightPayer } from './official-receipts.service.js';

/**
 * A donor says that name or number on their official receipt is wrong. What has not left the house is simply changed;
 * an issued one is never changed: a red one 红字 takes it back, and the right one is asked for in its place.
 */
@Injectable()
export class OfficialCorrections {
  constructor(
    private readonly database: Database,
    private readonly officials: OfficialReceipts,
    private readonly secrets: Secrets,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  /**
   * Corrects the official receipt that counts for a gift. What it bears already asks for nothing.
   * @throws Refusal not_found · invalid official_fields · conflict official_under_way (it is with the bureau just
   * now), official_moved.
   */
  correct(organizationId: string, donationId: string, typed: Payer): Promise<void> {
    return this.database.inTransaction(async (tx) => {
      const item = await tx.findOneBy(OfficialReceiptItem, { donationId, organizationId, live: true });
      if (!item) throw officialNotFound();
      const official = await this.officials.lock(tx, organizationId, item.officialReceiptId);
      const payer = rightPayer(typed, null);
      if (this.bears(official, payer)) throw officialFields(['same']);
      switch (official.state) {
        case 'requested':
          if (official.exportedAt !== null) throw officialUnderWay();
          return this.change(tx, official, payer);
        case 'failed':
          await this.change(tx, official, payer);
          return this.officials.move(tx, official, 'requested', { failure: null, exportedAt: null }, null);
        case 'issued':
        case 'delivered':
          await this.keep(tx, official, payer);
          return this.officials.move(tx, official, 'red_requested', { exportedAt: null }, null);
        case 'red_requested':
          return this.keep(tx, official, payer);
        default:
          throw officialMoved();
      }
    });
  }

  /** What was corrected on one whose red one was issued; it is asked for now, and kept here no longer. */
  async take(tx: Tx, id: string): Promise<Payer | null> {
    const found = await tx.findOneBy(OfficialCorrection, { officialReceiptId: id });
    if (!found) return null;
    await tx.delete(OfficialCorrection, { officialReceiptId: id });
    return {
      kind: found.donorKind,
      name: this.secrets.decrypt('field', found.nameEncrypted, nameRow(id)),
      number: found.payerNoEncrypted
        ? this.secrets.decrypt('field', found.payerNoEncrypted, numberRow(id))
        : '',
    };
  }

  /** Whether a correction waits for the red one. */
  async waitsFor(id: string): Promise<boolean> {
    return this.database.read.existsBy(OfficialCorrection, { officialReceiptId: id });
  }

  private bears(official: OfficialReceipt, { kind, name, number }: Payer): boolean {
    return (
      official.donorKind === kind &&
      this.officials.nameOn(official) === name &&
      this.officials.payerNoOn(official) === number
    );
  }

  private async change(tx: Tx, official: OfficialReceipt, payer: Payer): Promise<void> {
    const { id, organizationId, state } = official;
    const columns = this.officials.payerColumns(official, payer);
    await tx.update(OfficialReceipt, { id }, { ...columns, changedAt: this.clock.now() });
    await this.record(tx, { id, organizationId, state });
  }

  private async keep(tx: Tx, official: OfficialReceipt, { kind, name, number }: Payer): Promise<void> {
    const { id, organizationId, state } = official;
    await tx.delete(OfficialCorrection, { officialReceiptId: id });
    await tx.insert(OfficialCorrection, {
      officialReceiptId: id,
      organizationId,
      donorKind: kind,
      nameEncrypted: this.secrets.encrypt('field', name, nameRow(id)),
      payerNoEncrypted: number === '' ? null : this.secrets.encrypt('field', number, numberRow(id)),
      askedAt: this.clock.now(),
    });
    await this.record(tx, { id, organizationId, state });
  }

  /** Who asked, and when; neither name nor number. */
  private record(
    tx: Tx,
    { id, organizationId, state }: Pick<OfficialReceipt, 'id' | 'organizationId' | 'state'>,
  ): Promise<void> {
    return this.audit.record(tx, {
      ...{ organizationId, staffId: null, action: 'official.corrected' },
      ...{ subjectType: 'official_receipt', subjectId: id, before: { state }, after: { by: 'donor' } },
    });
  }
}

const nameRow = (id: string) => `official_correction:${id}:name`;
const numberRow = (id: string) => `official_correction:${id}:number`;
