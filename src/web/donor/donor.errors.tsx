import type { VNode } from 'preact';
import type { Config } from '../../platform/config/config.js';
import type { ErrorPage } from '../../platform/http/http-options.js';
import type { Locale } from '../../platform/i18n/locale.js';
import { Actions, ButtonLink } from '../ui/buttons.js';
import { Notice } from '../ui/notices.js';
import type { Trouble } from '../ui/standing/service-standing.service.js';
import { sentence, type WordKey, words } from './donor.words.js';
import { DonorPage } from './frame.js';
import type { Frame } from './views.js';

/** Sentences of the donors' face for the refusals of the rooms below: `error.<code>`. */
export function donorSentence(locale: Locale, key: string): string | undefined {
  return sentence(locale, key);
}

/** A title of ours for the statuses that donors meet; the platform's words for all others. */
function wordsOf({ problem, locale, path }: ErrorPage): { title: string; text: string } {
  switch (problem.status) {
    case 404:
      return {
        title: words(locale, 'error.404.title'),
        text: words(locale, notFoundText(path)),
      };
    case 409:
      return { title: problem.detail, text: words(locale, 'error.409.text') };
    case 503:
      if (problem.code === 'maintenance') return { title: problem.title, text: problem.detail };
      if (path.startsWith('/donations/'))
        return { title: words(locale, 'error.503.gift.title'), text: words(locale, 'error.503.gift.text') };
      return { title: words(locale, 'error.503.title'), text: words(locale, 'error.503.text') };
    case 500:
      return { title: words(locale, 'error.500.title'), text: words(locale, 'error.500.text') };
    default:
      return { title: problem.title, text: problem.detail };
  }
}

/** What a wrong address most likely is: a gift's link that was cut short in a mail, or that of a monthly gift. */
function notFoundText(path: string): WordKey {
  if (path.startsWith('/donations/')) return 'error.gift.text';
  return path.startsWith('/monthly/') ? 'error.monthly_not_found' : 'error.404.text';
}

/** The error page of the donors' face: what happened, that no gift is lost, and where to go on. */
export function donorErrorPage(
  config: Pick<Config, 'PUBLIC_URL' | 'DEMO'>,
  troubles: () => readonly Trouble[] = () => [],
) {
  const frameOf = ({ locale, path }: ErrorPage): Frame => ({
    locale,
    url: path,
    publicUrl: config.PUBLIC_URL.replace(/\/+$/, ''),
    demo: config.DEMO,
    troubles: troubles(),
  });
  return (page: ErrorPage): VNode => {
    const { locale } = page;
    const { title, text } = wordsOf(page);
    return (
      <DonorPage frame={frameOf(page)} title={title}>
        <div class="wrap wrap-narrow">
          <h1>{title}</h1>
          <p>{text}</p>
          {page.problem.errors.length > 0 && (
            <Notice tone="bad">
              <ul>
                {page.problem.errors.map((error) => (
                  <li key={error.field}>{error.detail}</li>
                ))}
              </ul>
            </Notice>
          )}
          <Actions>
            {page.problem.status >= 500 && (
              // The same address with its query, which may hold a gift's key and so is not written out again.
              <ButtonLink href="">{words(locale, 'error.again')}</ButtonLink>
            )}
            {page.problem.status === 404 && page.path.startsWith('/donations/') && (
              <ButtonLink href="/gifts">{words(locale, 'gifts.link')}</ButtonLink>
            )}
            <ButtonLink href="/projects" second={page.problem.status >= 500}>
              {words(locale, 'error.projects')}
            </ButtonLink>
            <ButtonLink href="/" second>
              {words(locale, 'error.home')}
            </ButtonLink>
          </Actions>
          {page.problem.status >= 500 && (
            <p class="soft small">{words(locale, 'error.request', { id: page.requestId })}</p>
          )}
        </div>
      </DonorPage>
    );
  };
}
