import { Injectable } from '@nestjs/common';
import { Cases } from '../cases/cases.service.js';
import { Clock, dayIn } from '../kernel/clock.js';
import { isDay } from '../kernel/days.js';
import { FormReading } from '../kernel/form-reading.js';
import { newId } from '../kernel/ids.js';
import { LedgerQueries } from '../ledger/ledger.queries.js';
import { OrganizationsQueries } from '../organizations/organizations.queries.js';
import { Audit } from '../platform/audit/audit.js';
import { Database } from '../platform/database/database.js';
import { denominationsOf, readCount, totalOf } from './cash-count.js';

export { denominationsOf } from './cash-count.js';

/** A count sheet as it was typed. */
export interface CashCheckForm {
  readonly day: string;
  readonly currency: string;
  /** Denomination in minor units → number of pieces; at least one, be it 0. */
  readonly counts: Readonly<Record<string, string>>;
  readonly countedBy: string;
  readonly countedWith: string;
  readonly note: string;
}

/** A count of the cash in hand. Minor units; `counted` ≠ `booked` has a case. */
export interface CashCheck {
  readonly id: string;
  readonly day: string;
  readonly currency: string;
  readonly counted: bigint;
  readonly booked: bigint;
  readonly countedBy: string;
  readonly countedWith: string;
  readonly note: string;
  readonly recordedAt: Date;
}

const NAME_MAX = 60;
const NOTE_MAX = 300;

/** Counts of the cash in hand against the books (现金盘点, charity.md 6.2): two people count, a difference is a case. */
@Injectable()
export class CashChecks {
  constructor(
    private readonly database: Database,
    private readonly ledger: LedgerQueries,
    private readonly organizations: OrganizationsQueries,
    private readonly cases: Cases,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  /** Records a count. @returns its id. @throws Refusal invalid/cash_check_invalid naming every field. */
  async record(actor: { staffId: string }, organizationId: string, form: CashCheckForm): Promise<string> {
    const { day, currency } = form;
    const today = dayIn(this.clock.now(), await this.organizations.timeZoneOf(organizationId));
    const reading = new FormReading();
    if (!isDay(day)) reading.refuse('day', 'invalid');
    else if (day > today) reading.refuse('day', 'day_in_future');
    const denominations = denominationsOf(currency);
    if (denominations.length === 0) reading.refuse('currency', 'invalid');
    const counts = countsOf(reading, form.counts, denominations);
    const countedBy = reading.line('counted_by', form.countedBy, NAME_MAX);
    const countedWith = reading.line('counted_with', form.countedWith, NAME_MAX);
    if (countedBy !== '' && countedBy === countedWith) reading.refuse('counted_with', 'same_counter');
    const note = form.note.trim() === '' ? '' : reading.line('note', form.note, NOTE_MAX);
    reading.finish('cash_check_invalid');
    const counted = totalOf(counts);
    return this.database.inTransaction(async (tx) => {
      const booked = await this.ledger.balanceOn(organizationId, '100101', currency, day, tx);
      const id = newId();
      const sheet = counts.map(({ denomination, pieces }) => ({
        denomination: String(denomination),
        pieces,
      }));
      await tx.query(
        `INSERT INTO cash_check (id, organization_id, day, currency, counted, booked, counts, counted_by, counted_with,
                                 note, recorded_by, recorded_at) VALUES (?)`,
        [
          [
            ...[
              id,
              organizationId,
              day,
              currency,
              counted.toString(),
              booked.toString(),
              JSON.stringify(sheet),
            ],
            ...[countedBy, countedWith, note, actor.staffId, this.clock.now()],
          ],
        ],
      );
      if (counted !== booked)
        await this.cases.open(tx, {
          ...{ organizationId, kind: 'CASH_DIFFERENCE', dedupeKey: `CASH_DIFFERENCE:${id}` },
          ...{ subjectType: 'cash_check', subjectId: id, amount: counted - booked, currency },
          detail: `${day}: counted ${counted}, booked ${booked} ${currency}`,
        });
      await this.audit.record(tx, {
        ...{ organizationId, staffId: actor.staffId, action: 'cash.counted' },
        ...{ subjectType: 'cash_check', subjectId: id },
        after: { day, currency, counted: counted.toString(), booked: booked.toString() },
      });
      return id;
    });
  }

  /** Counts of the days [from, to], newest first. */
  async between(organizationId: string, from: string, to: string): Promise<CashCheck[]> {
    const rows = await this.database.rows<Omit<CashCheck, 'counted' | 'booked'> & Record<string, string>>(
      `SELECT id, day, currency, counted, booked, counted_by AS countedBy, counted_with AS countedWith, note,
              recorded_at AS recordedAt
         FROM cash_check WHERE organization_id = ? AND day BETWEEN ? AND ? ORDER BY day DESC, id DESC`,
      [organizationId, from, to],
    );
    return rows.map((row) => ({
      ...row,
      counted: BigInt(row.counted ?? ''),
      booked: BigInt(row.booked ?? ''),
    }));
  }
}

/** Nothing typed is no count; a typed 0 says that nothing is there. */
function countsOf(
  reading: FormReading,
  typed: Readonly<Record<string, string>>,
  denominations: readonly bigint[],
) {
  const filled = denominations.filter((each) => (typed[each.toString()] ?? '').trim() !== '');
  if (filled.length > 0 && filled.every((each) => /^0+$/.test((typed[each.toString()] ?? '').trim())))
    return [];
  return readCount(reading, typed, denominations);
}
