import type { VNode } from 'preact';
import { sumsBy } from '../../../progress/channel-figures.queries.js';
import { Actions, ButtonLink } from '../../ui/buttons.js';
import { Facts } from '../../ui/facts.js';
import { readableCount, readableDay, Time } from '../../ui/format.js';
import { Notice } from '../../ui/notices.js';
import { Table } from '../../ui/tables.js';
import type { PartnerDesk } from '../access/partner-desk.js';
import { partnerPage } from '../frame.js';
import { words } from '../partner.words.js';
import { nameIn } from '../partner-work.service.js';
import { type FiguresLine, figuresAddress, type PartnerFigures } from './figures-reading.service.js';
import { FiguresTable } from './figures-table.js';
import { moneyCells, projectOf } from './figures-words.js';

type Society = PartnerFigures['societies'][number];

/** Sums of one society's lines by channel or by project, with the whole below. */
function Sums(props: {
  desk: PartnerDesk;
  caption: string;
  head: string;
  lines: readonly FiguresLine[];
  nameOf: (line: FiguresLine) => string;
}): VNode {
  const { desk, caption, head, lines, nameOf } = props;
  const { locale } = desk;
  const whole = [...sumsBy(lines, (line) => line.currency).values()];
  const number = (key: 'gross' | 'refunded' | 'net' | 'gifts') => ({
    head: words(locale, `figures.${key}`),
    number: true,
  });
  const first = whole[0];
  return (
    <Table
      caption={caption}
      columns={[{ head }, number('gross'), number('refunded'), number('net'), number('gifts')]}
      rows={[...sumsBy(lines, (line) => `${nameOf(line)}\n${line.currency}`)].map(([key, sums]) => [
        key.split('\n')[0],
        ...moneyCells(locale, sums),
        readableCount(sums.gifts, locale),
      ])}
      {...(whole.length === 1 && first
        ? {
            foot: [
              words(locale, 'figures.total'),
              ...moneyCells(locale, first),
              readableCount(first.gifts, locale),
            ],
          }
        : {})}
      empty={words(locale, 'figures.none')}
    />
  );
}

function SocietyPart(props: { desk: PartnerDesk; society: Society; figures: PartnerFigures }): VNode {
  const { desk, society, figures } = props;
  const { locale } = desk;
  const lines = figures.lines.filter((line) => line.organizationId === society.organizationId);
  const { organization, final, asOf, ledgerSeq } = society;
  return (
    <section>
      <h2>{nameIn(locale, organization)}</h2>
      {!final && (
        <Notice tone="warn" title={words(locale, 'statements.provisional')}>
          <p>{words(locale, 'statements.provisionalMeans')}</p>
        </Notice>
      )}
      <Facts
        facts={[
          [words(locale, 'figures.state'), words(locale, final ? 'statements.final' : 'figures.provisional')],
          [
            words(locale, 'figures.asOf'),
            asOf && <Time at={asOf} locale={locale} zone={organization.timeZone} />,
          ],
          [words(locale, 'statements.seq'), asOf && `№ ${ledgerSeq}`],
        ]}
      />
      <Sums
        {...{ desk, lines }}
        caption={words(locale, 'statements.byChannel')}
        head={words(locale, 'figures.channel')}
        nameOf={({ channel }) => `${nameIn(locale, channel)} · ${channel.code}`}
      />
      <Sums
        {...{ desk, lines }}
        caption={words(locale, 'statements.byProject')}
        head={words(locale, 'figures.project')}
        nameOf={(line) => projectOf(locale, figures.projects, line)}
      />
      <FiguresTable desk={desk} figures={{ ...figures, lines }} />
    </section>
  );
}

/** A month's statement: one part for each society, provisional until the society has closed every day of the month. */
export function statementPage(
  desk: PartnerDesk,
  props: { month: string; figures: PartnerFigures; now: Date },
): VNode {
  const { locale } = desk;
  const { month, figures, now } = props;
  const { from, to } = figures.choice;
  const title = words(locale, 'statements.of', { month });
  return partnerPage({
    ...{ desk, title, current: 'figures', styles: ['partner.css'] },
    children: (
      <article class="sheet">
        <p class="crumbs">
          <a href="/partner/statements">{words(locale, 'statements.title')}</a>
        </p>
        <h1>{title}</h1>
        <Facts
          facts={[
            [words(locale, 'statements.partner'), desk.partnerName],
            [words(locale, 'statements.period'), `${readableDay(from, locale)} – ${readableDay(to, locale)}`],
            [words(locale, 'statements.made'), <Time at={now} locale={locale} />],
          ]}
        />
        {figures.societies.map((society) => (
          <SocietyPart key={society.organizationId} {...{ desk, society, figures }} />
        ))}
        {figures.societies.length === 0 && <p>{words(locale, 'statements.none')}</p>}
        <p class="small soft">{words(locale, 'statements.rule')}</p>
        <div class="no-print">
          <p class="soft">{words(locale, 'statements.print')}</p>
          <Actions>
            <ButtonLink href={figuresAddress('/partner/figures.csv', figures.choice)} second>
              {words(locale, 'figures.csv')}
            </ButtonLink>
          </Actions>
        </div>
      </article>
    ),
  });
}
