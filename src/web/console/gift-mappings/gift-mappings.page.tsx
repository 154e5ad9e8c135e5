import type { VNode } from 'preact';
import type {
  MappableProject,
  MappingLine,
  UnmappedWords,
} from '../../../donations/gift-mappings.queries.js';
import type { TypedMapping } from '../../../donations/gift-mappings.service.js';
import { withPrefix } from '../../../kernel/ids.js';
import { readableMoney } from '../../../kernel/money.js';
import type { ProviderAccount } from '../../../providers/provider-account.entity.js';
import { Button } from '../../ui/buttons.js';
import { FormProblems, Hidden, SelectField, TextField } from '../../ui/fields.js';
import { Time } from '../../ui/format.js';
import { Table } from '../../ui/tables.js';
import { type Desk, mayAct } from '../access/visit.js';
import { wordFor, words } from '../console.words.js';
import { at, DeskPage } from '../layout.js';
import type { TrailEvent } from '../trail/trail.queries.js';
import { Trail } from '../trail/trail.view.js';

type Problems = readonly { readonly field: string; readonly text: string }[];

/** Address of an account's mapping. */
export const mappingPath = (desk: Desk, { account }: ProviderAccount): string =>
  at(desk, `/gift-mappings/${account}`);

/** What people call an account. */
export const accountName = ({ displayName, account }: ProviderAccount): string => displayName ?? account;

/** The accounts whose gifts only files tell of. */
export function giftMappingsPage(
  desk: Desk,
  accounts: readonly ProviderAccount[],
  counts: ReadonlyMap<string, number>,
): VNode {
  const { locale } = desk;
  const title = words(locale, 'nav.gift-mappings');
  return (
    <DeskPage desk={desk} title={title} current="gift-mappings">
      <h1>{title}</h1>
      <p class="soft">{words(locale, 'mappings.lead')}</p>
      <Table
        caption={title}
        hideCaption
        columns={[
          { head: words(locale, 'mappings.account') },
          { head: words(locale, 'providers.provider') },
          { head: words(locale, 'providers.merchantNo') },
          { head: words(locale, 'mappings.count'), number: true },
        ]}
        rows={accounts.map((account) => [
          <a href={mappingPath(desk, account)}>{accountName(account)}</a>,
          wordFor(locale, 'approvalValue.provider', account.provider),
          account.merchantNo,
          String(counts.get(account.id) ?? 0),
        ])}
        empty={words(locale, 'mappings.noAccount')}
      />
    </DeskPage>
  );
}

export interface MappingForm {
  readonly lines: readonly MappingLine[];
  readonly projects: readonly MappableProject[];
  readonly unmapped: readonly UnmappedWords[];
  readonly trail: readonly TrailEvent[];
  readonly typed: TypedMapping;
  readonly problems: Problems;
  readonly done?: unknown;
}

/** One account's mapping: what is said, what is still unsaid of files that wait, and the form that says more. */
export function giftMappingPage(desk: Desk, account: ProviderAccount, props: MappingForm): VNode {
  const { locale } = desk;
  const mayEdit = mayAct(desk, 'clerk') || mayAct(desk, 'administrator');
  return (
    <DeskPage desk={desk} title={accountName(account)} current="gift-mappings" done={props.done}>
      <p class="crumbs">
        <a href={at(desk, '/gift-mappings')}>{words(locale, 'nav.gift-mappings')}</a>
      </p>
      <h1>{words(locale, 'mappings.of', { account: accountName(account) })}</h1>
      <p class="soft">{words(locale, 'mappings.means')}</p>
      <Said desk={desk} account={account} lines={props.lines} mayEdit={mayEdit} />
      {props.unmapped.length > 0 && (
        <Unsaid desk={desk} account={account} unmapped={props.unmapped} mayEdit={mayEdit} />
      )}
      {mayEdit && <SayForm desk={desk} account={account} {...props} />}
      <h2>{words(locale, 'start.trail')}</h2>
      <Trail desk={desk} events={props.trail} />
    </DeskPage>
  );
}

function Said(props: {
  desk: Desk;
  account: ProviderAccount;
  lines: readonly MappingLine[];
  mayEdit: boolean;
}): VNode {
  const { desk, account, mayEdit } = props;
  const { locale, organization } = desk;
  return (
    <Table
      caption={words(locale, 'mappings.said')}
      columns={[
        { head: words(locale, 'mappings.matches') },
        { head: words(locale, 'mappings.value') },
        { head: words(locale, 'mappings.project') },
        { head: words(locale, 'mappings.changed') },
        ...(mayEdit ? [{ head: words(locale, 'mappings.takeBack') }] : []),
      ]}
      rows={props.lines.map((line) => [
        wordFor(locale, 'mappings.match', line.matches),
        line.value,
        <a href={at(desk, `/projects/${withPrefix('prj', line.projectId)}`)}>
          {locale === 'en' ? line.projectNameEn : line.projectNameZh}
        </a>,
        <Time at={line.changedAt} locale={locale} zone={organization.timeZone} />,
        ...(mayEdit
          ? [
              <form method="post" action={`${mappingPath(desk, account)}/removals`} key={line.id}>
                <Hidden name="mapping" value={line.id} />
                <Button second>{words(locale, 'mappings.takeBackThis', { value: line.value })}</Button>
              </form>,
            ]
          : []),
      ])}
      empty={words(locale, 'mappings.nothing')}
    />
  );
}

function Unsaid(props: {
  desk: Desk;
  account: ProviderAccount;
  unmapped: readonly UnmappedWords[];
  mayEdit: boolean;
}): VNode {
  const { desk, account, unmapped, mayEdit } = props;
  const { locale } = desk;
  const said = (matches: 'attach' | 'description', value: string | null) => {
    if (!value) return words(locale, 'none');
    if (!mayEdit) return value;
    return (
      <a href={`${mappingPath(desk, account)}?matches=${matches}&value=${encodeURIComponent(value)}#say`}>
        {value}
      </a>
    );
  };
  return (
    <>
      <h2>{words(locale, 'mappings.unsaid')}</h2>
      <p class="soft">{words(locale, 'mappings.unsaidMeans')}</p>
      <Table
        caption={words(locale, 'mappings.unsaid')}
        hideCaption
        columns={[
          { head: wordFor(locale, 'mappings.match', 'attach') },
          { head: wordFor(locale, 'mappings.match', 'description') },
          { head: words(locale, 'mappings.payments'), number: true },
          { head: words(locale, 'day.amount'), number: true },
        ]}
        rows={unmapped.map((line) => [
          said('attach', line.attach),
          said('description', line.description),
          String(line.payments),
          readableMoney(line, locale),
        ])}
      />
    </>
  );
}

function SayForm(props: MappingForm & { desk: Desk; account: ProviderAccount }): VNode {
  const { desk, account, typed, problems } = props;
  const { locale } = desk;
  const problem = (field: string) => problems.find((each) => each.field === field)?.text;
  return (
    <form method="post" action={mappingPath(desk, account)} id="say">
      <h2>{words(locale, 'mappings.say')}</h2>
      <FormProblems title={words(locale, 'mappings.refused')} problems={problems} />
      <SelectField
        name="matches"
        label={words(locale, 'mappings.matches')}
        hint={words(locale, 'mappings.matchesHint')}
        problem={problem('matches')}
        value={typed.matches || 'attach'}
        options={(['attach', 'description'] as const).map((value) => ({
          value,
          label: wordFor(locale, 'mappings.match', value),
        }))}
      />
      <TextField
        name="value"
        label={words(locale, 'mappings.value')}
        hint={words(locale, 'mappings.valueHint')}
        problem={problem('value')}
        value={typed.value}
        maxlength={200}
      />
      <SelectField
        name="project"
        label={words(locale, 'mappings.project')}
        problem={problem('project')}
        value={typed.projectId ? withPrefix('prj', typed.projectId) : ''}
        options={[
          { value: '', label: words(locale, 'mappings.choose') },
          ...props.projects.map(({ id, nameZh, nameEn }) => ({
            value: withPrefix('prj', id),
            label: locale === 'en' ? nameEn : nameZh,
          })),
        ]}
      />
      <Button>{words(locale, 'mappings.save')}</Button>
    </form>
  );
}
