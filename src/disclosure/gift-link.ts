import type { Locale } from '../platform/i18n/locale.js';

/** What a mailed link says of itself. */
export interface GiftLink {
  readonly mail: string;
  /** Milliseconds since 1970. */
  readonly until: number;
}

const HOUR_MS = 3_600_000;
export const LINK_HOURS = 1;

/** The contents of a new link. */
export function newLink(mail: string, now: Date): string {
  return JSON.stringify({ m: mail, u: now.getTime() + LINK_HOURS * HOUR_MS });
}

/** What stands in a link; null when it has expired. @param text as `newLink` made it. */
export function readLink(text: string, now: Date): GiftLink | null {
  const { m, u } = JSON.parse(text) as { readonly m: string; readonly u: number };
  return now.getTime() < u ? { mail: m, until: u } : null;
}

/** The mail that brings the link. */
export function linkLetter(locale: Locale, url: string): { subject: string; text: string } {
  return locale === 'en'
    ? {
        subject: 'Your gifts: a link valid for one hour',
        text: [
          'Somebody, probably you, asked for the list of gifts that were made with this mail address. The link below opens it for one hour:',
          url,
          'Whoever has the link sees the gifts: please pass it on to nobody. If you did not ask for it, ignore this mail; nothing was changed and nobody was told anything.',
        ].join('\n\n'),
      }
    : {
        subject: '查找捐款：链接一小时内有效',
        text: [
          '有人（很可能是您）请求查看用这个邮箱捐赠的记录。下面的链接一小时内有效：',
          url,
          '持有链接的人就能看到这些捐款，请勿转发。如果不是您本人操作，请忽略这封邮件：没有任何改动，也没有向任何人透露信息。',
        ].join('\n\n'),
      };
}
