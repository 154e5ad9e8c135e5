import type { VNode } from 'preact';
import type { Audience } from '../../../donations/giver-mailings.queries.js';
import { withPrefix } from '../../../kernel/ids.js';
import type { Project } from '../../../projects/project.entity.js';
import type { ProjectUpdate } from '../../../projects/project-update.entity.js';
import { Actions, Button, ButtonLink } from '../../ui/buttons.js';
import { CheckField, FormProblems, Hidden, TextArea, TextField } from '../../ui/fields.js';
import { Time } from '../../ui/format.js';
import { Badge, Notice } from '../../ui/notices.js';
import { Pager, Table } from '../../ui/tables.js';
import { type Desk, mayAct } from '../access/visit.js';
import { words } from '../console.words.js';
import { at, DeskPage, nameOf } from '../layout.js';
import type { Paging } from '../paging.js';
import type { TrailEvent } from '../trail/trail.queries.js';
import { Trail } from '../trail/trail.view.js';
import { MailingsSection, type ShownMailing } from './mailings-section.js';
import type { UpdateForm } from './update-form.js';
import { MailChoice, Notes, Steps } from './update-steps.js';

type Problems = readonly { field: string; text: string }[];
const TONE = { draft: 'plain', scheduled: 'warn', published: 'good', withdrawn: 'warn' } as const;

const projectPath = (desk: Desk, { id }: Project) => at(desk, `/projects/${withPrefix('prj', id)}`);
const pathOf = (desk: Desk, project: Project, { id }: ProjectUpdate) =>
  `${projectPath(desk, project)}/updates/${withPrefix('upd', id)}`;

function State({ desk, update }: { desk: Desk; update: ProjectUpdate }): VNode {
  return <Badge tone={TONE[update.state]}>{words(desk.locale, `projectUpdate.state.${update.state}`)}</Badge>;
}

function Crumbs({ desk, project }: { desk: Desk; project: Project }): VNode {
  const here = projectPath(desk, project);
  return (
    <p class="crumbs">
      <a href={here}>{nameOf(project, desk.locale)}</a> ·{' '}
      <a href={`${here}/updates`}>{words(desk.locale, 'projectUpdate.title')}</a>
    </p>
  );
}

function When({ at: when, desk }: { at: Date | null; desk: Desk }): VNode | null {
  return when && <Time at={when} locale={desk.locale} zone={desk.organization.timeZone} />;
}

/** When it was published, or will publish itself. */
const whenOf = ({ publishedAt, publishAt }: ProjectUpdate): Date | null => publishedAt ?? publishAt;

/** All that a project tells or wants to tell, the newest first. */
export function updatesPage(
  desk: Desk,
  props: {
    project: Project;
    updates: readonly ProjectUpdate[];
    paging: Paging;
    silentSince: Date | null;
    done: unknown;
  },
): VNode {
  const { locale, organization } = desk;
  const { project, updates, paging, silentSince, done } = props;
  const here = `${projectPath(desk, project)}/updates`;
  const title = words(locale, 'projectUpdate.title');
  const turn = (page: number, text: string) => ({ href: `${here}?page=${page}`, text });
  return (
    <DeskPage desk={desk} title={title} current="projects" done={done}>
      <Crumbs desk={desk} project={project} />
      <div class="day-head">
        <h1>{title}</h1>
        {mayAct(desk, 'editor') && (
          <ButtonLink href={`${here}/new`}>{words(locale, 'projectUpdate.new')}</ButtonLink>
        )}
      </div>
      {silentSince && (
        <Notice tone="warn">
          <p>
            {words(locale, 'projectUpdate.silent')}{' '}
            <Time at={silentSince} locale={locale} zone={organization.timeZone} />
          </p>
        </Notice>
      )}
      <Table
        caption={title}
        hideCaption
        columns={[
          { head: words(locale, 'projectUpdate.titleZh') },
          { head: words(locale, 'day.state') },
          { head: words(locale, 'projectUpdate.publishedAt') },
        ]}
        rows={updates.map((update) => [
          <a href={pathOf(desk, project, update)}>{update.titleZh}</a>,
          <State desk={desk} update={update} />,
          <When at={whenOf(update)} desk={desk} />,
        ])}
        empty={words(locale, 'projectUpdate.none')}
      />
      <Pager
        label={words(locale, 'moderation.pages')}
        previous={paging.page > 1 ? turn(paging.page - 1, words(locale, 'moderation.previous')) : undefined}
        next={
          paging.page < paging.pages ? turn(paging.page + 1, words(locale, 'moderation.next')) : undefined
        }
      />
    </DeskPage>
  );
}

interface UpdateFormProps {
  readonly project: Project;
  readonly update: ProjectUpdate | null;
  readonly form: UpdateForm;
  readonly problems: Problems;
  readonly audience: Audience;
}

/** Writing, changing or correcting an update. */
export function updateFormPage(desk: Desk, props: UpdateFormProps): VNode {
  const { project, update, form, problems, audience } = props;
  const { locale } = desk;
  const corrects = update !== null && update.state !== 'draft';
  const title = words(
    locale,
    corrects ? 'projectUpdate.correct' : update ? 'projectUpdate.edit' : 'projectUpdate.new',
  );
  const action = update ? pathOf(desk, project, update) : `${projectPath(desk, project)}/updates`;
  const common = (name: 'titleZh' | 'titleEn' | 'textZh' | 'textEn' | 'pictureAltZh' | 'pictureAltEn') => ({
    name,
    label: words(locale, `projectUpdate.${name}`),
    value: form[name] ?? '',
    problem: problems.find(({ field }) => field === name)?.text,
  });
  return (
    <DeskPage desk={desk} title={title} current="projects">
      <Crumbs desk={desk} project={project} />
      <h1>{title}</h1>
      <FormProblems title={words(locale, 'form.problems')} problems={problems} />
      {corrects && <p class="soft">{words(locale, 'projectUpdate.correct.lead')}</p>}
      <form method="post" action={action} encType="multipart/form-data" class="wide-form">
        {update && <Hidden name="version" value={form.version ?? String(update.version)} />}
        <p class="soft small">{words(locale, 'projectUpdate.text.hint')}</p>
        <div class="two-languages">
          <fieldset lang="zh-CN">
            <legend>中文</legend>
            <TextField {...common('titleZh')} required />
            <TextArea {...common('textZh')} rows={12} />
            <TextField {...common('pictureAltZh')} />
          </fieldset>
          <fieldset lang="en">
            <legend>English</legend>
            <TextField {...common('titleEn')} />
            <TextArea {...common('textEn')} rows={12} />
            <TextField {...common('pictureAltEn')} />
          </fieldset>
        </div>
        <TextField
          name="picture"
          type="file"
          label={words(locale, 'projectUpdate.picture')}
          hint={words(locale, 'projectUpdate.picture.hint')}
          problem={problems.find(({ field }) => field === 'picture')?.text}
        />
        {update?.pictureFileId && (
          <CheckField
            name="removePicture"
            label={words(locale, 'projectUpdate.removePicture')}
            checked={form.removePicture === '1'}
          />
        )}
        {corrects && <Notes desk={desk} form={form} problems={problems} />}
        {corrects && <MailChoice desk={desk} audience={audience} form={form} />}
        <Actions>
          <Button>{words(locale, corrects ? 'projectUpdate.publishCorrection' : 'save')}</Button>
          <ButtonLink second href={action}>
            {words(locale, 'cancel')}
          </ButtonLink>
        </Actions>
      </form>
    </DeskPage>
  );
}

interface UpdatePageProps extends UpdateFormProps {
  readonly update: ProjectUpdate;
  readonly trail: readonly TrailEvent[];
  readonly mailings: readonly ShownMailing[];
  readonly done?: unknown;
}

/** One update as its staff sees it: both languages as donors read them, its steps, its history. */
export function updatePage(desk: Desk, props: UpdatePageProps): VNode {
  const { locale } = desk;
  const { project, update } = props;
  const here = pathOf(desk, project, update);
  const text = (value: string) =>
    value.split(/\n\s*\n/).map((paragraph, index) => <p key={index}>{paragraph}</p>);
  return (
    <DeskPage desk={desk} title={update.titleZh} current="projects" done={props.done}>
      <Crumbs desk={desk} project={project} />
      <h1>{update.titleZh}</h1>
      <FormProblems title={words(locale, 'form.problems')} problems={props.problems} />
      <p>
        <State desk={desk} update={update} />{' '}
        {update.number !== null && (
          <a href={`/projects/${project.slug}/updates/${update.number}`}>
            {words(locale, 'projectUpdate.public')}
          </a>
        )}
      </p>
      {update.withdrawnNoteZh && <p>{update.withdrawnNoteZh}</p>}
      <Steps desk={desk} here={here} {...props} />
      <MailingsSection desk={desk} here={here} mailings={props.mailings} />
      <h2>{words(locale, 'projectUpdate.preview')}</h2>
      <p>
        <a href={`${here}/preview?in=zh-CN`}>{words(locale, 'projectUpdate.previewLink.zh')}</a> ·{' '}
        <a href={`${here}/preview?in=en`}>{words(locale, 'projectUpdate.previewLink.en')}</a>
      </p>
      {update.pictureFileId && (
        <img
          class="picture-thumb"
          src={`${here}/picture?v=${update.version}`}
          alt={update.pictureAltZh}
          width="320"
          height="180"
        />
      )}
      <div class="two-languages">
        <div lang="zh-CN">
          <h3>{update.titleZh}</h3>
          {text(update.textZh)}
        </div>
        <div lang="en">
          {update.titleEn && <h3>{update.titleEn}</h3>}
          {text(update.textEn)}
        </div>
      </div>
      <h2>{words(locale, 'trail.title')}</h2>
      <Trail desk={desk} events={props.trail} />
    </DeskPage>
  );
}
