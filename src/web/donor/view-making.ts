import { withPrefix } from '../../kernel/ids.js';
import { percentOf } from '../../kernel/money.js';
import type { Organization } from '../../organizations/organization.entity.js';
import { readPeople } from '../../organizations/organizations.queries.js';
import type { Locale } from '../../platform/i18n/locale.js';
import type { ProjectWithNumbers } from '../../progress/progress.queries.js';
import type { PublicGift } from '../../progress/public-gifts.queries.js';
import { words } from './donor.words.js';
import { dedicationWords } from './giving/wish-fields.js';
import type { GiftLine, OrganizationView, ProgressView, ProjectCardView } from './views.js';

/** The text of the reader's language, or the Chinese one where there is no translation. */
export function inWords(locale: Locale, zh: string, en: string): string {
  return locale === 'en' && en.trim() !== '' ? en : zh;
}

/** The public label of a gift; the donor who is not named gets the reader's own word for that. */
export function labelIn(locale: Locale, label: string): string {
  return label === words('zh-CN', 'label.anonymous') ? words(locale, 'label.anonymous') : label;
}

/** A gift as lists show it. */
export function giftLine(gift: PublicGift, locale: Locale): GiftLine {
  const { label, message, dedication, amount, currency, at } = gift;
  return {
    label: labelIn(locale, label),
    message,
    dedication: dedicationWords(dedication, locale),
    amount: { amount, currency },
    at,
  };
}

export function progressView({ project, numbers }: ProjectWithNumbers): ProgressView {
  const { currency, goal } = project;
  return {
    raised: { amount: numbers.raised, currency },
    refunded: { amount: numbers.refunded, currency },
    goal: goal === null ? null : { amount: goal, currency },
    percent: percentOf(numbers.raised, goal),
    donations: numbers.donations,
    donors: numbers.donors,
    asOf: numbers.asOf,
    ledgerSeq: numbers.ledgerSeq.toString(),
  };
}

export function cardView(found: ProjectWithNumbers, locale: Locale): ProjectCardView {
  const { project } = found;
  const { slug, pictureFileId } = project;
  return {
    slug,
    name: inWords(locale, project.nameZh, project.nameEn),
    summary: inWords(locale, project.summaryZh, project.summaryEn),
    emergency: project.emergency,
    closed: project.state === 'closed',
    picture: pictureFileId
      ? {
          href: `/projects/${slug}/picture/${withPrefix('fil', pictureFileId)}`,
          alt: inWords(locale, project.pictureAltZh, project.pictureAltEn),
        }
      : null,
    progress: progressView(found),
  };
}

/** The organization as the public sees it; an expired certificate is not shown as a right to raise funds. */
export function organizationView(
  organization: Organization,
  locale: Locale,
  today: string,
): OrganizationView {
  const { certificateNo, certificateValidFrom, certificateValidUntil } = organization;
  const valid =
    certificateNo !== null &&
    certificateValidUntil !== null &&
    (certificateValidFrom ?? today) <= today &&
    today <= certificateValidUntil;
  return {
    slug: organization.slug,
    name: inWords(locale, organization.nameZh, organization.nameEn),
    creditCode: organization.creditCode,
    certificate: valid ? { no: certificateNo, until: certificateValidUntil } : null,
    address: inWords(locale, organization.addressZh, organization.addressEn),
    phone: organization.phone,
    complaintPhone: organization.complaintPhone,
    mail: organization.mailAddress,
    about: paragraphs(inWords(locale, organization.aboutZh, organization.aboutEn)),
    people: peopleIn(locale, organization.people),
    zone: organization.timeZone,
  };
}

function peopleIn(locale: Locale, text: string): { office: string; name: string }[] {
  const read = readPeople(text);
  if (!('people' in read)) return [];
  return read.people.map(({ officeZh, officeEn, name }) => ({
    office: inWords(locale, officeZh, officeEn),
    name,
  }));
}

/** A story's paragraphs, parted by empty lines. */
export function paragraphs(story: string): string[] {
  return story
    .split(/\n\s*\n/)
    .map((paragraph) => paragraph.trim())
    .filter((paragraph) => paragraph !== '');
}
