import { Injectable } from '@nestjs/common';
import { withPrefix } from '../kernel/ids.js';
import { readableMoney } from '../kernel/money.js';
import { OrganizationsQueries } from '../organizations/organizations.queries.js';
import { Config } from '../platform/config/config.js';
import type { Tx } from '../platform/database/database.js';
import { createCatalogue } from '../platform/i18n/catalogue.js';
import { Mail } from '../platform/mail/mail.js';
import { DonationKeys } from './donation-keys.service.js';
import { Donor } from './donor.entity.js';
import { DonorDetails } from './donor-details.service.js';
import en from './i18n/monthly.en.json' with { type: 'json' };
import zh from './i18n/monthly.zh-CN.json' with { type: 'json' };
import { toldReason } from './monthly.js';
import type { MonthlyGift } from './monthly-gift.entity.js';
import { MonthlyKeys } from './monthly-keys.service.js';

const sentence = createCatalogue({ zh, en });

/** What there is to tell about a monthly gift. */
export type MonthlyNews =
  | 'begun'
  | 'notice'
  | 'declined'
  | 'authenticate'
  | 'paused_declined'
  | 'paused'
  | 'resumed'
  | 'changed'
  | 'cancelled'
  | 'link'
  | 'project_closed'
  | 'no_method';

/** What a piece of news is about. */
export interface MonthlyTold {
  /** One mail per gift, news and this, ever. */
  readonly once: string;
  /** The day the news names, "YYYY-MM-DD". */
  readonly day?: string;
  /** The gift of the month, which the donor may pay at its page. */
  readonly donationId?: string;
  readonly reason?: string | null;
}

/** In the caller's database transaction: a second connection for each would make them wait for each other. */
async function nameOfProject(tx: Tx, id: string): Promise<{ nameZh: string; nameEn: string }> {
  const [project]: { nameZh: string; nameEn: string }[] = await tx.query(
    'SELECT name_zh AS nameZh, name_en AS nameEn FROM project WHERE id = ?',
    [id],
  );
  if (!project) throw new Error(`no project ${id}`);
  return project;
}

const PAYABLE: readonly MonthlyNews[] = ['declined', 'authenticate', 'paused_declined'];

/** Tells donors what happens to their monthly gifts, in their language, each thing once. */
@Injectable()
export class MonthlyMails {
  constructor(
    private readonly mail: Mail,
    private readonly details: DonorDetails,
    private readonly keys: MonthlyKeys,
    private readonly donationKeys: DonationKeys,
    private readonly organizations: OrganizationsQueries,
    private readonly config: Config,
  ) {}

  /** Asks for the mail in the database transaction in which it became true. */
  async tell(tx: Tx, gift: MonthlyGift, news: MonthlyNews, told: MonthlyTold): Promise<void> {
    const { locale } = gift;
    const donor = await tx.findOneByOrFail(Donor, { id: gift.donorId });
    const [project, organization] = await Promise.all([
      nameOfProject(tx, gift.projectId),
      this.organizations.existing(tx, gift.organizationId),
    ]);
    const named = (names: { readonly nameZh: string; readonly nameEn: string }) =>
      locale === 'en' ? names.nameEn : names.nameZh;
    const parameters = {
      project: named(project),
      organization: named(organization),
      amount: readableMoney({ amount: gift.amount, currency: gift.currency }, locale),
      day: told.day ?? '',
      monthday: gift.dayOfMonth,
      card: gift.methodLabel ?? '',
      reason: sentence(locale, `reason.${toldReason(told.reason ?? null)}`),
      manage: this.keys.urlOf(gift.id, gift.keyVersion),
      pay: told.donationId ? this.payUrl(told.donationId) : '',
    };
    const paragraphs = [sentence(locale, 'greeting'), sentence(locale, `${news}.text`, parameters)];
    if (told.donationId && PAYABLE.includes(news)) paragraphs.push(sentence(locale, 'pay', parameters));
    paragraphs.push(sentence(locale, 'manage', parameters), sentence(locale, 'signature', parameters));
    if (this.config.DEMO) paragraphs.unshift(sentence(locale, 'demo'));
    await this.mail.request(tx, {
      organizationId: gift.organizationId,
      dedupeKey: `monthly:${gift.id}:${news}:${told.once}`,
      to: this.details.openMail(donor.id, donor.mailEncrypted),
      subject: sentence(locale, `${news}.subject`, parameters),
      text: `${paragraphs.join('\n\n')}\n`,
    });
  }

  /** The gift's own page, where it can be paid at the checkout. */
  private payUrl(donationId: string): string {
    const base = this.config.PUBLIC_URL.replace(/\/$/, '');
    return `${base}/donations/${withPrefix('don', donationId)}?key=${this.donationKeys.keyOf(donationId)}`;
  }
}
