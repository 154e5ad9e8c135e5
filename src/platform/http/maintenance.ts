import { Refusal } from '../../kernel/errors.js';
import { pathOf, routeClassOf } from './route-class.js';

/** What is answered as ever: the provider's events, which must not wait, and what proxies and other sites ask for. */
const GOES_ON = /^\/(webhooks|health)(\/|$)/;

/** A time as the notice gives it: every reader of ours lives by it, and no zone is left to guess. */
const beijing = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'Asia/Shanghai',
  dateStyle: 'short',
  timeStyle: 'short',
});

/** Who must wait while we work on the house: for a request, what it is refused with, or undefined. */
export function maintenance(until: string | undefined): (url: string) => Refusal | undefined {
  if (until === undefined) return () => undefined;
  const end = new Date(until);
  return (url) => {
    const left = end.getTime() - Date.now();
    const path = pathOf(url);
    if (left <= 0 || GOES_ON.test(path) || ['asset', 'embed'].includes(routeClassOf(path))) return undefined;
    return new Refusal('unavailable', 'maintenance', {
      until: beijing.format(end),
      retry_after: String(Math.ceil(left / 1000)),
    });
  };
}
