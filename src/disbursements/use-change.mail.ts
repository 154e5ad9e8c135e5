import { createCatalogue } from '../platform/i18n/catalogue.js';
import type { Locale } from '../platform/i18n/locale.js';
import type { UseChange } from './use-change.entity.js';

const words = createCatalogue({
  zh: {
    subject: '您捐赠的“{project}”变更了善款用途',
    text: '您好，\n\n您曾向“{project}”捐赠。该项目善款的用途已经变更，并在使用之前向民政部门备案：\n\n变更后的用途：{use}\n变更原因：{reason}\n备案记录编号：{number}（{day}）\n\n变更前后的用途、支出和凭证都公布在项目页：\n{link}\n\n如果您有疑问或不同意，请直接回复{organization}，投诉电话 {phone}。',
  },
  en: {
    subject: 'The use of the money for “{project}” has changed',
    text: 'Hello,\n\nyou gave to “{project}”. What its money is used for has been changed, and the change was filed with the civil-affairs office before any of it was used:\n\nIts use now: {use}\nWhy: {reason}\nFiling record: {number} ({day})\n\nThe use before and after, all spending and its papers stand on the project’s page:\n{link}\n\nIf you have a question or do not agree, please tell {organization}; complaints: {phone}.',
  },
});

/** What the mail about a change says. */
export function useChangeMail(
  locale: Locale,
  change: Pick<UseChange, 'textZh' | 'textEn' | 'reasonZh' | 'reasonEn' | 'filingRecordNo' | 'filedOn'>,
  {
    project,
    organization,
    phone,
    link,
  }: {
    readonly project: string;
    readonly organization: string;
    readonly phone: string;
    readonly link: string;
  },
): { subject: string; text: string } {
  const isEnglish = locale === 'en';
  const use = isEnglish ? change.textEn : change.textZh;
  const reason = isEnglish ? change.reasonEn : change.reasonZh;
  const said = { project, organization, phone, link, use, reason };
  const filed = { number: change.filingRecordNo, day: change.filedOn ?? '' };
  return {
    subject: words(locale, 'subject', { project }),
    text: words(locale, 'text', { ...said, ...filed }),
  };
}
