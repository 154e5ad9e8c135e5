import type { VNode } from 'preact';
import { withPrefix } from '../../../kernel/ids.js';
import type { WebhookDelivery } from '../../../partner-feed/webhook-deliveries.service.js';
import type { WebhookEndpoint } from '../../../partner-feed/webhook-endpoints.queries.js';
import { Actions, Button } from '../../ui/buttons.js';
import { Facts } from '../../ui/facts.js';
import { FormProblems, Hidden, TextField } from '../../ui/fields.js';
import { Time } from '../../ui/format.js';
import { Badge } from '../../ui/notices.js';
import { Table } from '../../ui/tables.js';
import type { PartnerDesk } from '../access/partner-desk.js';
import { partnerPage } from '../frame.js';
import { sentence, words } from '../partner.words.js';
import { type Problems, problemIn } from '../partner-forms.js';
import { EndpointState, Kinds } from './endpoints.page.js';

interface EndpointProps {
  readonly endpoint: WebhookEndpoint;
  readonly log: readonly WebhookDelivery[];
  readonly problems: Problems;
  readonly done: unknown;
}

/** One button that does one thing to the endpoint. */
function Does(props: { to: string; text: string; name?: string; value?: string }): VNode {
  return (
    <form method="post" action={props.to}>
      {props.name && <Hidden name={props.name} value={props.value ?? ''} />}
      <Button second size="small">
        {props.text}
      </Button>
    </form>
  );
}

function Log({ desk, log, at }: { desk: PartnerDesk; log: readonly WebhookDelivery[]; at: string }): VNode {
  const { locale } = desk;
  return (
    <Table
      caption={words(locale, 'endpoints.log')}
      columns={[
        { head: words(locale, 'endpoints.attempted') },
        { head: '№', number: true },
        { head: words(locale, 'test.event') },
        { head: words(locale, 'endpoints.outcome') },
        { head: words(locale, 'endpoints.answer') },
        { head: <span class="visually-hidden">{words(locale, 'test.action')}</span> },
      ]}
      rows={log.map((row) => [
        <Time at={row.attemptedAt} locale={locale} />,
        String(row.seq),
        <>
          <code>{row.kind}</code> <span class="small soft">× {row.attempt}</span>
        </>,
        row.delivered ? (
          <Badge tone="good">{row.status}</Badge>
        ) : (
          <Badge tone="bad">
            {sentence(locale, `endpoints.failure.${row.failure}`) ?? row.failure} {row.status}
          </Badge>
        ),
        <span class="small">{row.answer.slice(0, 120)}</span>,
        <Does
          to={`${at}/replay`}
          name="seq"
          value={String(row.seq)}
          text={words(locale, 'endpoints.resend')}
        />,
      ])}
      empty={words(locale, 'endpoints.noLog')}
    />
  );
}

function Changes({ desk, endpoint, problems, at }: { desk: PartnerDesk; at: string } & EndpointProps): VNode {
  const { locale } = desk;
  const active = endpoint.state === 'active';
  return (
    <>
      <form method="post" action={`${at}/kinds`} class="panel">
        <Kinds desk={desk} chosen={endpoint.kinds} problem={problemIn(problems, 'kinds')} />
        <Button second>{words(locale, 'channels.save')}</Button>
      </form>
      <section class="panel">
        <h2>{words(locale, 'endpoints.secret')}</h2>
        <p>{words(locale, 'endpoints.rotateMeans')}</p>
        <Actions>
          <Does to={`${at}/secret`} text={words(locale, 'endpoints.rotate')} />
          <Does to={`${at}/secret`} name="old" value="now" text={words(locale, 'endpoints.rotateNow')} />
        </Actions>
      </section>
      <Actions>
        <Does
          to={`${at}/state`}
          name="state"
          value={active ? 'disabled' : 'active'}
          text={words(locale, active ? 'endpoints.disable' : 'endpoints.enable')}
        />
        <Does to={`${at}/state`} name="state" value="removed" text={words(locale, 'endpoints.remove')} />
      </Actions>
    </>
  );
}

/** One endpoint: how it stands, what reached it, and what can be done. */
export function endpointPage(desk: PartnerDesk, props: EndpointProps): VNode {
  const { locale } = desk;
  const { endpoint, log, problems, done } = props;
  const at = `/partner/endpoints/${withPrefix('whk', endpoint.id)}`;
  const { disabledBecause, nextAt } = endpoint;
  return partnerPage({
    ...{ desk, title: words(locale, 'endpoints.one'), current: 'endpoints', done },
    children: (
      <>
        <p class="crumbs">
          <a href="/partner/endpoints">{words(locale, 'nav.endpoints')}</a>
        </p>
        <h1>{words(locale, 'endpoints.one')}</h1>
        <FormProblems title={words(locale, 'channels.refused')} problems={problems} />
        <Facts
          facts={[
            [words(locale, 'endpoints.url'), endpoint.url],
            [
              words(locale, 'endpoints.mode'),
              words(locale, endpoint.livemode ? 'endpoints.live' : 'endpoints.test'),
            ],
            [words(locale, 'figures.state'), <EndpointState desk={desk} endpoint={endpoint} />],
            [
              words(locale, 'endpoints.why'),
              disabledBecause && words(locale, `endpoints.because.${disabledBecause}`),
            ],
            [words(locale, 'endpoints.delivered'), `№ ${endpoint.deliveredSeq}`],
            [words(locale, 'endpoints.next'), nextAt && <Time at={nextAt} locale={locale} />],
          ]}
        />
        {endpoint.state === 'active' && <Does to={`${at}/ping`} text={words(locale, 'endpoints.ping')} />}
        <Log desk={desk} log={log} at={at} />
        <form method="post" action={`${at}/replay`} class="panel">
          <h2>{words(locale, 'endpoints.replay')}</h2>
          <p>{words(locale, 'endpoints.replayMeans')}</p>
          <TextField
            name="from"
            label={words(locale, 'endpoints.replayFrom')}
            problem={problemIn(problems, 'from')}
            inputmode="numeric"
            autocomplete="off"
          />
          <Button second>{words(locale, 'endpoints.replay')}</Button>
        </form>
        {desk.person.role === 'owner' && <Changes desk={desk} at={at} {...props} />}
      </>
    ),
  });
}
