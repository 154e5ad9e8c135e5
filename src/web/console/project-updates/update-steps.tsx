import type { VNode } from 'preact';
import type { Audience } from '../../../donations/giver-mailings.queries.js';
import type { ProjectUpdate } from '../../../projects/project-update.entity.js';
import { Actions, Button, ButtonLink } from '../../ui/buttons.js';
import { CheckField, Hidden, TextField } from '../../ui/fields.js';
import { readableCount, Time } from '../../ui/format.js';
import { type Desk, mayAct } from '../access/visit.js';
import { words } from '../console.words.js';
import type { UpdateForm } from './update-form.js';

type Problems = readonly { field: string; text: string }[];

interface StepsProps {
  readonly desk: Desk;
  /** Address of the update in the console. */
  readonly here: string;
  readonly update: ProjectUpdate;
  readonly audience: Audience;
  readonly form: UpdateForm;
  readonly problems: Problems;
}

/** Whether the wording is mailed, with how many would get it. */
export function MailChoice({ desk, audience, form }: Pick<StepsProps, 'desk' | 'audience' | 'form'>): VNode {
  const { locale } = desk;
  const count = readableCount(audience.all, locale);
  const english = readableCount(audience.english, locale);
  return (
    <CheckField
      name="withMail"
      label={words(locale, 'projectUpdate.withMail', { count, english })}
      hint={words(locale, 'projectUpdate.withMail.hint')}
      checked={form.withMail === '1'}
    />
  );
}

/** What is said in public about a correction or a withdrawal. */
export function Notes({ desk, form, problems }: Pick<StepsProps, 'desk' | 'form' | 'problems'>): VNode {
  const field = (name: 'noteZh' | 'noteEn') => (
    <TextField
      name={name}
      label={words(desk.locale, `projectUpdate.${name}`)}
      value={form[name]}
      problem={problems.find((each) => each.field === name)?.text}
      maxlength={300}
      required={name === 'noteZh'}
    />
  );
  return (
    <div class="two-languages">
      {field('noteZh')}
      {field('noteEn')}
    </div>
  );
}

function DraftSteps({ desk, audience, form, problems }: StepsProps): VNode {
  const { locale, organization } = desk;
  return (
    <>
      <p>{words(locale, 'projectUpdate.publish.lead')}</p>
      <MailChoice desk={desk} audience={audience} form={form} />
      <Actions>
        <Button name="step" value="publish">
          {words(locale, 'projectUpdate.publish')}
        </Button>
      </Actions>
      <TextField
        name="publishAt"
        type="datetime-local"
        label={words(locale, 'projectUpdate.publishAt')}
        hint={words(locale, 'projectUpdate.publishAt.hint', { zone: organization.timeZone })}
        value={form.publishAt}
        problem={problems.find(({ field }) => field === 'publishAt')?.text}
      />
      <Actions>
        <Button second name="step" value="schedule">
          {words(locale, 'projectUpdate.schedule')}
        </Button>
        <Button second name="step" value="discard">
          {words(locale, 'projectUpdate.discard')}
        </Button>
      </Actions>
    </>
  );
}

function ScheduledSteps({ desk, update, audience }: StepsProps): VNode {
  const { locale, organization } = desk;
  const count = readableCount(audience.all, locale);
  return (
    <>
      <p>
        {words(locale, 'projectUpdate.scheduledFor')}{' '}
        {update.publishAt && <Time at={update.publishAt} locale={locale} zone={organization.timeZone} />}
      </p>
      <p>
        {words(locale, update.withMail ? 'projectUpdate.willMail' : 'projectUpdate.willNotMail', { count })}
      </p>
      {update.withMail && <Hidden name="withMail" value="1" />}
      <Actions>
        <Button second name="step" value="unschedule">
          {words(locale, 'projectUpdate.unschedule')}
        </Button>
        <Button second name="step" value="publish">
          {words(locale, 'projectUpdate.publishNow')}
        </Button>
      </Actions>
    </>
  );
}

/** What an editor can do with an update in its state; readers see nothing. */
export function Steps(props: StepsProps): VNode | null {
  const { desk, here, update, form, problems } = props;
  const { locale } = desk;
  const { state } = update;
  if (!mayAct(desk, 'editor') || state === 'withdrawn') return null;
  return (
    <>
      {state !== 'scheduled' && (
        <Actions>
          <ButtonLink second href={`${here}/edit`}>
            {words(locale, state === 'draft' ? 'projectUpdate.edit' : 'projectUpdate.correct')}
          </ButtonLink>
        </Actions>
      )}
      <form method="post" action={`${here}/steps`} encType="multipart/form-data" class="panel">
        <Hidden name="version" value={String(update.version)} />
        {state === 'draft' && <DraftSteps {...props} />}
        {state === 'scheduled' && <ScheduledSteps {...props} />}
        {state === 'published' && (
          <>
            <p>{words(locale, 'projectUpdate.withdraw.lead')}</p>
            <Notes desk={desk} form={form} problems={problems} />
            <Button second name="step" value="withdraw">
              {words(locale, 'projectUpdate.withdraw')}
            </Button>
          </>
        )}
      </form>
    </>
  );
}
