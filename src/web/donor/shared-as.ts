import { readableMoney } from '../../kernel/money.js';
import type { Locale } from '../../platform/i18n/locale.js';
import { links } from '../embed/embed-links.js';
import type { SharedPicture } from '../ui/document.js';
import { jsonForHtml } from '../ui/json-for-html.js';
import { words } from './donor.words.js';
import type { Frame, ProjectCardView, ProjectView } from './views.js';

/** What a page tells chats, networks and search engines beside its title and summary. */
export interface Shared {
  readonly picture?: SharedPicture | undefined;
  /** JSON-LD, ready for a script element. */
  readonly data?: string | undefined;
}

const CARD = { ratio: '16:9', width: 1200 } as const;
const CONTEXT = 'https://schema.org';

/** A project's card as picture of a link to it: it carries its numbers and their moment, and every network reads PNG. */
export function cardPicture(
  project: Pick<ProjectCardView, 'slug' | 'name' | 'progress'>,
  publicUrl: string,
  locale: Locale,
  width: number = CARD.width,
): SharedPicture {
  const lang = locale === 'en' ? locale : undefined;
  const raised = readableMoney(project.progress.raised, locale);
  return {
    url: links(publicUrl).card(project.slug, { ...CARD, width, lang }),
    size: { width, height: (width * 9) / 16 },
    alt: words(locale, 'shared.card', { name: project.name, raised }),
  };
}

const known = new WeakMap<ProjectView, Shared & { readonly publicUrl: string }>();

/** What a project's page tells; made once for each version of its view, for the page itself is made for each reader. */
export function projectShared(project: ProjectView, { publicUrl, locale }: Frame): Shared {
  const before = known.get(project);
  if (before?.publicUrl === publicUrl) return before;
  const picture = cardPicture(project, publicUrl, locale);
  const made = { publicUrl, picture, data: jsonForHtml(projectData(project, picture.url, publicUrl)) };
  known.set(project, made);
  return made;
}

/** schema.org: an action that can be taken while gifts are taken; a project otherwise, for nothing can be done then. */
function projectData(project: ProjectView, card: string, publicUrl: string): object {
  const { slug, name, summary, organization, picture, startsOn, endsOn, filingNo, stop } = project;
  const url = links(publicUrl).project(slug);
  const recipient = {
    '@type': 'NGO',
    name: organization.name,
    url: `${publicUrl}/organizations/${organization.slug}`,
    taxID: organization.creditCode,
    ...(organization.phone === '' ? {} : { telephone: organization.phone }),
  };
  const told = {
    name,
    description: summary,
    url,
    image: [card, ...(picture ? [publicUrl + picture.href] : [])],
    ...(filingNo === null ? {} : { identifier: filingNo }),
  };
  if (stop !== null)
    return { '@context': CONTEXT, '@type': 'Project', ...told, parentOrganization: recipient };
  return {
    '@context': CONTEXT,
    '@type': 'DonateAction',
    ...told,
    actionStatus: 'https://schema.org/PotentialActionStatus',
    ...(startsOn === null ? {} : { startTime: startsOn }),
    ...(endsOn === null ? {} : { endTime: endsOn }),
    recipient,
    target: { '@type': 'EntryPoint', urlTemplate: url, httpMethod: 'GET' },
  };
}

/** What the first page tells: the site, and that one can give here. Its picture is the card of the first project. */
export function homeShared(first: ProjectCardView | undefined, { publicUrl, locale }: Frame): Shared {
  const name = words(locale, 'site.name');
  const data = {
    '@context': CONTEXT,
    '@type': 'WebSite',
    name,
    url: `${publicUrl}/`,
    description: words(locale, 'home.lead'),
    inLanguage: locale,
    potentialAction: {
      '@type': 'DonateAction',
      name: words(locale, 'site.tagline'),
      target: { '@type': 'EntryPoint', urlTemplate: `${publicUrl}/projects` },
    },
  };
  return { data: jsonForHtml(data), picture: first && cardPicture(first, publicUrl, locale) };
}
