import type { VNode } from 'preact';
import { type Money, readableMoney } from '../../kernel/money.js';
import type { Locale } from '../../platform/i18n/locale.js';
import { readableTime, Time } from '../ui/format.js';
import { words } from './donor.words.js';

/** A file that shows what was done with the money. */
export interface EvidenceView {
  readonly title: string;
  readonly href: string;
}

/** A part of the gift and where it went. */
export interface SpentPartView {
  readonly amount: Money;
  /** What it was for. */
  readonly what: string;
  /** Where, and for how many; null when nothing is said. */
  readonly where: string | null;
  readonly at: Date;
  /** Projects whose funds it was moved to first. */
  readonly through: string | null;
  readonly evidence: readonly EvidenceView[];
}

/** What a gift was spent on, true at a ledger number. */
export interface SpentView {
  readonly net: Money;
  readonly spent: Money;
  readonly unspent: Money;
  readonly parts: readonly SpentPartView[];
  readonly more: number;
  readonly ledgerSeq: string;
  readonly asOf: Date | null;
}

function Part({ part, zone, locale }: { part: SpentPartView; zone: string; locale: Locale }): VNode {
  return (
    <li>
      {readableMoney(part.amount, locale)} · {part.what}
      {part.where && <> · {part.where}</>} · <Time at={part.at} locale={locale} zone={zone} />
      {part.through && (
        <>
          <br />
          <span class="soft small">{words(locale, 'life.through', { projects: part.through })}</span>
        </>
      )}
      {part.evidence.map(({ title, href }) => (
        <span key={href}>
          <br />
          <a href={href}>{words(locale, 'life.evidence', { title })}</a>
        </span>
      ))}
    </li>
  );
}

/** What a gift was spent on, part by part, and what of it waits. */
export function SpentOn(props: { spent: SpentView; slug: string; zone: string; locale: Locale }): VNode {
  const { spent, zone, locale } = props;
  const { parts, more, asOf } = spent;
  const sums = {
    spent: readableMoney(spent.spent, locale),
    unspent: readableMoney(spent.unspent, locale),
  };
  return (
    <>
      <p>
        {spent.net.amount === 0n
          ? words(locale, 'life.spent.gone')
          : words(locale, parts.length === 0 ? 'life.spent.nothing' : 'life.spent.sums', sums)}
      </p>
      {parts.length > 0 && (
        <ul>
          {parts.map((part, index) => (
            <Part key={index} part={part} zone={zone} locale={locale} />
          ))}
          {more > 0 && <li>{words(locale, 'life.more', { n: String(more) })}</li>}
        </ul>
      )}
      {spent.net.amount > 0n && (
        <p class="soft small">
          {words(locale, 'life.order')}{' '}
          {asOf &&
            words(locale, 'life.asOf', { seq: spent.ledgerSeq, time: readableTime(asOf, locale, zone) })}
        </p>
      )}
    </>
  );
}
