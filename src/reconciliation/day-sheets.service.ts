import { Injectable } from '@nestjs/common';
import { Cases } from '../cases/cases.service.js';
import { Database, type Tx } from '../platform/database/database.js';
import { DayBooksQueries } from './day-books.queries.js';
import { type ControlledDay, coveringNeeds, DayControls } from './day-controls.service.js';
import { DayGiftsQueries } from './day-gifts.queries.js';
import { DayRunsQueries } from './day-runs.queries.js';
import { type DaySheet, sheetOf } from './day-sheet.js';

export type { DaySheet, Equation, EquationSide } from './day-sheet.js';

/** Kind of the case that says what the general fund needs after what providers took; it stops no closing. */
export const FUND_TO_COVER = 'FUND_TO_COVER';

/** Draws the sheet of a day, and keeps it with each closing. */
@Injectable()
export class DaySheets {
  constructor(
    private readonly database: Database,
    private readonly controls: DayControls,
    private readonly books: DayBooksQueries,
    private readonly gifts: DayGiftsQueries,
    private readonly runs: DayRunsQueries,
    private readonly cases: Cases,
  ) {}

  /** The equation and the controls as the day stands now, without the lists that only the sheet has. */
  async overview(organizationId: string, day: string): Promise<DaySheet> {
    const found = await this.controls.ofDay(organizationId, day);
    return sheetOf(found, [], [], coveringNeeds(found.funds));
  }

  /** The sheet as the day stands now. */
  async live(organizationId: string, day: string, tx?: Tx): Promise<DaySheet> {
    return this.draw(await this.controls.ofDay(organizationId, day, tx), tx);
  }

  /** The sheet that was kept with a revision; null for a day that was closed before sheets were kept. */
  async kept(organizationId: string, day: string, revision: number): Promise<DaySheet | null> {
    const [row] = await this.database.rows<{ sheet: DaySheet | string }>(
      'SELECT sheet FROM day_sheet WHERE organization_id = ? AND day = ? AND revision = ?',
      [organizationId, day, revision],
    );
    if (!row) return null;
    return typeof row.sheet === 'string' ? (JSON.parse(row.sheet) as DaySheet) : row.sheet;
  }

  /** Keeps what was found for the revision that has just been signed in this database transaction. */
  async keep(tx: Tx, found: ControlledDay, revision: number): Promise<void> {
    const { organizationId, day } = found.span;
    await this.books.keep(tx, found.span, revision, found.books.moves);
    await tx.query('INSERT INTO day_sheet (organization_id, day, revision, sheet) VALUES (?, ?, ?, ?)', [
      ...[organizationId, day, revision],
      JSON.stringify(await this.draw(found, tx)),
    ]);
    await this.askForCover(tx, found);
  }

  private async draw(found: ControlledDay, tx?: Tx): Promise<DaySheet> {
    return sheetOf(
      found,
      await this.gifts.totals(found.span, tx),
      await this.runs.listed(found.span, tx),
      coveringNeeds(found.funds),
    );
  }

  /** One case for a fund that needs to be covered, for as long as it is open. */
  private async askForCover(tx: Tx, { span, funds }: ControlledDay): Promise<void> {
    for (const { fund, amount } of coveringNeeds(funds)) {
      const [open]: unknown[] = await tx.query(
        "SELECT 1 FROM work_case WHERE organization_id = ? AND kind = ? AND subject_id = ? AND state = 'open'",
        [span.organizationId, FUND_TO_COVER, fund.id],
      );
      if (open) continue;
      await this.cases.open(tx, {
        organizationId: span.organizationId,
        kind: FUND_TO_COVER,
        dedupeKey: `${FUND_TO_COVER}:${fund.id}:${span.day}`,
        subjectType: 'fund',
        subjectId: fund.id,
        amount,
        currency: fund.currency,
        detail: `${fund.name}: provider fees and disputes took more than it had, by ${amount} ${fund.currency}`,
      });
    }
  }
}
