import { sourceOf } from '../platform/logins/lockout.js';
import type { GivingAnswer } from './giving-question.js';

// When a visitor may have a checkout opened: payments.md 2.8, with what its own words leave open decided here.

const MINUTE_MS = 60_000;
export const SHORT_MS = 10 * MINUTE_MS;
export const DAY_MS = 24 * 60 * MINUTE_MS;

/** Declined cards within ten minutes after which a network is asked, and a mail address refused, for a day. */
export const DECLINES_MAX = 5;
/** Checkouts that led to nothing within ten minutes and within a day. As many as were paid beside them are forgiven. */
export const LEFT_SHORT_MAX = 5;
export const LEFT_DAY_MAX = 20;
/** Open checkouts of one network that nobody can judge yet; each gift that it paid this day makes room for two more. */
export const PENDING_MAX = 50;
const PENDING_PER_GIFT = 2;
/** Declined cards after right answers, and the share of paid gifts below which somebody answers for a machine. */
export const ANSWERED_DECLINES_MAX = 20;
const ANSWERED_PAID_SHARE = 4;

/** Who wants a checkout opened. */
export interface GiftSource {
  /** The visitor's address as the trusted proxies (TRUST_PROXY) tell it. */
  readonly address: string;
  /** The question that was asked before, with the answer; absent when nothing was asked. */
  readonly answer?: GivingAnswer | undefined;
}

/** One checkout of a network or what is known of it now; it may be paid at any time. */
export interface PastSession {
  readonly openedAt: Date;
  readonly answered: boolean;
  readonly paid: boolean;
  /** When the provider ended it unpaid. */
  readonly expiredAt: Date | null;
  /** Moments at which a card was declined in it. */
  readonly declines: readonly Date[];
}

/** What is known of a visitor's network and mail address, and of the whole house. */
export interface GivingPast {
  /** Checkouts of the network of the last day that are not settled as paid. */
  readonly sessions: readonly PastSession[];
  /** Further gifts that the network paid: within ten minutes, within the day, and those with an answer within the day. */
  readonly paidShort: number;
  readonly paidDay: number;
  readonly paidAnswered: number;
  /** Moments at which cards were declined for the mail address. */
  readonly mailDeclines: readonly Date[];
  /** Everybody is asked. */
  readonly alarm: boolean;
}

/** Why a visitor is asked a question. */
export type AskedWhy = 'alarm' | 'declines' | 'left' | 'pending';

export type Verdict =
  | { readonly kind: 'pass' }
  | { readonly kind: 'ask'; readonly why: AskedWhy }
  | { readonly kind: 'slow'; readonly why: 'mail' | 'answers'; readonly until: Date };

/**
 * Whether one more checkout may be opened. Paid gifts never count against anybody; a checkout that is still open counts
 * only in great numbers. A network shares its fate with thousands of phones, so it is asked and not shut out: whoever
 * answers passes, unless answers from there lead to declined cards and next to nothing else. A mail address is one
 * person's, so that one waits, and may give without it.
 */
export function verdictOf(past: GivingPast, answered: boolean, now: Date): Verdict {
  const mail = burstUntil(past.mailDeclines, now);
  if (mail) return { kind: 'slow', why: 'mail', until: mail };
  const why = reasonToAsk(past, now);
  if (why === null) return { kind: 'pass' };
  if (!answered) return { kind: 'ask', why };
  const until = answersUntil(past, now);
  return until ? { kind: 'slow', why: 'answers', until } : { kind: 'pass' };
}

function reasonToAsk(past: GivingPast, now: Date): AskedWhy | null {
  if (past.alarm) return 'alarm';
  const { sessions } = past;
  const declines = sessions.flatMap((session) => session.declines);
  if (burstUntil(declines, now)) return 'declines';
  const paid = sessions.filter((session) => session.paid);
  const left = sessions.flatMap((session) => leftAt(session, now) ?? []);
  const paidShort = past.paidShort + paid.filter(({ openedAt }) => within(openedAt, SHORT_MS, now)).length;
  const paidDay = past.paidDay + paid.length;
  if (left.filter((at) => within(at, SHORT_MS, now)).length >= LEFT_SHORT_MAX + paidShort) return 'left';
  if (left.filter((at) => within(at, DAY_MS, now)).length >= LEFT_DAY_MAX + paidDay) return 'left';
  const pending = sessions.filter((session) => !session.answered && isPending(session, now)).length;
  return pending >= PENDING_MAX + PENDING_PER_GIFT * paidDay ? 'pending' : null;
}

/** When a checkout came to nothing: a card declined, ended, or ten minutes without payment; null while nobody knows. */
function leftAt(session: PastSession, now: Date): Date | null {
  if (session.paid || session.answered) return null;
  const ends = [new Date(session.openedAt.getTime() + SHORT_MS), ...session.declines];
  if (session.expiredAt) ends.push(session.expiredAt);
  const first = new Date(Math.min(...ends.map((end) => end.getTime())));
  return first <= now ? first : null;
}

function isPending(session: PastSession, now: Date): boolean {
  return !session.paid && leftAt({ ...session, answered: false }, now) === null;
}

/** Until when five declines within ten minutes of the last day hold; null when there were none such. */
function burstUntil(declines: readonly Date[], now: Date): Date | null {
  const times = declines.map((at) => at.getTime()).sort((one, other) => other - one);
  for (const [i, last] of times.entries()) {
    const first = times[i + DECLINES_MAX - 1];
    if (first === undefined) return null;
    if (last - first >= SHORT_MS) continue;
    const until = new Date(last + DAY_MS);
    return until > now ? until : null;
  }
  return null;
}

/** Until when right answers of a network do not help: somebody gives them for a machine that tries cards. */
function answersUntil({ sessions, paidAnswered }: GivingPast, now: Date): Date | null {
  const answered = sessions.filter((session) => session.answered);
  const times = answered
    .flatMap(({ declines }) => declines)
    .map((at) => at.getTime())
    .filter((at) => at > now.getTime() - DAY_MS);
  const paid = paidAnswered + answered.filter((session) => session.paid).length;
  if (times.length < ANSWERED_DECLINES_MAX || paid * ANSWERED_PAID_SHARE >= times.length) return null;
  const until = new Date(Math.max(...times) + SHORT_MS);
  return until > now ? until : null;
}

function within(at: Date, window: number, now: Date): boolean {
  return at.getTime() > now.getTime() - window;
}

/** Declines among this many attempts within ten minutes raise the alarm when they are more than half. */
export const ALARM_ATTEMPTS_MIN = 50;
/** How long the alarm stays after its reason was last seen: or each pause would let another fifty cards through. */
export const ALARM_MS = 60 * MINUTE_MS;

/** Whether the house is under attack: more than half of at least fifty attempts of ten minutes were declined. */
export function isAttack({ declines, attempts }: { declines: number; attempts: number }): boolean {
  return attempts >= ALARM_ATTEMPTS_MIN && declines * 2 > attempts;
}

/** The network whose visitors share their limits: the /24 of an IPv4 address, the /64 of an IPv6 one. */
export function networkOf(address: string): string {
  const source = sourceOf(address);
  const ipv4 = /^(\d+\.\d+\.\d+)\.\d+$/.exec(source);
  return ipv4 ? `${ipv4[1]}.0/24` : source;
}
