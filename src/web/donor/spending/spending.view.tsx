import type { VNode } from 'preact';
import { readableMoney } from '../../../kernel/money.js';
import type { Locale } from '../../../platform/i18n/locale.js';
import { type Fact, Facts, Figures } from '../../ui/facts.js';
import { readableCount, readableDay, readableTime, Time } from '../../ui/format.js';
import { Badge, Notice } from '../../ui/notices.js';
import { words, wordsOr } from '../donor.words.js';
import type { EvidenceView, FiledUseView, SpendingLineView, SpendingView } from './spending-shape.js';

interface Props {
  readonly spending: SpendingView;
  readonly locale: Locale;
}

/** What was spent and what is left, with the number of the books at which that was true. */
export function Balance({ spending: { balance, zone }, locale }: Props): VNode {
  const money = (amount: bigint) => readableMoney({ amount, currency: balance.currency }, locale);
  const { oldestUnspentSince, asOf, ledgerSeq, moved, reserved } = balance;
  const notes: Fact[] = [
    [words(locale, 'spending.raised'), money(balance.raised)],
    [words(locale, 'spending.moved'), moved === 0n ? null : money(moved)],
    [words(locale, 'spending.reserved'), reserved === 0n ? null : money(reserved)],
    [
      words(locale, 'spending.oldest'),
      oldestUnspentSince && (
        <>
          <Time at={oldestUnspentSince} locale={locale} zone={zone} />{' '}
          <span class="soft">{words(locale, 'spending.oldest.note')}</span>
        </>
      ),
    ],
  ];
  return (
    <>
      <Figures
        figures={[
          [words(locale, 'spending.spent'), money(balance.spent)],
          [words(locale, 'spending.unspent'), money(balance.unspent)],
        ]}
      />
      <Facts facts={notes} />
      <p class="soft small">
        {asOf === null
          ? words(locale, 'spending.noBooks')
          : words(locale, 'progress.asof', {
              time: readableTime(asOf, locale, zone),
              seq: ledgerSeq.toString(),
            })}
      </p>
    </>
  );
}

function Paper({ paper, locale }: { paper: EvidenceView; locale: Locale }): VNode {
  const kilobytes = Math.ceil(paper.size / 1024);
  return (
    <li>
      <a href={paper.href} download>
        {paper.title}
      </a>{' '}
      <span class="soft small">
        {wordsOr(locale, `spending.evidence.${paper.kind}`, 'spending.evidence.other')} · {paper.format} ·{' '}
        {readableCount(kilobytes, locale)} kB
      </span>
    </li>
  );
}

/** Whom it helped, as far as that was counted. */
export function helpedText({ households, persons }: SpendingLineView, locale: Locale): string {
  const parts = [
    households === null
      ? null
      : words(locale, 'spending.households', { n: readableCount(households, locale) }),
    persons === null ? null : words(locale, 'spending.persons', { n: readableCount(persons, locale) }),
  ];
  return parts.filter((each) => each !== null).join(' · ');
}

/** Payments, the newest first, each with what it was for, where, for how many, and its papers. */
export function SpendingLines({
  lines,
  locale,
}: {
  lines: readonly SpendingLineView[];
  locale: Locale;
}): VNode {
  return (
    <ul class="spending">
      {lines.map((line) => {
        const helped = helpedText(line, locale);
        const kind = wordsOr(locale, `spending.kind.${line.kind}`, 'spending.kind.other');
        return (
          <li key={line.id} class="panel">
            <p class="spread">
              <strong class="number">
                {line.returnedOn ? <s>{readableMoney(line, locale)}</s> : readableMoney(line, locale)}
              </strong>
              <time dateTime={line.paidOn}>{readableDay(line.paidOn, locale)}</time>
            </p>
            {line.returnedOn && (
              <p>
                <Badge tone="warn">{words(locale, 'spending.returned')}</Badge>{' '}
                {words(locale, 'spending.returned.text', { day: readableDay(line.returnedOn, locale) })}
              </p>
            )}
            <p>{line.purpose || words(locale, 'spending.noPurpose')}</p>
            <p class="soft small">{[kind, line.area, helped].filter((each) => each !== '').join(' · ')}</p>
            {line.evidence.length > 0 && (
              <ul class="links">
                {line.evidence.map((paper) => (
                  <Paper key={paper.href} paper={paper} locale={locale} />
                ))}
              </ul>
            )}
          </li>
        );
      })}
    </ul>
  );
}

function periodText({ from, until }: FiledUseView, locale: Locale): string | null {
  if (!from && !until) return null;
  return `${from ? readableDay(from, locale) : '…'} – ${until ? readableDay(until, locale) : '…'}`;
}

function UseFacts({ use, locale, zone }: { use: FiledUseView; locale: Locale; zone: string }): VNode {
  const kinds = use.purposeKinds.map((kind) =>
    wordsOr(locale, `spending.purpose.${kind}`, 'spending.kind.other'),
  );
  return (
    <Facts
      facts={[
        [words(locale, 'spending.use.text'), use.text],
        [words(locale, 'spending.use.kinds'), kinds.join(' · ')],
        [words(locale, 'spending.use.areas'), use.areas.join(' · ')],
        [words(locale, 'spending.use.period'), periodText(use, locale)],
        [words(locale, 'spending.use.reason'), use.change?.reason],
        [
          words(locale, 'spending.use.filing'),
          use.change && `${use.change.filingNo} (${readableDay(use.change.filedOn, locale)})`,
        ],
        [words(locale, 'spending.use.since'), <Time at={use.since} locale={locale} zone={zone} />],
      ]}
    />
  );
}

/** That the use was changed, on the project's own page: what it is now and why. */
export function UseChanged({ spending: { uses, slug }, locale }: Props): VNode | null {
  const [use] = uses;
  if (!use?.change) return null;
  return (
    <Notice tone="warn" title={words(locale, 'spending.changed')}>
      <p>
        {words(locale, 'spending.changed.text', {
          day: readableDay(use.change.filedOn, locale),
          number: use.change.filingNo,
          use: use.text,
          reason: use.change.reason,
        })}{' '}
        <a href={`/projects/${slug}/spending#use`}>{words(locale, 'spending.changed.all')}</a>
      </p>
    </Notice>
  );
}

/** What was filed, now and before. */
export function FiledUses({ spending: { uses, zone }, locale }: Props): VNode {
  const [now, ...before] = uses;
  return (
    <section aria-labelledby="use">
      <h2 id="use">{words(locale, 'spending.use')}</h2>
      <p class="soft">{words(locale, 'spending.use.lead')}</p>
      {now ? (
        <div class="panel">
          <UseFacts use={now} locale={locale} zone={zone} />
        </div>
      ) : (
        <p class="soft">{words(locale, 'spending.use.none')}</p>
      )}
      {before.map((use) => (
        <details key={use.number} class="panel">
          <summary>
            {use.number === 1
              ? words(locale, 'spending.use.plan')
              : words(locale, 'spending.use.earlier', { n: use.number - 1 })}
          </summary>
          <UseFacts use={use} locale={locale} zone={zone} />
        </details>
      ))}
    </section>
  );
}

/** A project's spending on its own page: what is left, the latest payments, and where all of them stand. */
export function Spending({ spending, locale }: Props): VNode {
  const { slug, count, lines } = spending;
  return (
    <section class="panel" aria-labelledby="spending">
      <h2 id="spending">{words(locale, 'spending.title')}</h2>
      <UseChanged spending={spending} locale={locale} />
      <Balance spending={spending} locale={locale} />
      {count === 0 ? (
        <p class="soft">{words(locale, 'spending.none')}</p>
      ) : (
        <SpendingLines lines={lines} locale={locale} />
      )}
      <p class="links">
        <a href={`/projects/${slug}/spending`}>
          {words(locale, count === 0 ? 'spending.page' : 'spending.all', { n: readableCount(count, locale) })}
        </a>
      </p>
    </section>
  );
}
