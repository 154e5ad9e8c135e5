import type { VNode } from 'preact';
import { withPrefix } from '../../../kernel/ids.js';
import { percentOf, readableMoney } from '../../../kernel/money.js';
import type { Project } from '../../../projects/project.entity.js';
import { ButtonLink } from '../../ui/buttons.js';
import { readableCount, readableDay } from '../../ui/format.js';
import { Badge } from '../../ui/notices.js';
import { Table } from '../../ui/tables.js';
import { type Desk, mayAct } from '../access/visit.js';
import { words } from '../console.words.js';
import { at, DeskPage, nameOf } from '../layout.js';
import type { RaisedByProject } from './raised.queries.js';

const TONE = { draft: 'plain', published: 'good', closed: 'plain' } as const;

/** A project's state in words. */
export function ProjectState({ project, desk }: { project: Project; desk: Desk }): VNode {
  return (
    <>
      <Badge tone={TONE[project.state]}>{words(desk.locale, `project.state.${project.state}`)}</Badge>
      {project.emergency && <Badge tone="warn">{words(desk.locale, 'project.emergency')}</Badge>}
    </>
  );
}

/** The project's period in words. */
export function periodOf(project: Project, { locale }: Desk): string {
  const { startsOn, endsOn } = project;
  if (startsOn === null && endsOn === null) return words(locale, 'project.noPeriod');
  const from = startsOn === null ? '' : readableDay(startsOn, locale);
  const to = endsOn === null ? words(locale, 'project.openEnd') : readableDay(endsOn, locale);
  return `${from} – ${to}`;
}

/** All projects of the organization, drafts included. */
export function projectsPage(
  desk: Desk,
  props: { projects: readonly Project[]; raised: RaisedByProject },
): VNode {
  const { locale } = desk;
  const title = words(locale, 'nav.projects');
  return (
    <DeskPage desk={desk} title={title} current="projects">
      <div class="day-head">
        <h1>{title}</h1>
        {mayAct(desk, 'editor') && (
          <ButtonLink href={at(desk, '/projects/new')}>{words(locale, 'project.new')}</ButtonLink>
        )}
      </div>
      <Table
        caption={title}
        hideCaption
        columns={[
          { head: words(locale, 'day.project') },
          { head: words(locale, 'day.state') },
          { head: words(locale, 'project.raised'), number: true },
          { head: words(locale, 'projectField.goal'), number: true },
          { head: words(locale, 'project.percent'), number: true },
          { head: words(locale, 'day.count'), number: true },
          { head: words(locale, 'project.period') },
        ]}
        rows={props.projects.map((project) => {
          const { currency, goal } = project;
          const sums = props.raised.get(project.id);
          const raised = sums?.raised ?? 0n;
          const percent = percentOf(raised, goal);
          return [
            <a href={at(desk, `/projects/${withPrefix('prj', project.id)}`)}>{nameOf(project, locale)}</a>,
            <ProjectState project={project} desk={desk} />,
            readableMoney({ amount: raised, currency }, locale),
            goal === null ? words(locale, 'none') : readableMoney({ amount: goal, currency }, locale),
            percent === null ? words(locale, 'none') : `${percent}%`,
            readableCount(sums?.donations ?? 0, locale),
            periodOf(project, desk),
          ];
        })}
        empty={words(locale, 'project.none')}
      />
    </DeskPage>
  );
}
