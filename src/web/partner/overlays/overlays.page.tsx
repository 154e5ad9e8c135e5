import type { VNode } from 'preact';
import { withPrefix } from '../../../kernel/ids.js';
import type { Channel } from '../../../partners/channel.entity.js';
import type { Overlay } from '../../../partners/overlay.entity.js';
import type { Locale } from '../../../platform/i18n/locale.js';
import type { Project } from '../../../projects/project.entity.js';
import { Button, ButtonLink } from '../../ui/buttons.js';
import { CheckField, FormProblems, RadioField, SelectField, TextField } from '../../ui/fields.js';
import { readableTime, Time } from '../../ui/format.js';
import { Badge, Notice } from '../../ui/notices.js';
import { Table } from '../../ui/tables.js';
import type { PartnerDesk } from '../access/partner-desk.js';
import { partnerPage } from '../frame.js';
import { words } from '../partner.words.js';
import { type Problems, problemIn } from '../partner-forms.js';

/** What stands in the form for a new overlay. */
export interface TypedOverlay {
  readonly project: string;
  readonly channel: string;
  readonly basis: string;
  readonly since: string;
  readonly title: string;
  readonly target: string;
  readonly theme: string;
  readonly names: boolean;
}

interface OverlaysProps {
  readonly overlays: readonly Overlay[];
  readonly projects: readonly Project[];
  readonly channels: readonly Channel[];
  readonly zone: string;
  readonly given: TypedOverlay;
  readonly problems: Problems;
  readonly done?: unknown;
}

const nameOf = (locale: Locale, { nameZh, nameEn }: Pick<Project, 'nameZh' | 'nameEn'>): string =>
  locale === 'en' ? nameEn || nameZh : nameZh;

function Deeds({ locale, row }: { locale: Locale; row: Overlay }): VNode {
  if (row.revokedAt) return <Badge tone="bad">{words(locale, 'overlays.revoked')}</Badge>;
  const at = `/partner/overlays/${withPrefix('ovl', row.id)}`;
  return (
    <>
      {row.basis === 'channel' && (
        <form method="post" action={`${at}/start`}>
          <Button second size="small">
            {words(locale, 'overlays.start')}
          </Button>
        </form>
      )}
      <form method="post" action={`${at}/revocation`}>
        <Button second size="small">
          {words(locale, 'overlays.revoke')}
        </Button>
      </form>
    </>
  );
}

function NewOverlay({ desk, props }: { desk: PartnerDesk; props: OverlaysProps }): VNode {
  const { locale } = desk;
  const { given, problems } = props;
  const say = (key: Parameters<typeof words>[1], values?: Record<string, string>) =>
    words(locale, key, values);
  const problem = (name: string) => problemIn(problems, name);
  if (props.projects.length === 0) return <p class="soft">{say('overlays.noProject')}</p>;
  return (
    <form method="post" action="/partner/overlays" class="panel">
      <h2>{say('overlays.create')}</h2>
      <SelectField
        name="project"
        label={say('overlays.project')}
        value={given.project}
        problem={problem('project')}
        options={props.projects.map((each) => ({ value: each.slug, label: nameOf(locale, each) }))}
      />
      <SelectField
        name="channel"
        label={say('overlays.channel')}
        hint={say('overlays.channelHint')}
        value={given.channel}
        problem={problem('channel')}
        options={[
          { value: '', label: say('overlays.channelNone') },
          ...props.channels.map((each) => ({
            value: each.code,
            label: `${nameOf(locale, each)} (${each.code})`,
          })),
        ]}
      />
      <RadioField
        name="basis"
        label={say('overlays.basis')}
        value={given.basis}
        problem={problem('basis')}
        options={(['project', 'channel'] as const).map((value) => ({
          value,
          label: say(`overlays.basis.${value}`),
        }))}
      />
      <TextField
        name="since"
        type="datetime-local"
        label={say('overlays.since', { zone: props.zone })}
        hint={say('overlays.sinceHint')}
        value={given.since}
        problem={problem('since')}
      />
      <TextField
        name="target"
        inputmode="decimal"
        label={say('overlays.target')}
        hint={say('overlays.targetHint')}
        value={given.target}
        problem={problem('target')}
      />
      <TextField
        name="title"
        label={say('overlays.title')}
        hint={say('overlays.titleHint')}
        value={given.title}
        problem={problem('title')}
        maxlength={40}
        autocomplete="off"
      />
      <RadioField
        name="theme"
        label={say('overlays.theme')}
        value={given.theme}
        problem={problem('theme')}
        options={(['dark', 'light'] as const).map((value) => ({
          value,
          label: say(`overlays.theme.${value}`),
        }))}
      />
      <CheckField name="names" label={say('overlays.names')} checked={given.names} />
      <Button>{say('overlays.submit')}</Button>
    </form>
  );
}

/** The overlays there are, and a form for a new one. */
export function overlaysPage(desk: PartnerDesk, props: OverlaysProps): VNode {
  const { locale } = desk;
  const title = words(locale, 'nav.overlays');
  const projects = new Map(props.projects.map((each) => [each.id, nameOf(locale, each)]));
  return partnerPage({
    ...{ desk, title, current: 'overlays', done: props.done },
    children: (
      <>
        <h1>{title}</h1>
        <p class="soft">{words(locale, 'overlays.lead')}</p>
        <FormProblems title={words(locale, 'refused')} problems={props.problems} />
        <Table
          caption={title}
          hideCaption
          columns={[
            { head: words(locale, 'overlays.project') },
            { head: words(locale, 'overlays.basis') },
            { head: words(locale, 'overlays.made') },
            { head: '' },
          ]}
          rows={props.overlays.map((row) => [
            row.title || projects.get(row.projectId) || '—',
            <>
              {words(locale, `overlays.basis.${row.basis}`)}
              {row.since && (
                <div class="small">
                  {words(locale, 'overlays.from', { time: readableTime(row.since, locale, props.zone) })}
                </div>
              )}
            </>,
            <Time at={row.createdAt} locale={locale} />,
            <Deeds locale={locale} row={row} />,
          ])}
          empty={words(locale, 'overlays.none')}
        />
        <NewOverlay desk={desk} props={props} />
      </>
    ),
  });
}

/** The new overlay's address, shown this once. */
export function overlayShownPage(desk: PartnerDesk, address: string): VNode {
  const { locale } = desk;
  const title = words(locale, 'overlays.shownTitle');
  return partnerPage({
    ...{ desk, title, current: 'overlays' },
    children: (
      <>
        <h1>{title}</h1>
        <Notice tone="warn" title={words(locale, 'overlays.shownOnce')} live>
          <p>{words(locale, 'overlays.keep')}</p>
          <div class="field">
            <label for="address">{words(locale, 'overlays.address')}</label>
            <input id="address" type="text" readOnly value={address} />
          </div>
          <p class="small">{words(locale, 'overlays.options')}</p>
        </Notice>
        <p>
          <a href={address} target="_blank" rel="noopener noreferrer">
            {words(locale, 'overlays.open')}
          </a>
        </p>
        <ButtonLink href="/partner/overlays" second>
          {words(locale, 'overlays.back')}
        </ButtonLink>
      </>
    ),
  });
}
