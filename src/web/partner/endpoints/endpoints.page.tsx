import type { VNode } from 'preact';
import { withPrefix } from '../../../kernel/ids.js';
import { EVENT_KINDS } from '../../../partner-feed/partner-events.queries.js';
import type { EndpointStanding, WebhookEndpoint } from '../../../partner-feed/webhook-endpoints.queries.js';
import { Button, ButtonLink } from '../../ui/buttons.js';
import { FormProblems, RadioField, TextField } from '../../ui/fields.js';
import { readableCount, Time } from '../../ui/format.js';
import { Badge, Notice } from '../../ui/notices.js';
import { Table } from '../../ui/tables.js';
import type { PartnerDesk } from '../access/partner-desk.js';
import { Copied } from '../copied.js';
import { partnerPage } from '../frame.js';
import { words } from '../partner.words.js';
import { type Problems, problemIn } from '../partner-forms.js';

/** The kinds that one may ask for: a ping reaches every endpoint that is pinged. */
export const WANTABLE: readonly string[] = EVENT_KINDS.filter((kind) => kind !== 'test.ping');

/** An endpoint as it was typed. */
export interface TypedEndpoint {
  readonly url: string;
  readonly mode: 'live' | 'test';
  readonly kinds: readonly string[];
}

/** Whether events go to an endpoint, in a word. */
export function EndpointState({ desk, endpoint }: { desk: PartnerDesk; endpoint: WebhookEndpoint }): VNode {
  const { locale } = desk;
  if (endpoint.state === 'disabled') return <Badge tone="bad">{words(locale, 'endpoints.off')}</Badge>;
  if (endpoint.attempts > 0) return <Badge tone="warn">{words(locale, 'endpoints.failing')}</Badge>;
  return <Badge tone="good">{words(locale, 'endpoints.on')}</Badge>;
}

/** One box for each kind of event. */
export function Kinds(props: {
  desk: PartnerDesk;
  chosen: readonly string[];
  problem?: string | undefined;
}): VNode {
  const { desk, chosen, problem } = props;
  return (
    <fieldset id="kinds" aria-describedby={problem && 'kinds-problem'}>
      <legend>{words(desk.locale, 'endpoints.kinds')}</legend>
      {problem && (
        <span class="problem" id="kinds-problem">
          {problem}
        </span>
      )}
      {WANTABLE.map((kind) => (
        <label class="choice" key={kind}>
          <input type="checkbox" name="kinds" value={kind} checked={chosen.includes(kind)} />
          <span>
            <code>{kind}</code>
          </span>
        </label>
      ))}
    </fieldset>
  );
}

function NewEndpoint({
  desk,
  given,
  problems,
}: {
  desk: PartnerDesk;
  given: TypedEndpoint;
  problems: Problems;
}): VNode {
  const { locale } = desk;
  return (
    <form method="post" action="/partner/endpoints" class="panel">
      <h2>{words(locale, 'endpoints.create')}</h2>
      <TextField
        name="url"
        type="url"
        label={words(locale, 'endpoints.url')}
        hint={words(locale, 'endpoints.urlHint')}
        value={given.url}
        problem={problemIn(problems, 'url')}
        maxlength={500}
        autocomplete="off"
      />
      <RadioField
        name="mode"
        label={words(locale, 'endpoints.mode')}
        value={given.mode}
        options={[
          { value: 'live', label: words(locale, 'endpoints.live') },
          { value: 'test', label: words(locale, 'endpoints.test') },
        ]}
      />
      <Kinds desk={desk} chosen={given.kinds} problem={problemIn(problems, 'kinds')} />
      <Button>{words(locale, 'endpoints.submit')}</Button>
    </form>
  );
}

/** The endpoints there are, and a form for a new one. */
export function endpointsPage(
  desk: PartnerDesk,
  props: { rows: readonly EndpointStanding[]; given: TypedEndpoint; problems: Problems; done: unknown },
): VNode {
  const { locale } = desk;
  const title = words(locale, 'nav.endpoints');
  return partnerPage({
    ...{ desk, title, current: 'endpoints', done: props.done },
    children: (
      <>
        <h1>{title}</h1>
        <p class="soft">{words(locale, 'endpoints.lead')}</p>
        <FormProblems title={words(locale, 'channels.refused')} problems={props.problems} />
        <Table
          caption={title}
          hideCaption
          columns={[
            { head: words(locale, 'endpoints.url') },
            { head: words(locale, 'figures.state') },
            { head: words(locale, 'endpoints.waiting'), number: true },
            { head: words(locale, 'endpoints.last') },
          ]}
          rows={props.rows.map((row) => [
            <>
              <a href={`/partner/endpoints/${withPrefix('whk', row.id)}`}>{row.url}</a>{' '}
              {!row.livemode && <Badge tone="warn">{words(locale, 'figures.testMode')}</Badge>}
            </>,
            <EndpointState desk={desk} endpoint={row} />,
            readableCount(row.waiting, locale),
            row.lastDeliveredAt ? <Time at={row.lastDeliveredAt} locale={locale} /> : '—',
          ])}
          empty={words(locale, 'endpoints.none')}
        />
        {desk.person.role === 'owner' && (
          <NewEndpoint desk={desk} given={props.given} problems={props.problems} />
        )}
      </>
    ),
  });
}

/** A new secret, shown this once. */
export function secretPage(desk: PartnerDesk, { id, secret }: { id: string; secret: string }): VNode {
  const { locale } = desk;
  const title = words(locale, 'endpoints.secret');
  return partnerPage({
    ...{ desk, title, current: 'endpoints', scripts: ['copy.js'], styles: ['partner.css'] },
    children: (
      <>
        <h1>{title}</h1>
        <Notice tone="warn" live>
          <p>{words(locale, 'endpoints.secretOnce')}</p>
        </Notice>
        <Copied locale={locale} id="secret" label={title} text={secret} />
        <ButtonLink href={`/partner/endpoints/${withPrefix('whk', id)}`} second>
          {words(locale, 'endpoints.onward')}
        </ButtonLink>
      </>
    ),
  });
}
