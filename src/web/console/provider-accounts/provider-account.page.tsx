import type { VNode } from 'preact';
import type { ApprovalWithVotes } from '../../../platform/approvals/approvals.queries.js';
import type { TypedIntake } from '../../../providers/provider-account-changes.service.js';
import type { AccountLine } from '../../../providers/provider-accounts.queries.js';
import { hasApi } from '../../../providers/provider-accounts.service.js';
import { GRACE_HOURS_MAX, type TypedSecrets } from '../../../providers/provider-secrets.service.js';
import { Button } from '../../ui/buttons.js';
import { Facts } from '../../ui/facts.js';
import { FormProblems, Hidden, TextField } from '../../ui/fields.js';
import { Time } from '../../ui/format.js';
import { Badge, Notice } from '../../ui/notices.js';
import { Table } from '../../ui/tables.js';
import { type Desk, mayAct } from '../access/visit.js';
import { approvalPath } from '../approvals/approvals.page.js';
import { type Key, wordFor, words } from '../console.words.js';
import { at, DeskPage } from '../layout.js';
import type { TrailEvent } from '../trail/trail.queries.js';
import { Trail } from '../trail/trail.view.js';
import { IntakeSection } from './intake-section.view.js';

export type Problems = readonly { readonly field: string; readonly text: string }[];

export const problemIn = (problems: Problems, name: string): string | undefined =>
  problems.find(({ field }) => field === name)?.text;

/** Address of one account's page. */
export const accountPath = (desk: Desk, { account }: AccountLine): string =>
  at(desk, `/provider-accounts/${account.account}`);

/** Whether real money moves. */
export function ModeBadge({ desk, livemode }: { desk: Desk; livemode: boolean }): VNode {
  const mode = livemode ? 'live' : 'test';
  return <Badge tone={livemode ? 'good' : 'plain'}>{wordFor(desk.locale, 'approvalValue.mode', mode)}</Badge>;
}

/** A field for a secret: hidden while it is typed, not kept by the browser, empty after every answer. */
export function SecretField(props: {
  desk: Desk;
  name: 'api_key' | 'webhook_secret';
  hint: Key;
  problems: Problems;
}): VNode {
  const { desk, name, problems } = props;
  return (
    <TextField
      name={name}
      type="password"
      label={wordFor(desk.locale, 'providers.kind', name)}
      hint={words(desk.locale, props.hint)}
      problem={problemIn(problems, name)}
      autocomplete="new-password"
      maxlength={300}
    />
  );
}

export interface ProviderAccountProps {
  readonly line: AccountLine;
  readonly waiting: readonly ApprovalWithVotes[];
  readonly trail: readonly TrailEvent[];
  readonly problems: Problems;
  readonly typed?: TypedSecrets;
  readonly typedIntake?: TypedIntake;
  readonly done?: unknown;
}

/** One account: how it is, how its webhook is set up, and another key for it. */
export function providerAccountPage(desk: Desk, props: ProviderAccountProps): VNode {
  const { locale, organization } = desk;
  const { line, waiting } = props;
  const { account, lastEvent } = line;
  const zone = organization.timeZone;
  return (
    <DeskPage desk={desk} title={account.account} current="provider-accounts" done={props.done}>
      <p class="crumbs">
        <a href={at(desk, '/provider-accounts')}>{words(locale, 'nav.provider-accounts')}</a>
      </p>
      <h1>
        {account.account} <ModeBadge desk={desk} livemode={account.livemode} />
      </h1>
      <FormProblems title={words(locale, 'providers.refused')} problems={props.problems} />
      {waiting.map((approval) => (
        <Notice tone="warn" key={approval.id}>
          <p>
            {words(locale, 'providers.waits')}{' '}
            <a href={approvalPath(desk, approval.id)}>
              {wordFor(locale, 'approvalValue.act', String(approval.payload.act))}
            </a>
          </p>
        </Notice>
      ))}
      <Facts
        facts={[
          [words(locale, 'providers.provider'), wordFor(locale, 'approvalValue.provider', account.provider)],
          [words(locale, 'providers.displayName'), account.displayName],
          [words(locale, 'providers.merchantNo'), account.merchantNo],
          [words(locale, 'providers.currency'), account.currency],
          [
            words(locale, 'providers.lastEvent'),
            lastEvent ? (
              <>
                <Time at={lastEvent.receivedAt} locale={locale} zone={zone} /> · <code>{lastEvent.type}</code>
              </>
            ) : (
              words(locale, 'providers.noEvent')
            ),
          ],
          [words(locale, 'providers.since'), <Time at={account.createdAt} locale={locale} zone={zone} />],
        ]}
      />
      {hasApi(account) ? (
        <ApiSections {...props} desk={desk} />
      ) : (
        <IntakeSection
          desk={desk}
          line={line}
          asking={waiting.length === 0}
          typed={props.typedIntake}
          problems={props.problems}
        />
      )}
      <h2>{words(locale, 'start.trail')}</h2>
      <Trail desk={desk} events={props.trail} />
    </DeskPage>
  );
}

/** How its webhook is set up, its keys, and another key for it. */
function ApiSections(props: ProviderAccountProps & { desk: Desk }): VNode {
  const { desk, line, waiting } = props;
  const { locale } = desk;
  return (
    <>
      <SetUp desk={desk} line={line} />
      <h2>{words(locale, 'providers.keys')}</h2>
      {line.main ? <p>{words(locale, 'providers.mainMeans')}</p> : <Keys desk={desk} line={line} />}
      {!line.main && waiting.length === 0 && mayAct(desk, 'administrator') && (
        <>
          <p class="soft">{words(locale, 'providers.two')}</p>
          <ChangeForm act="webhook_secret" {...props} />
          <ChangeForm act="api_key" {...props} />
        </>
      )}
    </>
  );
}

function SetUp({ desk, line }: { desk: Desk; line: AccountLine }): VNode {
  const { locale } = desk;
  return (
    <details>
      <summary>{words(locale, 'providers.setUp')}</summary>
      <ol>
        <li>
          {words(locale, 'providers.step1')} <code>{line.webhookUrl}</code>
        </li>
        <li>
          {words(locale, 'providers.step2')}{' '}
          <code>payment_intent.* charge.* refund.* checkout.session.* payout.*</code>
        </li>
        <li>{words(locale, line.main ? 'providers.step3Main' : 'providers.step3')}</li>
        <li>{words(locale, 'providers.step4')}</li>
      </ol>
    </details>
  );
}

function Keys({ desk, line }: { desk: Desk; line: AccountLine }): VNode {
  const { locale, organization } = desk;
  const caption = words(locale, 'providers.keys');
  return (
    <Table
      caption={caption}
      hideCaption
      columns={[
        { head: words(locale, 'providers.key') },
        { head: words(locale, 'providers.fingerprint') },
        { head: words(locale, 'providers.added') },
        { head: words(locale, 'day.state') },
      ]}
      rows={line.keys.map(({ kind, fingerprint, addedAt, honouredUntil }) => [
        wordFor(locale, 'providers.kind', kind),
        <code>{fingerprint}</code>,
        <Time at={addedAt} locale={locale} zone={organization.timeZone} />,
        honouredUntil ? (
          <>
            {words(locale, 'providers.until')}{' '}
            <Time at={honouredUntil} locale={locale} zone={organization.timeZone} />
          </>
        ) : (
          <Badge tone="good">{words(locale, 'providers.present')}</Badge>
        ),
      ])}
      empty={words(locale, 'providers.keysMissing')}
    />
  );
}

function ChangeForm(props: ProviderAccountProps & { desk: Desk; act: 'api_key' | 'webhook_secret' }): VNode {
  const { desk, line, act, problems } = props;
  const { locale } = desk;
  const typed = props.typed?.act === act ? props.typed : undefined;
  const reason = `${act}_reason`;
  return (
    <form method="post" action={`${accountPath(desk, line)}/keys`} autocomplete="off">
      <h3>{wordFor(locale, 'approvalValue.act', act)}</h3>
      <Hidden name="act" value={act} />
      <SecretField
        desk={desk}
        name={act}
        hint={act === 'api_key' ? 'providers.apiKeyHint' : 'providers.webhookSecretHint'}
        problems={problems}
      />
      {act === 'webhook_secret' && (
        <TextField
          name="grace_hours"
          label={words(locale, 'providers.grace')}
          hint={words(locale, 'providers.graceHint', { max: GRACE_HOURS_MAX })}
          value={typed?.graceHours ?? String(GRACE_HOURS_MAX)}
          problem={problemIn(problems, 'grace_hours')}
          inputmode="numeric"
          maxlength={2}
        />
      )}
      <TextField
        name={reason}
        label={words(locale, 'providers.reason')}
        value={typed?.reason}
        problem={problemIn(problems, reason)}
        maxlength={500}
      />
      <Button second>{words(locale, 'providers.ask')}</Button>
    </form>
  );
}
