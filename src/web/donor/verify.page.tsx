import type { ComponentChildren, VNode } from 'preact';
import { readableMoney } from '../../kernel/money.js';
import type { Locale } from '../../platform/i18n/locale.js';
import { Button } from '../ui/buttons.js';
import { Facts } from '../ui/facts.js';
import { TextField } from '../ui/fields.js';
import { readableDay } from '../ui/format.js';
import { Notice } from '../ui/notices.js';
import { words } from './donor.words.js';
import { DonorPage } from './frame.js';
import type { Frame, VerifiedReceipt } from './views.js';

export interface VerifyPageProps {
  readonly frame: Frame;
  /** The code as given, or empty when nobody asked yet. */
  readonly code: string;
  readonly receipt: VerifiedReceipt | null;
}

function Answer({ receipt, locale }: { receipt: VerifiedReceipt | null; locale: Locale }): VNode {
  if (!receipt) {
    return (
      <Notice tone="bad" title={words(locale, 'verify.unknown')} live>
        <p>{words(locale, 'verify.unknown.text')}</p>
      </Notice>
    );
  }
  const genuine = receipt.state === 'issued';
  const title = genuine ? 'verify.valid' : receipt.state === 'voided' ? 'verify.voided' : 'verify.replaced';
  return (
    <>
      <Notice tone={genuine ? 'good' : 'warn'} title={words(locale, title)} live>
        {receipt.cause && <p>{words(locale, `receiptCause.${receipt.cause}`)}</p>}
        {receipt.replacement && <p>{replacementOf(receipt.replacement, locale)}</p>}
      </Notice>
      <div class="panel">
        <Facts
          facts={[
            [words(locale, 'verify.no'), <span class="code">{receipt.number}</span>],
            [words(locale, 'verify.gifts'), receipt.gifts > 1 ? String(receipt.gifts) : null],
            [words(locale, 'verify.amount'), readableMoney(receipt.amount, locale)],
            [words(locale, 'verify.project'), receipt.project],
            [words(locale, 'verify.organization'), receipt.organization],
            [words(locale, 'verify.name'), receipt.label],
            [words(locale, 'verify.paid'), readableDay(receipt.paidOn, locale)],
          ]}
        />
        <p class="soft small">{words(locale, 'verify.note')}</p>
      </div>
    </>
  );
}

function replacementOf(
  { number, href }: NonNullable<VerifiedReceipt['replacement']>,
  locale: Locale,
): ComponentChildren {
  const text = words(locale, 'verify.replacement', { no: number });
  return href === null ? text : <a href={href}>{text}</a>;
}

/** Whether a receipt is genuine: anyone who holds it may ask, and learns nothing that it does not show. */
export function VerifyPage({ frame, code, receipt }: VerifyPageProps): VNode {
  const { locale } = frame;
  return (
    <DonorPage
      frame={frame}
      title={words(locale, 'verify.title')}
      description={words(locale, 'verify.lead')}
      path={code === '' ? '/receipts/verify' : undefined}
    >
      <div class="wrap wrap-narrow">
        <h1>{words(locale, 'verify.title')}</h1>
        {code !== '' && <Answer receipt={receipt} locale={locale} />}
        <form method="get" action="/receipts/verify">
          <p class="soft">{words(locale, 'verify.lead')}</p>
          <TextField
            name="code"
            label={words(locale, 'verify.code')}
            value={code}
            required
            autocomplete="off"
            maxlength={100}
          />
          <Button>{words(locale, 'verify.submit')}</Button>
        </form>
      </div>
    </DonorPage>
  );
}
