import type { VNode } from 'preact';
import type { UseChange } from '../../../disbursements/use-change.entity.js';
import { costCodesOf, linesOf, purposeKindsOf } from '../../../disbursements/use-changes.queries.js';
import { withPrefix } from '../../../kernel/ids.js';
import type { Locale } from '../../../platform/i18n/locale.js';
import type { Project } from '../../../projects/project.entity.js';
import type { Fact } from '../../ui/facts.js';
import { readableDay } from '../../ui/format.js';
import { Table } from '../../ui/tables.js';
import type { Desk } from '../access/visit.js';
import { wordFor, words } from '../console.words.js';
import { at, nameOf } from '../layout.js';

/** When the money may be asked for, in words. */
export function periodOf({ usesFrom, usesUntil }: UseChange, locale: Locale): string {
  if (!usesFrom && !usesUntil) return words(locale, 'uses.anyTime');
  const day = (on: string | null) => (on ? readableDay(on, locale) : '…');
  return `${day(usesFrom)} – ${day(usesUntil)}`;
}

/** What a filed use says. */
export function termsOf(use: UseChange, locale: Locale): Fact[] {
  const isEnglish = locale === 'en';
  return [
    [words(locale, 'uses.text'), isEnglish ? use.textEn : use.textZh],
    [
      words(locale, 'uses.purposeKinds'),
      purposeKindsOf(use)
        .map((kind) => wordFor(locale, 'purposeKind', kind))
        .join(' · '),
    ],
    [
      words(locale, 'uses.costCodes'),
      costCodesOf(use)
        .map((code) => `${code} ${wordFor(locale, 'account', code)}`)
        .join(' · '),
    ],
    [words(locale, 'uses.areas'), linesOf(isEnglish ? use.areasEn : use.areasZh).join(' · ')],
    [words(locale, 'uses.period'), periodOf(use, locale)],
    [words(locale, 'uses.reason'), (isEnglish ? use.reasonEn : use.reasonZh) || null],
    [words(locale, 'uses.filingRecord'), use.filingRecordNo || null],
    [words(locale, 'uses.filedOn'), use.filedOn && readableDay(use.filedOn, locale)],
  ];
}

/** What was filed for each project, folded away: what a request is measured by. */
export function FiledUses({
  desk,
  projects,
  filed,
}: {
  desk: Desk;
  projects: readonly Project[];
  filed: ReadonlyMap<string, UseChange>;
}): VNode {
  const { locale } = desk;
  return (
    <details class="panel">
      <summary>{words(locale, 'uses.current')}</summary>
      <Table
        caption={words(locale, 'uses.current')}
        hideCaption
        columns={[
          { head: words(locale, 'day.project') },
          { head: words(locale, 'uses.purposeKinds') },
          { head: words(locale, 'uses.costCodes') },
          { head: words(locale, 'uses.areas') },
          { head: words(locale, 'uses.period') },
        ]}
        rows={projects.map((project) => {
          const use = filed.get(project.id);
          const name = nameOf(project, locale);
          if (!use)
            return [
              name,
              <a href={`${at(desk, '/uses/new')}?project=${withPrefix('prj', project.id)}`}>
                {words(locale, 'uses.nothingFiled')}
              </a>,
              '',
              '',
              '',
            ];
          return [
            name,
            purposeKindsOf(use)
              .map((kind) => wordFor(locale, 'purposeKind', kind))
              .join(' · '),
            costCodesOf(use).join(' · '),
            linesOf(use.areasZh).join(' · '),
            periodOf(use, locale),
          ];
        })}
        empty={words(locale, 'disbursements.noProject')}
      />
    </details>
  );
}
