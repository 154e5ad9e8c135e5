import { Injectable } from '@nestjs/common';
import {
  ANNUAL_DEFINITION,
  type AnnualFigures,
  AnnualQueries,
  added,
  defaultCutOff,
  type YearOnYear,
  yearOnYear,
  yearParts,
} from '../../disclosure/annual.queries.js';
import { Clock, dayIn } from '../../kernel/clock.js';
import { isDay } from '../../kernel/days.js';
import { Refusal } from '../../kernel/errors.js';
import type { Organization } from '../../organizations/organization.entity.js';
import { OrganizationsQueries } from '../../organizations/organizations.queries.js';
import type { AnnualAnswer, AnnualComparison, AnnualOfCity } from './annual-answers.js';
import { localized } from './localized.js';
import { apiWord } from './partner-api.errors.js';

const CITY_ZONE = 'Asia/Shanghai';
/** What was counted is remembered so long: the sums go through a whole year's gifts, and say when they were true. */
const REMEMBERED_MS = 30_000;
const REMEMBERED_MAX = 500;

/** Puts the yearly figures of all societies into the words of the API. */
@Injectable()
export class AnnualAnswering {
  private readonly remembered = new Map<string, { until: number; answer: Promise<AnnualAnswer> }>();

  constructor(
    private readonly clock: Clock,
    private readonly organizations: OrganizationsQueries,
    private readonly annual: AnnualQueries,
  ) {}

  /** @param asked last day to be counted; yesterday when absent. @throws Refusal invalid for no day, or one to come. */
  of(asked?: string): Promise<AnnualAnswer> {
    const today = dayIn(this.clock.now(), CITY_ZONE);
    const cutOff = asked ?? defaultCutOff(today);
    if (!isDay(cutOff)) throw invalid('day_form');
    if (cutOff > today) throw invalid('day_to_come');
    const known = this.remembered.get(cutOff);
    if (known && known.until > performance.now()) return known.answer;
    const answer = this.count(cutOff);
    if (this.remembered.size >= REMEMBERED_MAX) this.remembered.clear();
    this.remembered.set(cutOff, { until: performance.now() + REMEMBERED_MS, answer });
    answer.catch(() => this.remembered.delete(cutOff));
    return answer;
  }

  private async count(cutOff: string): Promise<AnnualAnswer> {
    const figures: AnnualFigures[] = [];
    for (const organization of await this.organizations.list())
      figures.push(await this.annual.of(organization, cutOff));
    return {
      definition: {
        version: ANNUAL_DEFINITION,
        text: localized(apiWord('zh-CN', 'annual.v1'), apiWord('en', 'annual.v1')),
      },
      year: Number(cutOff.slice(0, 4)),
      cut_off: cutOff,
      organizations: figures.map(({ organization, years, ledgerSeq, asOf }) => ({
        organization: organization.slug,
        name: localized(organization.nameZh, organization.nameEn),
        figures: years.map((year) => comparison(year, cutOff)),
        ledger_seq: Number(ledgerSeq),
        as_of: asOf?.toISOString() ?? null,
      })),
      cities: figures
        .filter(({ organization }) => organization.kind === 'society')
        .map(({ organization }) => cityOf(organization, figures, cutOff)),
    };
  }
}

/** A society and its chapters: each has its own books, and gifts stand in one of them. */
function cityOf(society: Organization, all: readonly AnnualFigures[], cutOff: string): AnnualOfCity {
  const own = all.filter(
    ({ organization }) => organization.id === society.id || organization.parentId === society.id,
  );
  const years = yearOnYear(
    added(own.flatMap(({ current }) => current)),
    added(own.flatMap(({ previous }) => previous)),
  );
  return {
    society: society.slug,
    name: localized(society.nameZh, society.nameEn),
    organizations: own.map(({ organization }) => organization.slug),
    figures: years.map((year) => comparison(year, cutOff)),
  };
}

function comparison(
  { currency, current, previous, change, percent }: YearOnYear,
  cutOff: string,
): AnnualComparison {
  const parts = yearParts(cutOff);
  return {
    currency,
    current: { ...parts.current, amount: current.amount.toString(), gifts: current.gifts },
    previous: { ...parts.previous, amount: previous.amount.toString(), gifts: previous.gifts },
    change: change.toString(),
    change_percent: percent,
  };
}

const invalid = (code: string): Refusal =>
  new Refusal('invalid', 'invalid_input', {}, [{ field: 'cut_off', code }]);
