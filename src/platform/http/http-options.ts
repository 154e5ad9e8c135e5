import type { VNode } from 'preact';
import type { Config } from '../config/config.js';
import type { Locale } from '../i18n/locale.js';
import type { RouteClass } from './route-class.js';
import type { RoomSentences, WordedProblem } from './wording.js';

/** What an error page is made from. */
export interface ErrorPage {
  readonly problem: WordedProblem;
  readonly locale: Locale;
  readonly requestId: string;
  readonly path: string;
}

/** What the faces give to `configureHttp`. */
export interface HttpOptions {
  readonly config: Config;
  /** Sentences for the codes of the rooms' refusals. */
  readonly sentences?: RoomSentences;
  /** How a face shows an error page; without one a plain page is shown. */
  readonly errorPages?: Partial<Readonly<Record<RouteClass, (page: ErrorPage) => VNode>>>;
}
