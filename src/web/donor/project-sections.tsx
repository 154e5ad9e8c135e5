import type { VNode } from 'preact';
import { readableMoney } from '../../kernel/money.js';
import type { Locale } from '../../platform/i18n/locale.js';
import { ButtonLink } from '../ui/buttons.js';
import { readableDay, Time } from '../ui/format.js';
import { Notice } from '../ui/notices.js';
import { words } from './donor.words.js';
import type { ProjectView } from './views.js';

/** Why there is no form, and where to go instead. */
export function NoGifts({ project, locale }: { project: ProjectView; locale: Locale }): VNode {
  const { stop, startsOn } = project;
  const [title, text] =
    stop === 'not_started'
      ? [
          words(locale, 'project.not_started'),
          words(locale, 'project.not_started.text', { day: startsOn ? readableDay(startsOn, locale) : '' }),
        ]
      : stop === 'filing_overdue'
        ? [words(locale, 'project.paused'), words(locale, 'project.paused.text')]
        : [
            words(locale, 'project.closed'),
            words(locale, stop === 'ended' ? 'project.ended.text' : 'project.closed.text'),
          ];
  return (
    <Notice title={title}>
      <p>{text}</p>
      <p>
        <ButtonLink href="/projects" second>
          {words(locale, 'project.others')}
        </ButtonLink>
      </p>
    </Notice>
  );
}

/** The newest gifts, each shown as its donor chose. */
export function Latest({
  project: { latest, organization, slug },
  locale,
}: {
  project: ProjectView;
  locale: Locale;
}) {
  return (
    <section class="panel project-latest" aria-labelledby="latest">
      <h2 id="latest">{words(locale, 'project.latest')}</h2>
      {latest.length === 0 ? (
        <p class="soft">{words(locale, 'project.latest.none')}</p>
      ) : (
        <>
          <ul class="gifts">
            {latest.map((gift, index) => (
              <li key={index}>
                <span>
                  {gift.label}
                  {gift.dedication && <span class="soft small"> {gift.dedication}</span>}
                  {gift.message && <q dir="auto">{gift.message}</q>}
                </span>
                <span class="number">{readableMoney(gift.amount, locale)}</span>
                <Time at={gift.at} locale={locale} zone={organization.zone} />
              </li>
            ))}
          </ul>
          <p class="soft small">{words(locale, 'project.latest.note')}</p>
          <p>
            <a href={`/projects/${slug}/donors`}>{words(locale, 'donors.all')}</a>
          </p>
        </>
      )}
    </section>
  );
}
