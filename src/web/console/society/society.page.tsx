import type { VNode } from 'preact';
import type { OrganizationProfile } from '../../../organizations/organization-profile.js';
import { Actions, Button } from '../../ui/buttons.js';
import { Facts } from '../../ui/facts.js';
import { FormProblems, TextArea, TextField } from '../../ui/fields.js';
import { type Desk, mayAct } from '../access/visit.js';
import { type Key, words } from '../console.words.js';
import { at, DeskPage } from '../layout.js';
import type { TrailEvent } from '../trail/trail.queries.js';
import { Trail } from '../trail/trail.view.js';

const LONG = ['people', 'aboutZh', 'aboutEn'] as const;
const NAMES = [
  ...LONG,
  'addressZh',
  'addressEn',
  'phone',
  'complaintPhone',
  'mailAddress',
  'certificateNo',
  'certificateValidFrom',
  'certificateValidUntil',
] as const;
type Name = (typeof NAMES)[number];

/** The profile as it is typed. */
export type SocietyForm = Readonly<Record<Name, string>>;

/** A profile as the form shows it. */
export function societyForm(profile: OrganizationProfile): SocietyForm {
  return Object.fromEntries(NAMES.map((name) => [name, profile[name] ?? ''])) as Record<Name, string>;
}

/** What was typed, as the organizations room takes it. */
export function typedProfile(body: unknown): OrganizationProfile {
  const given = (body ?? {}) as Readonly<Record<string, unknown>>;
  const text = (name: Name): string => {
    const value = given[name];
    return typeof value === 'string' ? value.replace(/\r\n?/g, '\n').trim() : '';
  };
  const line = (name: Name) => text(name).replace(/\s+/g, ' ');
  return {
    ...{ people: text('people'), aboutZh: text('aboutZh'), aboutEn: text('aboutEn') },
    ...{ addressZh: line('addressZh'), addressEn: line('addressEn'), phone: line('phone') },
    ...{ complaintPhone: line('complaintPhone'), mailAddress: line('mailAddress') },
    certificateNo: line('certificateNo') || null,
    certificateValidFrom: line('certificateValidFrom') || null,
    certificateValidUntil: line('certificateValidUntil') || null,
  };
}

export interface SocietyProps {
  readonly form: SocietyForm;
  readonly problems: readonly { readonly field: string; readonly text: string }[];
  readonly trail: readonly TrailEvent[];
  readonly done?: unknown;
}

const HINTS: Partial<Record<Name, Key>> = {
  people: 'society.hint.people',
  complaintPhone: 'society.hint.complaint',
  certificateNo: 'society.hint.certificate',
};

/** The organization's public profile; administrators change it, the others read it. */
export function societyPage(desk: Desk, props: SocietyProps): VNode {
  const { locale, organization } = desk;
  const title = words(locale, 'nav.society');
  const { form, problems } = props;
  const label = (name: Name) => words(locale, `approvalField.${name}` as Key);
  const field = (name: Name) => {
    const hint = HINTS[name];
    return {
      name,
      label: label(name),
      ...(hint && { hint: words(locale, hint) }),
      value: form[name],
      problem: problems.find((each) => each.field === name)?.text,
    };
  };
  const isLong = (name: Name) => (LONG as readonly Name[]).includes(name);
  return (
    <DeskPage desk={desk} title={title} current="society" done={props.done}>
      <h1>{title}</h1>
      <p class="soft">
        {words(locale, 'society.lead')}{' '}
        <a href={`/organizations/${organization.slug}`}>{words(locale, 'society.see')}</a>
      </p>
      <FormProblems title={words(locale, 'form.problems')} problems={problems} />
      {mayAct(desk, 'administrator') ? (
        <form method="post" action={at(desk, '/society')} class="wide-form">
          {NAMES.map((name) => {
            if (isLong(name))
              return <TextArea key={name} {...field(name)} rows={name === 'people' ? 5 : 8} />;
            const type = /Valid(From|Until)$/.test(name) ? 'date' : 'text';
            return <TextField key={name} {...field(name)} type={type} />;
          })}
          <Actions>
            <Button>{words(locale, 'save')}</Button>
          </Actions>
        </form>
      ) : (
        <Facts facts={NAMES.map((name) => [label(name), form[name]])} />
      )}
      <Trail desk={desk} events={props.trail} />
    </DeskPage>
  );
}
