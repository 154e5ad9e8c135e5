import { AsyncLocalStorage } from 'node:async_hooks';
import type { Locale } from '../i18n/locale.js';

/** What is known about the request being answered, wherever the code has got to. */
export interface RequestContext {
  readonly requestId: string;
  readonly locale: Locale;
}

const storage = new AsyncLocalStorage<RequestContext>();

/** The request being answered now; undefined in jobs and commands. */
export function currentRequest(): RequestContext | undefined {
  return storage.getStore();
}

/** Runs `work` as part of a request (or of a job that wants its lines to carry an id). */
export function withinRequest<T>(context: RequestContext, work: () => T): T {
  return storage.run(context, work);
}
