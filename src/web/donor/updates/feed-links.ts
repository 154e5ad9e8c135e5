import type { Locale } from '../../../platform/i18n/locale.js';
import type { AlternateForm } from '../../ui/document.js';

/** A project's feeds in a language: RSS, then JSON Feed. */
export function feedForms(slug: string, title: string, locale: Locale): AlternateForm[] {
  return [
    { type: 'application/rss+xml', href: `/projects/${slug}/feed.xml?lang=${locale}`, title },
    { type: 'application/feed+json', href: `/projects/${slug}/feed.json?lang=${locale}`, title },
  ];
}
