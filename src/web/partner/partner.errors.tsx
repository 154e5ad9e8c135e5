import type { VNode } from 'preact';
import type { ErrorPage } from '../../platform/http/http-options.js';
import type { Locale } from '../../platform/i18n/locale.js';
import { Actions, ButtonLink } from '../ui/buttons.js';
import { PartnerDoorPage } from './frame.js';
import { sentence, words } from './partner.words.js';

/** Sentences of the partners' face for the refusals of the rooms below: `error.<code>` and `field.<code>`. */
export function partnerSentence(locale: Locale, key: string): string | undefined {
  return sentence(locale, key);
}

/** The partners' page for an error: what is wrong, the request's number for whoever looks into it, a way on. */
export function partnerErrorPage({ problem, locale, requestId, path }: ErrorPage): VNode {
  const title = sentence(locale, `errorTitle.${problem.code}`) ?? problem.title;
  return (
    <PartnerDoorPage locale={locale} url={path} demo={false} title={title}>
      <h1>{title}</h1>
      <p>{problem.detail}</p>
      {problem.errors.length > 0 && (
        <ul>
          {problem.errors.map(({ field, detail }) => (
            <li key={field}>{detail}</li>
          ))}
        </ul>
      )}
      <Actions>
        <ButtonLink href="/partner">{words(locale, 'error.home')}</ButtonLink>
      </Actions>
      <p class="small soft">{words(locale, 'error.request', { id: requestId })}</p>
    </PartnerDoorPage>
  );
}
