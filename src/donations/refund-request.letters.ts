import type { Locale } from '../platform/i18n/locale.js';

/** What the letters about a request name. */
export interface RequestLetterFacts {
  readonly organization: string;
  readonly project: string;
  readonly amount: string;
  /** Where the address finds its gifts: no key of a gift stands in a letter that is kept. */
  readonly url: string;
  readonly dueOn: string;
  /** What was said about a decision. */
  readonly answer: string;
}

export type RequestLetter = 'asked' | 'granted' | 'declined';

const ZH: Readonly<Record<RequestLetter, readonly [subject: string, text: string]>> = {
  asked: [
    '已收到您的退款申请',
    '{organization}已收到您对“{project}”捐款 {amount} 的退款申请，将在 {dueOn} 前答复。凭此邮箱可查看进展：',
  ],
  granted: [
    '您的退款申请已受理同意',
    '{organization}同意退还您对“{project}”捐款中的 {amount}，经第二人复核后原路退回。{answer}凭此邮箱可查看进展：',
  ],
  declined: [
    '您的退款申请未获同意',
    '{organization}未同意您对“{project}”捐款 {amount} 的退款申请。理由：{answer} 凭此邮箱可查看捐款页面：',
  ],
};
const EN: typeof ZH = {
  asked: [
    'We have your request for a refund',
    '{organization} has your request to have your gift of {amount} to “{project}” back, and will answer by {dueOn}. How far it is stands on the gift’s own page, which this address finds here:',
  ],
  granted: [
    'Your request for a refund is granted',
    '{organization} agrees to give back {amount} of your gift to “{project}”. A second person must allow it; then it goes back the way it came. {answer} How far it is stands on the gift’s own page, which this address finds here:',
  ],
  declined: [
    'Your request for a refund is declined',
    '{organization} does not agree to give back your gift of {amount} to “{project}”. The reason: {answer} This address finds the gift’s own page here:',
  ],
};

/** A letter to the donor about their request. */
export function requestLetter(
  letter: RequestLetter,
  locale: Locale,
  facts: RequestLetterFacts,
): { subject: string; text: string } {
  const [subject, text] = (locale === 'en' ? EN : ZH)[letter];
  const said = facts.answer === '' || locale === 'en' ? facts.answer : `${facts.answer} `;
  const values: Readonly<Record<string, string>> = { ...facts, answer: said };
  const filled = text.replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? '');
  return { subject, text: `${filled.replace(/ {2,}/g, ' ')}\n\n${facts.url}\n` };
}
