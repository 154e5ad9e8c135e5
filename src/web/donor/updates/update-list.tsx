import type { VNode } from 'preact';
import type { Locale } from '../../../platform/i18n/locale.js';
import { Time } from '../../ui/format.js';
import { words } from '../donor.words.js';
import type { ProjectView, UpdateLine } from '../views.js';

/** Updates as a list, each with its day, its beginning and a link to all of it. */
export function UpdateList(props: { updates: readonly UpdateLine[]; locale: Locale; zone: string }): VNode {
  const { updates, locale, zone } = props;
  return (
    <ul class="updates">
      {updates.map(({ href, title, excerpt, picture, lang, at }) => (
        <li key={href}>
          {picture && (
            <img src={picture.href} alt="" width={160} height={90} loading="lazy" decoding="async" />
          )}
          <div lang={lang ?? undefined}>
            <h3>
              <a href={href}>{title}</a>
            </h3>
            <p class="soft small">
              <Time at={at} locale={locale} zone={zone} />
            </p>
            <p class="small">{excerpt}</p>
          </div>
        </li>
      ))}
    </ul>
  );
}

/** The newest of what the project tells, on its page. Nothing told yet = no section. */
export function LatestUpdates({ project, locale }: { project: ProjectView; locale: Locale }): VNode | null {
  const { updates, slug, organization } = project;
  if (updates.length === 0) return null;
  return (
    <section class="project-updates" aria-labelledby="updates">
      <h2 id="updates">{words(locale, 'updates.title')}</h2>
      <UpdateList updates={updates} locale={locale} zone={organization.zone} />
      <p>
        <a href={`/projects/${slug}/updates`}>{words(locale, 'updates.all')}</a>
      </p>
    </section>
  );
}
