import type { VNode } from 'preact';
import type { Locale } from '../i18n/locale.js';
import { platformWords } from './wording.js';

/** What a problem code means, for the developer who follows a problem's `type`. */
export function problemPage(code: string, title: string, detail: string, locale: Locale): VNode {
  return (
    <html lang={locale}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>{title}</title>
      </head>
      <body>
        <main>
          <h1>{title}</h1>
          <p>
            <code>{code}</code>
          </p>
          <p>{detail}</p>
          <p>
            <a href="/">{platformWords(locale, 'home')}</a>
          </p>
        </main>
      </body>
    </html>
  );
}
