import type { VNode } from 'preact';
import type { DaySheet } from '../../../reconciliation/day-sheets.service.js';
import { Actions, ButtonLink } from '../../ui/buttons.js';
import { readableCount, readableDay, Time } from '../../ui/format.js';
import { Badge } from '../../ui/notices.js';
import { Table } from '../../ui/tables.js';
import type { Desk } from '../access/visit.js';
import { wordFor, words } from '../console.words.js';
import { at, DeskPage, nameOf } from '../layout.js';
import { Controls } from './controls.view.js';
import { Equations } from './equation.view.js';
import { wayOf } from './gift-way.js';
import { money } from './money.js';
import { SealNote, type SealShown } from './seal-note.view.js';

/** Who asked for the closing and who agreed, with the moments. */
export interface SheetSigners {
  readonly prepared: string | null;
  readonly approved: readonly string[];
}

export interface SheetProps {
  readonly day: string;
  readonly now: Date;
  readonly sheet: DaySheet;
  /** The signature of the revision that is shown; null for a draft. */
  readonly seal: SealShown | null;
  readonly signers: SheetSigners;
  /** All revisions, newest first. */
  readonly revisions: readonly number[];
}

function Totals({ desk, sheet }: { desk: Desk; sheet: DaySheet }): VNode {
  const { locale } = desk;
  return (
    <>
      <h2>{words(locale, 'day.sheet.totals')}</h2>
      <Table
        caption={words(locale, 'day.sheet.totals')}
        hideCaption
        columns={[
          { head: words(locale, 'day.project') },
          { head: words(locale, 'day.way') },
          { head: words(locale, 'day.count'), number: true },
          { head: words(locale, 'day.gross'), number: true },
          { head: words(locale, 'day.sheet.refunds'), number: true },
          { head: words(locale, 'day.fee'), number: true },
          { head: words(locale, 'day.net'), number: true },
        ]}
        rows={sheet.totals.map((row) => {
          const [gross, refunds] = [BigInt(row.gross), BigInt(row.refunds)];
          const fee = row.fee === null ? null : BigInt(row.fee);
          const show = (amount: bigint) => money(amount, row.currency, locale);
          return [
            (locale === 'en' ? row.nameEn : row.nameZh) ?? words(locale, 'day.noProject'),
            wayOf({ way: row.way, account: row.way === 'platform' ? row.account : null }, locale),
            readableCount(row.gifts, locale),
            show(gross),
            show(-refunds),
            fee === null ? words(locale, 'day.feeUnknown') : show(fee),
            fee === null ? words(locale, 'none') : show(gross - refunds - fee),
          ];
        })}
        empty={words(locale, 'day.nothing')}
      />
    </>
  );
}

function Discrepancies({ desk, sheet }: { desk: Desk; sheet: DaySheet }): VNode {
  const { locale } = desk;
  const show = (amount: string | null, currency: string) =>
    amount === null ? words(locale, 'none') : money(BigInt(amount), currency, locale);
  return (
    <>
      <h2>{words(locale, 'day.sheet.discrepancies')}</h2>
      <Table
        caption={words(locale, 'day.sheet.discrepancies')}
        hideCaption
        columns={[
          { head: words(locale, 'day.sheet.code') },
          { head: words(locale, 'day.sheet.account') },
          { head: words(locale, 'day.sheet.ours'), number: true },
          { head: words(locale, 'day.sheet.theirs'), number: true },
          { head: words(locale, 'day.sheet.outcome') },
        ]}
        rows={sheet.discrepancies.map((each) => [
          wordFor(locale, 'caseKind', each.code),
          each.account,
          show(each.ours, each.currency),
          show(each.theirs, each.currency),
          [wordFor(locale, 'daySheetOutcome', each.outcome), each.reason, each.by]
            .filter(Boolean)
            .join(' · '),
        ])}
        empty={words(locale, 'day.sheet.noDiscrepancies')}
      />
    </>
  );
}

function Signatures({ desk, signers }: { desk: Desk; signers: SheetSigners }): VNode {
  const { locale } = desk;
  return (
    <p class="signatures sheet-signatures">
      <span>
        {words(locale, 'day.prepared')} {signers.prepared}
      </span>
      <span>{words(locale, 'day.checked')}</span>
      <span>
        {words(locale, 'day.approved')} {signers.approved.join('、')}
      </span>
    </p>
  );
}

/** The day sheet (日结单) for the binder: A4, its head on every page, lines to sign on. */
export function sheetPage(desk: Desk, props: SheetProps): VNode {
  const { locale, organization } = desk;
  const { day, seal, sheet } = props;
  const title = `${words(locale, 'day.sheet')} · ${readableDay(day, locale)}`;
  const revision = seal
    ? words(locale, 'day.sheet.revision', { n: seal.revision })
    : words(locale, 'day.sheet.draft');
  return (
    <DeskPage desk={desk} title={title} current="days">
      <p class="crumbs">
        <a href={at(desk, `/days/${day}`)}>{readableDay(day, locale)}</a>
      </p>
      <div class="no-print">
        <p class="soft">{words(locale, 'day.sheet.howTo')}</p>
        <Actions>
          {props.revisions.map((n) => (
            <ButtonLink key={n} second href={at(desk, `/days/${day}/sheet?revision=${n}`)}>
              {words(locale, 'day.sheet.revision', { n })}
            </ButtonLink>
          ))}
        </Actions>
      </div>
      <table class="sheet" role="presentation">
        <thead class="print-only-head" aria-hidden="true">
          <tr>
            <td>
              <div class="sheet-head">
                <span>{nameOf(organization, locale)}</span>
                <span>{`${words(locale, 'day.sheet')} ${day} · ${revision}`}</span>
                {seal && <code>{seal.root.slice(0, 16)}</code>}
              </div>
            </td>
          </tr>
        </thead>
        <tbody>
          <tr>
            <td>
              <h1>
                {title} <Badge tone={seal ? 'good' : 'warn'}>{revision}</Badge>
              </h1>
              <p class="soft">
                {nameOf(organization, locale)} · {words(locale, 'day.zone', { zone: organization.timeZone })}{' '}
                · {words(locale, 'day.sheet.printed')}{' '}
                <Time at={props.now} locale={locale} zone={organization.timeZone} />
              </p>
              <Equations desk={desk} sheet={sheet} />
              <Controls desk={desk} day={day} sheet={sheet} />
              <Totals desk={desk} sheet={sheet} />
              <Discrepancies desk={desk} sheet={sheet} />
              <SealNote desk={desk} seal={seal} />
              <Signatures desk={desk} signers={props.signers} />
            </td>
          </tr>
        </tbody>
      </table>
    </DeskPage>
  );
}
