import type { VNode } from 'preact';
import { withPrefix } from '../../../kernel/ids.js';
import { readableMoney } from '../../../kernel/money.js';
import { envelopeOf, type PartnerEvent } from '../../../partner-feed/partner-events.queries.js';
import type { Channel } from '../../../partners/channel.entity.js';
import type { TestGift } from '../../../partners/test-gift.entity.js';
import type { Project } from '../../../projects/project.entity.js';
import { Actions, Button, ButtonLink } from '../../ui/buttons.js';
import { FormProblems, SelectField, TextField } from '../../ui/fields.js';
import { Time } from '../../ui/format.js';
import { Badge, Notice } from '../../ui/notices.js';
import { Table } from '../../ui/tables.js';
import type { PartnerDesk } from '../access/partner-desk.js';
import { partnerPage } from '../frame.js';
import { words } from '../partner.words.js';
import { type Problems, problemIn } from '../partner-forms.js';
import { nameIn } from '../partner-work.service.js';

/** A test gift as it was typed: channel code, project slug, amount in major units. */
export interface TypedTestGift {
  readonly channel: string;
  readonly project: string;
  readonly amount: string;
}

interface TestProps {
  readonly channels: readonly Channel[];
  readonly projects: readonly Project[];
  readonly rows: readonly TestGift[];
  readonly given: TypedTestGift;
  readonly problems: Problems;
  readonly done: unknown;
  /** The newest test events, last first. */
  readonly events: readonly PartnerEvent[];
}

function GiveForm({ desk, props }: { desk: PartnerDesk; props: TestProps }): VNode {
  const { locale } = desk;
  const { channels, projects, given, problems } = props;
  return (
    <form method="post" action="/partner/test/gifts" class="panel">
      <h2>{words(locale, 'test.give')}</h2>
      <SelectField
        name="channel"
        label={words(locale, 'figures.channel')}
        value={given.channel}
        problem={problemIn(problems, 'channel')}
        options={channels.map((channel) => ({
          value: channel.code,
          label: `${nameIn(locale, channel)} · ${channel.code}`,
        }))}
      />
      <SelectField
        name="project"
        label={words(locale, 'figures.project')}
        value={given.project}
        problem={problemIn(problems, 'project')}
        options={projects.map((project) => ({ value: project.slug, label: nameIn(locale, project) }))}
      />
      <TextField
        name="amount"
        label={words(locale, 'test.amount')}
        value={given.amount}
        problem={problemIn(problems, 'amount')}
        inputmode="decimal"
        autocomplete="off"
      />
      <Button>{words(locale, 'test.give')}</Button>
    </form>
  );
}

function RefundForm({ desk, row }: { desk: PartnerDesk; row: TestGift }): VNode {
  if (row.refundedAt) return <Badge>{words(desk.locale, 'test.refunded')}</Badge>;
  return (
    <form method="post" action={`/partner/test/gifts/${withPrefix('tgf', row.id)}/refund`}>
      <Button second size="small">
        {words(desk.locale, 'test.refund')}
      </Button>
    </form>
  );
}

function Given({ desk, props }: { desk: PartnerDesk; props: TestProps }): VNode {
  const { locale } = desk;
  const channels = new Map(props.channels.map((channel) => [channel.id, channel.code]));
  const projects = new Map(props.projects.map((project) => [project.id, nameIn(locale, project)]));
  return (
    <Table
      caption={words(locale, 'test.given')}
      columns={[
        { head: words(locale, 'test.at') },
        { head: words(locale, 'figures.code') },
        { head: words(locale, 'figures.project') },
        { head: words(locale, 'test.amountHead'), number: true },
        { head: <span class="visually-hidden">{words(locale, 'test.action')}</span> },
      ]}
      rows={props.rows.map((row) => [
        <Time at={row.givenAt} locale={locale} />,
        <code>{channels.get(row.channelId)}</code>,
        projects.get(row.projectId) ?? words(locale, 'figures.otherProject'),
        readableMoney(row, locale),
        <RefundForm desk={desk} row={row} />,
      ])}
      empty={words(locale, 'test.none')}
    />
  );
}

function Events({ desk, events }: { desk: PartnerDesk; events: readonly PartnerEvent[] }): VNode {
  const { locale } = desk;
  return (
    <Table
      caption={words(locale, 'test.events')}
      columns={[
        { head: words(locale, 'test.number'), number: true },
        { head: words(locale, 'test.at') },
        { head: words(locale, 'test.event') },
      ]}
      rows={events.map((event) => [
        String(event.seq),
        <Time at={event.createdAt} locale={locale} />,
        <details>
          <summary>
            <code>{event.kind}</code>
          </summary>
          <pre>{JSON.stringify(envelopeOf(event), null, 2)}</pre>
        </details>,
      ])}
      empty={words(locale, 'test.noEvents')}
    />
  );
}

/** The test mode: a form for test gifts, those that were given, and what comes of them. */
export function testPage(desk: PartnerDesk, props: TestProps): VNode {
  const { locale } = desk;
  const title = words(locale, 'nav.test');
  const ready = props.channels.length > 0 && props.projects.length > 0;
  return partnerPage({
    ...{ desk, title, current: 'test', done: props.done },
    children: (
      <>
        <h1>{title}</h1>
        <p class="soft">{words(locale, 'test.lead')}</p>
        <FormProblems title={words(locale, 'channels.refused')} problems={props.problems} />
        {ready ? (
          <GiveForm desk={desk} props={props} />
        ) : (
          <Notice>
            <p>
              {words(locale, 'test.notReady')} <a href="/partner/channels">{words(locale, 'nav.channels')}</a>
            </p>
          </Notice>
        )}
        <Actions>
          <ButtonLink href="/partner/figures?mode=test" second>
            {words(locale, 'figures.testTitle')}
          </ButtonLink>
          <ButtonLink href="/partner/keys" second>
            {words(locale, 'test.keys')}
          </ButtonLink>
        </Actions>
        <Given desk={desk} props={props} />
        <Events desk={desk} events={props.events} />
        {props.rows.length > 0 && (
          <form method="post" action="/partner/test/clearing">
            <Button second size="small">
              {words(locale, 'test.clear')}
            </Button>
          </form>
        )}
      </>
    ),
  });
}
