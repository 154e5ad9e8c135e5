import { Injectable } from '@nestjs/common';
import { AccountingDaysQueries } from '../../../ledger/accounting-days.queries.js';
import { LedgerQueries } from '../../../ledger/ledger.queries.js';
import { SealKeys } from '../../../ledger/seal-keys.service.js';
import { ApprovalsQueries } from '../../../platform/approvals/approvals.queries.js';
import { type DaySheet, DaySheets } from '../../../reconciliation/day-sheets.service.js';
import { StaffQueries } from '../../../staff/staff.queries.js';
import type { SealShown } from './seal-note.view.js';
import type { SheetSigners } from './sheet.page.js';

/** A day's sheet as it is to be shown, with the signature it belongs to; a draft has none. */
export interface SheetShown {
  readonly sheet: DaySheet;
  readonly seal: SealShown | null;
  readonly revisions: readonly number[];
}

/** Finds the sheet of a day: the one that was signed while the day is closed, else as it stands now. */
@Injectable()
export class DeskSheets {
  constructor(
    private readonly sheets: DaySheets,
    private readonly days: AccountingDaysQueries,
    private readonly ledger: LedgerQueries,
    private readonly keys: SealKeys,
    private readonly approvals: ApprovalsQueries,
    private readonly staff: StaffQueries,
  ) {}

  /** What stands on top of the day's page: equation and controls, and the last signature. */
  async overview(organizationId: string, day: string): Promise<Pick<SheetShown, 'sheet' | 'seal'>> {
    const [newest] = await this.days.sealsOf(organizationId, day);
    const closed = (await this.ledger.stateOfDay(organizationId, day)) === 'closed';
    const kept = newest && closed ? await this.sheets.kept(organizationId, day, newest.revision) : null;
    return {
      sheet: kept ?? (await this.sheets.overview(organizationId, day)),
      seal: newest ? { ...newest, fingerprint: this.keys.fingerprint(newest.publicKey) } : null,
    };
  }

  /** @param revision an older one that was signed; null = what stands. Null when there is no such revision. */
  async find(
    organizationId: string,
    day: string,
    revision: number | null = null,
  ): Promise<SheetShown | null> {
    const seals = await this.days.sealsOf(organizationId, day);
    const closed = (await this.ledger.stateOfDay(organizationId, day)) === 'closed';
    const wanted = revision ?? (closed ? seals[0]?.revision : undefined);
    const revisions = seals.map((each) => each.revision);
    const seal = seals.find((each) => each.revision === wanted);
    if (wanted !== undefined && !seal) return null;
    const kept = seal ? await this.sheets.kept(organizationId, day, seal.revision) : null;
    const sheet = kept ?? (await this.sheets.live(organizationId, day));
    return {
      sheet,
      revisions,
      seal: seal ? { ...seal, fingerprint: this.keys.fingerprint(seal.publicKey) } : null,
    };
  }

  /** Who asked for that closing and who agreed to it: closings of a day are used up in the order of its revisions. */
  async signersOf(
    organizationId: string,
    day: string,
    seal: Pick<SealShown, 'revision'> | null,
  ): Promise<SheetSigners> {
    const all = seal ? await this.approvals.ofSubject(organizationId, day) : [];
    const closings = all.filter(({ operation, state }) => operation === 'day_close' && state === 'consumed');
    const closing = seal ? closings.reverse()[seal.revision - 1] : undefined;
    if (!closing) return { prepared: null, approved: [] };
    const voters = closing.votes.map(({ staffId }) => staffId);
    const names = await this.staff.names([closing.requestedBy, ...voters]);
    return {
      prepared: names.get(closing.requestedBy) ?? null,
      approved: voters.map((id) => names.get(id) ?? id),
    };
  }
}
