import type { VNode } from 'preact';
import type { ErrorPage } from './http-options.js';
import { platformWords } from './wording.js';

/** The error page of faces that brought none of their own. */
export function plainErrorPage({ problem, locale, requestId }: ErrorPage): VNode {
  return (
    <html lang={locale}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>{problem.title}</title>
      </head>
      <body>
        <main>
          <h1>{problem.title}</h1>
          <p>{problem.detail}</p>
          {problem.errors.length > 0 && (
            <ul>
              {problem.errors.map(({ field, detail }) => (
                <li key={field}>
                  <code>{field}</code> {detail}
                </li>
              ))}
            </ul>
          )}
          <p>
            <a href="/">{platformWords(locale, 'home')}</a>
          </p>
          <p>
            <small>{platformWords(locale, 'request_id', { id: requestId })}</small>
          </p>
        </main>
      </body>
    </html>
  );
}
