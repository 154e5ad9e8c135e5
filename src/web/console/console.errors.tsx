import type { VNode } from 'preact';
import type { ErrorPage } from '../../platform/http/http-options.js';
import type { Locale } from '../../platform/i18n/locale.js';
import { Actions, ButtonLink } from '../ui/buttons.js';
import { sentence, words } from './console.words.js';
import { DoorPage } from './layout.js';

/** Sentences of the console and the staff room for refusals: `error.<code>` and `field.<code>`. */
export function consoleSentence(locale: Locale, key: string): string | undefined {
  return sentence(locale, key);
}

/** The console's page for an error: what is wrong, the request's number for whoever looks into it, a way on. */
export function consoleErrorPage({ problem, locale, requestId, path }: ErrorPage): VNode {
  return (
    <DoorPage locale={locale} url={path} demo={false} title={problem.title}>
      <h1>{problem.title}</h1>
      <p>{problem.detail}</p>
      {problem.errors.length > 0 && (
        <ul>
          {problem.errors.map(({ field, detail }) => (
            <li key={field}>{detail}</li>
          ))}
        </ul>
      )}
      <Actions>
        <ButtonLink href="/console">{words(locale, 'error.home')}</ButtonLink>
      </Actions>
      <p class="small soft">{words(locale, 'error.request', { id: requestId })}</p>
    </DoorPage>
  );
}
