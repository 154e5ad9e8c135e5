import { Injectable } from '@nestjs/common';
import iconv from 'iconv-lite';
import { Database } from '../platform/database/database.js';
import type { WorkProgress } from '../platform/long-work/long-work-kind.js';
import type { Question, Section } from './export-table.js';
import { foreignCurrency, noClosedDay } from './exports.errors.js';
import type { ContentHash } from './table-text.js';
import { shaped } from './table-text.js';
import { vouchersOf } from './voucher.js';
import { VoucherNumbers, voucherKey } from './voucher-numbers.service.js';
import { dayLegs, partyNames, periodDays } from './voucher-reading.js';
import { canonicalSection, kingdeeSection, type NumberedVoucher, u8Lines } from './voucher-sheets.js';

/** The vouchers of a period, and how many of its days were left out because they are open. */
export interface PeriodVouchers {
  readonly vouchers: readonly NumberedVoucher[];
  readonly openDays: number;
}

/** Reads the closed days of a period as numbered summary vouchers and gives them the shape of each software. */
@Injectable()
export class VoucherFile {
  constructor(
    private readonly database: Database,
    private readonly numbers: VoucherNumbers,
  ) {}

  /** @throws Refusal export_no_closed_day. */
  async read(question: Question, maker: string, progress: WorkProgress): Promise<PeriodVouchers> {
    const days = await periodDays(this.database, question);
    const closed = days.filter((each) => each.closed);
    if (closed.length === 0) throw noClosedDay(question.firstDay, question.lastDay);
    const found = [];
    for (const [at, { day }] of closed.entries()) {
      await progress.report(at, closed.length);
      found.push(...vouchersOf(await dayLegs(this.database, question, day)));
    }
    const { organizationId } = question;
    const [numbers, names] = await Promise.all([
      this.numbers.of(organizationId, found, maker),
      partyNames(this.database, organizationId),
    ]);
    const vouchers = found.flatMap((voucher) => {
      const number = numbers.get(voucherKey(voucher));
      return number ? [{ ...voucher, number, partyName: names.get(voucher.party) ?? voucher.party }] : [];
    });
    return { vouchers, openDays: days.length - closed.length };
  }

  /** The rows of a profile as a table; U8's file has the canonical rows' content hash. */
  async section(
    vouchers: readonly NumberedVoucher[],
    profile: 'u8' | 'kingdee' | 'csv',
    question: Question,
  ): Promise<Section> {
    if (profile !== 'csv') {
      // Accounting software wants a rate beside foreign money, and the books hold none: they never convert.
      const foreign = vouchers.find(({ currency }) => currency !== 'CNY');
      if (foreign) throw foreignCurrency(foreign.currency);
    }
    return profile === 'kingdee'
      ? kingdeeSection(vouchers, await this.projectNames(question.organizationId))
      : canonicalSection(vouchers);
  }

  /** 用友 U8's text file in GBK. */
  async *u8(
    vouchers: readonly NumberedVoucher[],
    section: Section,
    hash: ContentHash,
  ): AsyncIterable<Buffer> {
    for await (const rows of shaped(section)) hash.add(rows);
    yield iconv.encode(`${u8Lines(vouchers).join('\r\n')}\r\n`, 'gbk');
  }

  private async projectNames(organizationId: string): Promise<ReadonlyMap<string, string>> {
    const rows = await this.database.rows<{ code: string; name: string }>(
      'SELECT code, name_zh AS name FROM fund WHERE organization_id = ?',
      [organizationId],
    );
    return new Map(rows.map(({ code, name }) => [code, name]));
  }
}
