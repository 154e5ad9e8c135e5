import { Injectable } from '@nestjs/common';
import { DonationKeys } from '../../../donations/donation-keys.service.js';
import type { DebitState, MonthlyReason, MonthlyState } from '../../../donations/monthly.js';
import { type MonthLine, MonthlyQueries, toldReason } from '../../../donations/monthly.queries.js';
import { MonthlyKeys } from '../../../donations/monthly-keys.service.js';
import { dayIn } from '../../../kernel/clock.js';
import { withoutPrefix, withPrefix } from '../../../kernel/ids.js';
import type { Money } from '../../../kernel/money.js';
import { OrganizationsQueries } from '../../../organizations/organizations.queries.js';
import type { Locale } from '../../../platform/i18n/locale.js';
import { ProjectsQueries } from '../../../projects/projects.queries.js';
import { inWords } from '../view-making.js';

/** One month on the donor's page. */
export interface MonthView {
  readonly day: string;
  readonly state: DebitState;
  readonly amount: Money | null;
  /** The day of the next try, "YYYY-MM-DD". */
  readonly nextTry: string | null;
  readonly giftPath: string | null;
}

/** A monthly gift on its own page. */
export interface MonthlyView {
  readonly state: MonthlyState;
  readonly reason: MonthlyReason | null;
  readonly amount: Money;
  readonly dayOfMonth: number;
  readonly nextOn: string | null;
  readonly card: string | null;
  readonly since: Date;
  readonly zone: string;
  readonly project: { readonly slug: string; readonly name: string };
  readonly months: readonly MonthView[];
  /** The newest month, when it was not paid and the donor can pay it by hand. */
  readonly unpaid: {
    readonly day: string;
    readonly payPath: string;
    readonly reason: ReturnType<typeof toldReason>;
  } | null;
  readonly paths: Readonly<Record<'page' | 'change' | 'pause' | 'resume' | 'cancel', string>>;
}

const PAYABLE: readonly DebitState[] = ['declined', 'needs_donor', 'given_up'];

/** A monthly gift's page, put together from the rooms that each know a part of it. */
@Injectable()
export class MonthlyViews {
  constructor(
    private readonly keys: MonthlyKeys,
    private readonly donationKeys: DonationKeys,
    private readonly queries: MonthlyQueries,
    private readonly projects: ProjectsQueries,
    private readonly organizations: OrganizationsQueries,
  ) {}

  /** The bare id of a monthly gift whose key was given; null for a wrong id or key alike. */
  opened(prefixed: string, key: unknown): string | null {
    const id = withoutPrefix('mon', prefixed);
    return id !== null && typeof key === 'string' && key !== '' && this.keys.check(id, key) ? id : null;
  }

  /** @param id as `opened` gave it. Null when there is no such monthly gift. */
  async view(id: string, locale: Locale): Promise<MonthlyView | null> {
    const gift = await this.queries.byId(id);
    if (!gift) return null;
    const [project, zone, months] = await Promise.all([
      this.projects.byId(gift.projectId),
      this.organizations.timeZoneOf(gift.organizationId),
      this.queries.monthsOf(id),
    ]);
    if (!project) throw new Error(`monthly gift ${id} has no project`);
    const [path = '', query = ''] = this.keys.pathOf(id, gift.keyVersion).split('?');
    const verb = (name: string) => `${path}/${name}?${query}`;
    return {
      state: gift.state,
      reason: gift.reason,
      amount: { amount: gift.amount, currency: gift.currency },
      dayOfMonth: gift.dayOfMonth,
      nextOn: gift.nextOn,
      card: gift.methodLabel,
      since: gift.createdAt,
      zone,
      project: { slug: project.slug, name: inWords(locale, project.nameZh, project.nameEn) },
      months: months.map((month) => ({
        day: month.dueOn,
        state: month.state,
        amount: month.amount === null ? null : { amount: month.amount, currency: gift.currency },
        nextTry: month.nextTryAt && dayIn(month.nextTryAt, zone),
        giftPath: month.donationId && this.giftPath(month.donationId),
      })),
      unpaid: gift.state === 'cancelled' || gift.state === 'ended' ? null : this.unpaid(months[0]),
      paths: {
        page: `${path}?${query}`,
        change: verb('change'),
        pause: verb('pause'),
        resume: verb('resume'),
        cancel: verb('cancel'),
      },
    };
  }

  private unpaid(month: MonthLine | undefined): MonthlyView['unpaid'] {
    if (!month?.donationId || month.status === 'succeeded' || !PAYABLE.includes(month.state)) return null;
    // The first month is paid at its own checkout, which its gift's page leads to.
    if (month.reason === null) return null;
    const payPath = this.giftPath(month.donationId, '/checkout');
    return { day: month.dueOn, payPath, reason: toldReason(month.reason) };
  }

  private giftPath(donationId: string, verb = ''): string {
    return `/donations/${withPrefix('don', donationId)}${verb}?key=${this.donationKeys.keyOf(donationId)}`;
  }
}
