import type { VNode } from 'preact';
import { withPrefix } from '../../../kernel/ids.js';
import { readableMoney } from '../../../kernel/money.js';
import { sumsBy } from '../../../progress/channel-figures.queries.js';
import { Actions, Button, ButtonLink } from '../../ui/buttons.js';
import { Figures } from '../../ui/facts.js';
import { Hidden, SelectField, TextField } from '../../ui/fields.js';
import { readableCount } from '../../ui/format.js';
import { Notice } from '../../ui/notices.js';
import type { PartnerDesk } from '../access/partner-desk.js';
import { partnerPage } from '../frame.js';
import { words } from '../partner.words.js';
import { nameIn } from '../partner-work.service.js';
import { Chart } from './chart.js';
import { figuresAddress, type PartnerFigures } from './figures-reading.service.js';
import { FiguresState } from './figures-state.js';
import { FiguresTable } from './figures-table.js';
import { daysOf } from './figures-words.js';

function Choice({ desk, figures }: { desk: PartnerDesk; figures: PartnerFigures }): VNode {
  const { locale } = desk;
  const { choice, channels, projects } = figures;
  return (
    <form method="get" action="/partner/figures" class="panel filters">
      <TextField name="from" type="date" label={words(locale, 'figures.from')} value={choice.from} />
      <TextField name="to" type="date" label={words(locale, 'figures.to')} value={choice.to} />
      <SelectField
        name="channel"
        label={words(locale, 'figures.channel')}
        value={choice.channel ? withPrefix('chn', choice.channel.id) : ''}
        options={[
          { value: '', label: words(locale, 'figures.allChannels') },
          ...channels.map((channel) => ({
            value: withPrefix('chn', channel.id),
            label: `${nameIn(locale, channel)} · ${channel.code}`,
          })),
        ]}
      />
      <SelectField
        name="project"
        label={words(locale, 'figures.project')}
        value={choice.project?.slug ?? ''}
        options={[
          { value: '', label: words(locale, 'figures.allProjects') },
          ...projects.map((project) => ({ value: project.slug, label: nameIn(locale, project) })),
        ]}
      />
      {!choice.livemode && <Hidden name="mode" value="test" />}
      <Button second>{words(locale, 'figures.show')}</Button>
    </form>
  );
}

function Charts({ desk, figures }: { desk: PartnerDesk; figures: PartnerFigures }): VNode {
  const { locale } = desk;
  return (
    <>
      {figures.totals.map(({ currency }) => {
        const lines = figures.lines.filter((line) => line.currency === currency);
        const days = [...sumsBy(lines, ({ from, to }) => `${from} ${to}`)];
        const bars = days.map(([key, { net }]) => ({
          label: daysOf(locale, { from: key.slice(0, 10), to: key.slice(11) }),
          text: readableMoney({ amount: net, currency }, locale),
          value: net,
        }));
        const title = words(locale, 'figures.chart', { currency });
        return (
          <figure key={currency}>
            <Chart title={title} bars={bars} />
            <figcaption class="small soft">{title}</figcaption>
          </figure>
        );
      })}
    </>
  );
}

/** What the channels brought: totals, a chart, and the lines that add up to them. */
export function figuresPage(desk: PartnerDesk, figures: PartnerFigures): VNode {
  const { locale } = desk;
  const { choice, totals } = figures;
  const title = words(locale, choice.livemode ? 'nav.figures' : 'figures.testTitle');
  const isTest = !choice.livemode;
  return partnerPage({
    ...{ desk, title, current: isTest ? 'test' : 'figures', styles: ['partner.css'] },
    children: (
      <>
        <h1>{title}</h1>
        <p class="soft">{words(locale, isTest ? 'figures.testLead' : 'figures.lead')}</p>
        {choice.corrected && (
          <Notice tone="warn" live>
            <p>{words(locale, 'figures.corrected')}</p>
          </Notice>
        )}
        <Choice desk={desk} figures={figures} />
        {totals.map((sums) => (
          <Figures
            key={sums.currency}
            figures={[
              [words(locale, 'figures.net'), readableMoney({ ...sums, amount: sums.net }, locale)],
              [words(locale, 'figures.gross'), readableMoney({ ...sums, amount: sums.gross }, locale)],
              [words(locale, 'figures.refunded'), readableMoney({ ...sums, amount: sums.refunded }, locale)],
              [words(locale, 'figures.gifts'), readableCount(sums.gifts, locale)],
            ]}
          />
        ))}
        <FiguresState desk={desk} figures={figures} />
        <Charts desk={desk} figures={figures} />
        <FiguresTable desk={desk} figures={figures} />
        <p class="small soft">{words(locale, 'figures.rule')}</p>
        <Actions>
          <ButtonLink href={figuresAddress('/partner/figures.csv', choice)} second>
            {words(locale, 'figures.csv')}
          </ButtonLink>
          {!isTest && (
            <ButtonLink href={`/partner/statement?month=${choice.to.slice(0, 7)}`} second>
              {words(locale, 'figures.statement')}
            </ButtonLink>
          )}
        </Actions>
      </>
    ),
  });
}
