import { Injectable } from '@nestjs/common';
import { GiftLifeQueries } from '../../disclosure/gift-life.queries.js';
import { GiftSpending, type GiftSpent } from '../../disclosure/gift-spending.queries.js';
import { PublicSpending } from '../../disclosure/project-spending.queries.js';
import { DonationKeys } from '../../donations/donation-keys.service.js';
import { donationNotFound } from '../../donations/donations.errors.js';
import { type DonationLife, DonationsQueries } from '../../donations/donations.queries.js';
import { ModerationQueries } from '../../donations/moderation.queries.js';
import { MonthlyQueries } from '../../donations/monthly.queries.js';
import { PublicWordsQueries } from '../../donations/public-words.queries.js';
import { RefundRequestsQueries } from '../../donations/refund-requests.queries.js';
import { UpdateSubscriptions } from '../../donations/update-subscriptions.service.js';
import { Clock, dayIn } from '../../kernel/clock.js';
import { withoutPrefix, withPrefix } from '../../kernel/ids.js';
import { OrganizationsQueries } from '../../organizations/organizations.queries.js';
import type { Locale } from '../../platform/i18n/locale.js';
import { ProgressQueries } from '../../progress/progress.queries.js';
import { ProjectsQueries } from '../../projects/projects.queries.js';
import { InboxQueries } from '../../providers/inbox.queries.js';
import { OfficialQueries } from '../../receipts/official.queries.js';
import { type ReceiptSummary, ReceiptsQueries } from '../../receipts/receipts.queries.js';
import { SettlementsQueries } from '../../settlements/settlements.queries.js';
import { ServiceStanding } from '../ui/standing/service-standing.service.js';
import { type PublicUse, publicUse, spentView } from './gift-money.js';
import type { SpentView } from './gift-spent.js';
import { OfficialViews } from './giving/official-views.service.js';
import { declinedBy } from './giving/why-not.js';
import { inWords, labelIn, organizationView } from './view-making.js';
import type { EarlierReceipt, GiftState, GiftView } from './views.js';

/** How far a gift is, from its status and its entries in the books. `received`: the provider has the order already. */
export function giftState({ donation, entries, ledgerSeq }: DonationLife, received = false): GiftState {
  if (donation.status === 'succeeded') return ledgerSeq === null ? 'booking' : 'booked';
  if (entries.some(({ kind }) => kind === 'suspense_gift')) return 'checking';
  return received && donation.status === 'pending' ? 'received' : donation.status;
}

function earlier({ number, state, endCause, endReason, endedAt }: ReceiptSummary): EarlierReceipt[] {
  if (state === 'issued' || endCause === null || endedAt === null) return [];
  return [{ number, state, cause: endCause, reason: endReason, endedAt }];
}

/** A gift's own page, put together from the rooms that each know a part of its life. */
@Injectable()
export class GiftViews {
  constructor(
    private readonly keys: DonationKeys,
    private readonly donations: DonationsQueries,
    private readonly moderation: ModerationQueries,
    private readonly words: PublicWordsQueries,
    private readonly projects: ProjectsQueries,
    private readonly organizations: OrganizationsQueries,
    private readonly progress: ProgressQueries,
    private readonly receipts: ReceiptsQueries,
    private readonly settlements: SettlementsQueries,
    private readonly officials: OfficialQueries,
    private readonly officialViews: OfficialViews,
    private readonly lives: GiftLifeQueries,
    private readonly spending: GiftSpending,
    private readonly inbox: InboxQueries,
    private readonly standing: ServiceStanding,
    private readonly uses: PublicSpending,
    private readonly requests: RefundRequestsQueries,
    private readonly clock: Clock,
    private readonly subscriptions: UpdateSubscriptions,
    private readonly months: MonthlyQueries,
  ) {}

  /**
   * The bare id of a gift whose key was given: an id alone opens nothing.
   * @throws Refusal not_found for a wrong id and a wrong key alike.
   */
  open(prefixed: string, key: unknown): string {
    const id = withoutPrefix('don', prefixed);
    if (id === null || typeof key !== 'string' || key === '' || !this.keys.check(id, key))
      throw donationNotFound();
    return id;
  }

  /**
   * @param id as `open` gave it. @param session the checkout from which the provider sent the donor back, or empty.
   * Null when there is no such gift.
   */
  async view(id: string, key: string, locale: Locale, session = ''): Promise<GiftView | null> {
    const life = await this.donations.lifeOf(id);
    if (!life) return null;
    const { donation, givenBack, ledgerSeq } = life;
    const { currency } = donation;
    const [project, organization, numbers, history, fee, official, own, [shown], spent, follow, monthly] =
      await Promise.all([
        this.projects.byId(donation.projectId),
        this.organizations.byId(donation.organizationId),
        this.progress.ofProject(donation.projectId),
        this.receipts.historyOf(id),
        this.settlements.feeOfDonation(id),
        this.officials.byDonation(id),
        this.moderation.ofDonation(id),
        this.words.ofGifts([id]),
        this.spending.of(donation.projectId, id),
        this.subscriptions.ofGift(id),
        this.months.ofDonation(id),
      ]);
    if (!project || !organization) throw new Error(`donation ${id} has no project or organization`);
    const receipt = history.find(({ state }) => state === 'issued') ?? null;
    const path = `/donations/${withPrefix('don', id)}`;
    const requests = await this.requests.ofDonation(id);
    const query = `?key=${encodeURIComponent(key)}`;
    const included = ledgerSeq !== null && numbers !== null && numbers.ledgerSeq >= ledgerSeq;
    return {
      id: withPrefix('don', id),
      path: path + query + (session && `&session=${encodeURIComponent(session)}`),
      state: giftState(life, await this.received(life, session)),
      amount: { amount: donation.amount, currency },
      givenBack: givenBack > 0n ? { amount: givenBack, currency } : null,
      label: labelIn(locale, shown?.label ?? donation.publicLabel),
      monthly: monthly && {
        state: monthly.state,
        amount: { amount: monthly.amount, currency },
        nextOn: monthly.nextOn,
        linkPath: `${path}/monthly-link${query}`,
      },
      refund: {
        path: `${path}/refund-request${query}`,
        requests,
        mayAsk:
          donation.status === 'succeeded' &&
          !requests.some((each) => each.state === 'asked' || each.state === 'in_review'),
        zone: organization.timeZone,
        today: dayIn(this.clock.now(), organization.timeZone),
      },
      publicity: {
        chosen: donation.publicity,
        label: labelIn(locale, shown?.label ?? donation.publicLabel),
        named: donation.nameEncrypted !== null,
        path: `${path}/publicity${query}`,
      },
      words: own,
      project: { slug: project.slug, name: inWords(locale, project.nameZh, project.nameEn) },
      organization: organizationView(organization, locale, dayIn(this.clock.now(), organization.timeZone)),
      createdAt: donation.createdAt,
      money: await this.lives.of(life, receipt?.issuedAt ?? null),
      spent: spent && (await this.spentView(spent, currency, locale)),
      ledgerSeq: ledgerSeq?.toString() ?? null,
      included: included
        ? {
            asOf: numbers.asOf,
            raised: { amount: numbers.raised, currency },
            ledgerSeq: numbers.ledgerSeq.toString(),
          }
        : null,
      receipt: receipt && {
        number: receipt.number,
        href: `${path}/receipt.pdf${query}`,
        gifts: receipt.gifts,
      },
      earlierReceipts: history.flatMap(earlier),
      official: await this.officialViews.of(
        id,
        receipt !== null,
        official,
        `${path}/official-receipt${query}`,
      ),
      follow: { ...follow, path: `${path}/follow${query}`, typed: '', problems: [] },
      declined: declinedBy(life.facts),
      fee,
      resumePath: `${path}/checkout${query}`,
    };
  }

  /**
   * Whether the provider has the donor's order though our books say nothing of it: it sent them back from this gift's
   * own checkout, or its message waits while the worker is behind.
   */
  private async received({ donation, attempts }: DonationLife, session: string): Promise<boolean> {
    if (donation.status !== 'pending') return false;
    if (attempts.some(({ providerSessionId }) => providerSessionId !== null && providerSessionId === session))
      return true;
    return this.standing.lacks('booking') && (await this.inbox.untakenNaming(attempts.map(({ id }) => id)));
  }

  private async spentView(spent: GiftSpent, currency: string, locale: Locale): Promise<SpentView> {
    const uses = new Map<string, PublicUse>();
    for (const { kind, id } of spent.parts)
      if (kind === 'disbursement' && id !== null && !uses.has(id))
        uses.set(id, publicUse(await this.uses.line(id), locale));
    return spentView(spent, currency, locale, uses);
  }
}
