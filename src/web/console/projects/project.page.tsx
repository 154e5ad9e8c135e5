import type { VNode } from 'preact';
import { withPrefix } from '../../../kernel/ids.js';
import { readableMoney } from '../../../kernel/money.js';
import type { ProjectPreview } from '../../../projects/projects.queries.js';
import { Actions, Button, ButtonLink } from '../../ui/buttons.js';
import { Facts } from '../../ui/facts.js';
import { FormProblems, TextField } from '../../ui/fields.js';
import { Notice } from '../../ui/notices.js';
import { type Desk, mayAct } from '../access/visit.js';
import { wordFor, words } from '../console.words.js';
import { at, DeskPage, nameOf } from '../layout.js';
import type { TrailEvent } from '../trail/trail.queries.js';
import { Trail } from '../trail/trail.view.js';
import type { Problems } from './project-form.page.js';
import { ProjectState, periodOf } from './projects.page.js';

export interface ProjectDetailProps {
  readonly preview: ProjectPreview;
  readonly trail: readonly TrailEvent[];
  readonly done?: unknown;
  /** Refused fields of the picture form. */
  readonly problems: Problems;
}

/** What stands in the way of publishing, each with what to do; nothing in the way = the button. */
function Publishing({ desk, props, here }: { desk: Desk; props: ProjectDetailProps; here: string }): VNode {
  const { locale } = desk;
  const { obstacles, warnings } = props.preview;
  return (
    <section aria-labelledby="publishing">
      <h2 id="publishing">{words(locale, 'project.publishing')}</h2>
      {obstacles.length > 0 && (
        <Notice tone="bad" title={words(locale, 'project.obstacles')}>
          <ul>
            {obstacles.map((code) => (
              <li key={code}>{wordFor(locale, 'obstacle', code)}</li>
            ))}
          </ul>
        </Notice>
      )}
      {warnings.length > 0 && (
        <Notice tone="warn" title={words(locale, 'project.warnings')}>
          <ul>
            {warnings.map((code) => (
              <li key={code}>{wordFor(locale, 'warning', code)}</li>
            ))}
          </ul>
        </Notice>
      )}
      {obstacles.length === 0 && mayAct(desk, 'editor') && (
        <form method="post" action={`${here}/publication`}>
          <p>{words(locale, 'project.publishNote')}</p>
          <Button>{words(locale, 'project.publish')}</Button>
        </form>
      )}
    </section>
  );
}

function Picture({
  desk,
  props,
  here,
}: {
  desk: Desk;
  props: ProjectDetailProps;
  here: string;
}): VNode | null {
  const { locale } = desk;
  const { project } = props.preview;
  const problemOf = (name: string) => props.problems.find(({ field }) => field === name)?.text;
  const image = project.pictureFileId && (
    <img
      class="picture-thumb"
      src={`${here}/picture?v=${project.version}`}
      alt={locale === 'en' ? project.pictureAltEn || project.pictureAltZh : project.pictureAltZh}
      width="320"
      height="180"
    />
  );
  if (!mayAct(desk, 'editor')) return image ? <div>{image}</div> : null;
  return (
    <form method="post" action={`${here}/picture`} encType="multipart/form-data" class="panel">
      <h2>{words(locale, 'project.picture')}</h2>
      {image}
      <TextField
        name="picture"
        type="file"
        label={words(locale, 'project.pictureFile')}
        hint={words(locale, 'hint.picture')}
        problem={problemOf('picture')}
        required
      />
      <TextField
        name="pictureAltZh"
        label={words(locale, 'projectField.pictureAltZh')}
        hint={words(locale, 'hint.alt')}
        problem={problemOf('pictureAltZh')}
        value={project.pictureAltZh}
        required
      />
      <TextField
        name="pictureAltEn"
        label={words(locale, 'projectField.pictureAltEn')}
        value={project.pictureAltEn}
      />
      <Button second>{words(locale, 'project.upload')}</Button>
    </form>
  );
}

/** A project as its staff sees it: terms, what stands in the way, picture, who changed what. */
export function projectPage(desk: Desk, props: ProjectDetailProps): VNode {
  const { locale } = desk;
  const { project, executor } = props.preview;
  const { currency, goal } = project;
  const here = at(desk, `/projects/${withPrefix('prj', project.id)}`);
  const title = nameOf(project, locale);
  return (
    <DeskPage desk={desk} title={title} current="projects" done={props.done}>
      <p class="crumbs">
        <a href={at(desk, '/projects')}>{words(locale, 'nav.projects')}</a>
      </p>
      <h1>{title}</h1>
      <FormProblems title={words(locale, 'form.problems')} problems={props.problems} />
      <p>
        <ProjectState project={project} desk={desk} />
      </p>
      <Actions>
        {mayAct(desk, 'editor') && (
          <ButtonLink href={`${here}/edit`}>{words(locale, 'project.edit')}</ButtonLink>
        )}
        {mayAct(desk, 'editor') && (
          <ButtonLink second href={`${here}/presets`}>
            {words(locale, 'preset.title')}
          </ButtonLink>
        )}
        <ButtonLink second href={`${here}/preview`}>
          {words(locale, 'project.preview')}
        </ButtonLink>
        <ButtonLink second href={`${here}/updates`}>
          {words(locale, 'projectUpdate.title')}
        </ButtonLink>
        {project.state !== 'draft' && (
          <ButtonLink second href={`/projects/${project.slug}`}>
            {words(locale, 'project.public')}
          </ButtonLink>
        )}
        {project.state === 'published' && mayAct(desk, 'editor') && (
          <ButtonLink second href={`${here}/closing`}>
            {words(locale, 'project.close')}
          </ButtonLink>
        )}
      </Actions>
      {project.state === 'draft' && <Publishing desk={desk} props={props} here={here} />}
      {project.state === 'published' && props.preview.warnings.length > 0 && (
        <Notice tone="warn" title={words(locale, 'project.warnings')}>
          <ul>
            {props.preview.warnings.map((code) => (
              <li key={code}>{wordFor(locale, 'warning', code)}</li>
            ))}
          </ul>
        </Notice>
      )}
      <Facts
        facts={[
          [words(locale, 'projectField.slug'), <code>{project.slug}</code>],
          [
            words(locale, 'projectField.goal'),
            goal === null
              ? words(locale, 'project.noGoal')
              : readableMoney({ amount: goal, currency }, locale),
          ],
          [words(locale, 'project.period'), periodOf(project, desk)],
          [words(locale, 'projectField.filingNo'), project.filingNo ?? words(locale, 'project.noFiling')],
          [
            words(locale, 'projectField.executorOrganizationId'),
            executor ? nameOf(executor, locale) : words(locale, 'project.executorSelf'),
          ],
          [words(locale, 'project.version'), String(project.version)],
        ]}
      />
      <Picture desk={desk} props={props} here={here} />
      <h2>{words(locale, 'trail.title')}</h2>
      <Trail desk={desk} events={props.trail} />
    </DeskPage>
  );
}

/** Asks once more before an appeal ends for good. */
export function closingPage(desk: Desk, preview: ProjectPreview): VNode {
  const { locale } = desk;
  const { project } = preview;
  const here = at(desk, `/projects/${withPrefix('prj', project.id)}`);
  const title = words(locale, 'project.closeTitle', { name: nameOf(project, locale) });
  return (
    <DeskPage desk={desk} title={title} current="projects">
      <h1>{title}</h1>
      <p>{words(locale, 'project.closeNote')}</p>
      <form method="post" action={`${here}/closing`}>
        <Actions>
          <Button>{words(locale, 'project.closeConfirm')}</Button>
          <ButtonLink second href={here}>
            {words(locale, 'cancel')}
          </ButtonLink>
        </Actions>
      </form>
    </DeskPage>
  );
}
