import type { VNode } from 'preact';
import { withPrefix } from '../../../kernel/ids.js';
import type { PartnerKey } from '../../../partners/partner-key.entity.js';
import { beginningOf, KEY_SCOPES } from '../../../partners/partner-keys.service.js';
import { Button, ButtonLink } from '../../ui/buttons.js';
import { FormProblems, RadioField, TextArea, TextField } from '../../ui/fields.js';
import { Time } from '../../ui/format.js';
import { Badge, Notice } from '../../ui/notices.js';
import { Table } from '../../ui/tables.js';
import type { PartnerDesk } from '../access/partner-desk.js';
import { partnerPage } from '../frame.js';
import { words } from '../partner.words.js';
import { type Problems, problemIn } from '../partner-forms.js';

/** What stands in the form for a new key. */
export interface TypedKey {
  readonly kind: 'secret' | 'public';
  readonly mode: 'live' | 'test';
  readonly name: string;
  readonly scopes: readonly string[];
  readonly origins: string;
}

function Revocation({ desk, row }: { desk: PartnerDesk; row: PartnerKey }): VNode | null {
  const { locale } = desk;
  if (row.revokedAt) return <Badge tone="bad">{words(locale, 'keys.revoked')}</Badge>;
  if (desk.person.role !== 'owner') return null;
  return (
    <form method="post" action={`/partner/keys/${withPrefix('pky', row.id)}/revocation`}>
      <Button second size="small">
        {words(locale, 'keys.revoke')}
      </Button>
    </form>
  );
}

function Scopes({
  desk,
  given,
  problems,
}: {
  desk: PartnerDesk;
  given: TypedKey;
  problems: Problems;
}): VNode {
  const problem = problemIn(problems, 'scopes');
  return (
    <fieldset id="scopes" aria-describedby={problem && 'scopes-problem'}>
      <legend>{words(desk.locale, 'keys.scopes')}</legend>
      {problem && (
        <span class="problem" id="scopes-problem">
          {problem}
        </span>
      )}
      {KEY_SCOPES.map((scope) => (
        <label class="choice" key={scope}>
          <input type="checkbox" name="scopes" value={scope} checked={given.scopes.includes(scope)} />
          <span>
            {words(desk.locale, `keys.scope.${scope}`)}
            <small>
              <code>{scope}</code>
            </small>
          </span>
        </label>
      ))}
    </fieldset>
  );
}

function NewKey({
  desk,
  given,
  problems,
}: {
  desk: PartnerDesk;
  given: TypedKey;
  problems: Problems;
}): VNode {
  const { locale } = desk;
  return (
    <form method="post" action="/partner/keys" class="panel">
      <h2>{words(locale, 'keys.create')}</h2>
      <TextField
        name="name"
        label={words(locale, 'keys.name')}
        hint={words(locale, 'keys.nameHint')}
        value={given.name}
        problem={problemIn(problems, 'name')}
        maxlength={80}
        autocomplete="off"
      />
      <RadioField
        name="kind"
        label={words(locale, 'keys.kind')}
        value={given.kind}
        options={(['secret', 'public'] as const).map((kind) => ({
          value: kind,
          label: words(locale, `keys.kind.${kind}`),
          note: words(locale, `keys.means.${kind}`),
        }))}
      />
      <RadioField
        name="mode"
        label={words(locale, 'keys.mode')}
        value={given.mode}
        options={(['live', 'test'] as const).map((mode) => ({
          value: mode,
          label: words(locale, `keys.mode.${mode}`),
          note: words(locale, `keys.means.${mode}`),
        }))}
      />
      <Scopes desk={desk} given={given} problems={problems} />
      <TextArea
        name="origins"
        label={words(locale, 'keys.origins')}
        hint={words(locale, 'keys.originsHint')}
        value={given.origins}
        problem={problemIn(problems, 'origins')}
        rows={3}
      />
      <Button>{words(locale, 'keys.submit')}</Button>
    </form>
  );
}

/** The keys there are, and a form for a new one. */
export function keysPage(
  desk: PartnerDesk,
  props: { keys: readonly PartnerKey[]; given: TypedKey; problems: Problems; done?: unknown },
): VNode {
  const { locale } = desk;
  const title = words(locale, 'nav.keys');
  return partnerPage({
    ...{ desk, title, current: 'keys', done: props.done },
    children: (
      <>
        <h1>{title}</h1>
        <p class="soft">
          {words(locale, 'keys.lead')} <a href="/api/docs">{words(locale, 'keys.docs')}</a>
        </p>
        <FormProblems title={words(locale, 'refused')} problems={props.problems} />
        <Table
          caption={title}
          hideCaption
          columns={[
            { head: words(locale, 'keys.name') },
            { head: words(locale, 'keys.begins') },
            { head: words(locale, 'keys.scopes') },
            { head: words(locale, 'keys.used') },
            { head: '' },
          ]}
          rows={props.keys.map((row) => [
            <>
              {row.name} {!row.livemode && <Badge tone="warn">{words(locale, 'keys.test')}</Badge>}
            </>,
            <code>{beginningOf(row)}…</code>,
            <span class="small">
              {[...row.scopes, ...row.origins].map((each) => (
                <div key={each}>{each}</div>
              ))}
            </span>,
            row.lastUsedAt ? <Time at={row.lastUsedAt} locale={locale} /> : words(locale, 'keys.never'),
            <Revocation desk={desk} row={row} />,
          ])}
          empty={words(locale, 'keys.none')}
        />
        {desk.person.role === 'owner' && <NewKey desk={desk} given={props.given} problems={props.problems} />}
      </>
    ),
  });
}

/** The new key, shown this once. */
export function keyShownPage(
  desk: PartnerDesk,
  props: { name: string; text: string; secret: boolean },
): VNode {
  const { locale } = desk;
  const title = words(locale, 'keys.shownTitle', { name: props.name });
  return partnerPage({
    ...{ desk, title, current: 'keys' },
    children: (
      <>
        <h1>{title}</h1>
        <Notice tone="warn" title={words(locale, 'keys.shownOnce')} live>
          <p>{words(locale, props.secret ? 'keys.keepSecret' : 'keys.keepPublic')}</p>
          <p>
            <code>{props.text}</code>
          </p>
        </Notice>
        <ButtonLink href="/partner/keys" second>
          {words(locale, 'keys.back')}
        </ButtonLink>
      </>
    ),
  });
}
