import type { VNode } from 'preact';
import type { UseChange } from '../../../disbursements/use-change.entity.js';
import { withPrefix } from '../../../kernel/ids.js';
import type { Project } from '../../../projects/project.entity.js';
import { Actions, Button, ButtonLink } from '../../ui/buttons.js';
import { Facts } from '../../ui/facts.js';
import { Time } from '../../ui/format.js';
import { Badge, Notice, type Tone } from '../../ui/notices.js';
import { Table } from '../../ui/tables.js';
import { type Desk, mayAct } from '../access/visit.js';
import { type Key, words } from '../console.words.js';
import { at, DeskPage, nameOf } from '../layout.js';
import type { TrailEvent } from '../trail/trail.queries.js';
import { Trail } from '../trail/trail.view.js';
import { termsOf } from './use-terms.view.js';

const TONES: Readonly<Record<UseChange['state'], Tone>> = {
  requested: 'warn',
  approved: 'good',
  rejected: 'plain',
  cancelled: 'plain',
  expired: 'plain',
};

function UseState({ desk, state }: { desk: Desk; state: UseChange['state'] }): VNode {
  return <Badge tone={TONES[state]}>{words(desk.locale, `uses.state.${state}` as Key)}</Badge>;
}

/** What kind of filing it is: the plan, or which change of it. */
function kindOf(desk: Desk, { number, filingRecordNo }: UseChange): string {
  if (number === 1 || (number === null && filingRecordNo === '')) return words(desk.locale, 'uses.plan');
  return number === null
    ? words(desk.locale, 'uses.change')
    : words(desk.locale, 'uses.changeNumber', { n: number - 1 });
}

/** What the money of each project may be used for, and all requests to change it. */
export function usesPage(
  desk: Desk,
  {
    projects,
    current,
    uses,
    names,
  }: {
    readonly projects: readonly Project[];
    readonly current: ReadonlyMap<string, UseChange>;
    readonly uses: readonly UseChange[];
    readonly names: ReadonlyMap<string, string>;
  },
): VNode {
  const { locale, organization } = desk;
  const title = words(locale, 'uses.title');
  const projectOf = (id: string) => projects.find((each) => each.id === id);
  return (
    <DeskPage desk={desk} title={title} current="uses">
      <p class="crumbs">
        <a href={at(desk, '/disbursements')}>{words(locale, 'nav.disbursements')}</a>
      </p>
      <h1>{title}</h1>
      <p class="soft">{words(locale, 'uses.lead')}</p>
      <Table
        caption={words(locale, 'uses.current')}
        columns={[
          { head: words(locale, 'day.project') },
          { head: words(locale, 'uses.current') },
          { head: words(locale, 'uses.next') },
        ]}
        rows={projects.map((project) => {
          const use = current.get(project.id);
          return [
            nameOf(project, locale),
            use ? (
              <a href={at(desk, `/uses/${withPrefix('use', use.id)}`)}>{kindOf(desk, use)}</a>
            ) : (
              <Badge tone="warn">{words(locale, 'uses.nothingFiled')}</Badge>
            ),
            mayAct(desk, 'clerk', 'editor') && (
              <a href={`${at(desk, '/uses/new')}?project=${withPrefix('prj', project.id)}`}>
                {words(
                  locale,
                  use ? (project.state === 'draft' ? 'uses.rewrite' : 'uses.newChange') : 'uses.newPlan',
                )}
              </a>
            ),
          ];
        })}
        empty={words(locale, 'disbursements.noProject')}
      />
      <Table
        caption={words(locale, 'uses.all')}
        columns={[
          { head: words(locale, 'disbursements.requestedAt') },
          { head: words(locale, 'day.project') },
          { head: words(locale, 'uses.one') },
          { head: words(locale, 'day.state') },
          { head: words(locale, 'disbursements.requestedBy') },
        ]}
        rows={uses.map((use) => {
          const project = projectOf(use.projectId);
          return [
            <a href={at(desk, `/uses/${withPrefix('use', use.id)}`)}>
              <Time at={use.requestedAt} locale={locale} zone={organization.timeZone} />
            </a>,
            project && nameOf(project, locale),
            kindOf(desk, use),
            <UseState desk={desk} state={use.state} />,
            (use.requestedBy && names.get(use.requestedBy)) || words(locale, 'none'),
          ];
        })}
        empty={words(locale, 'uses.none')}
      />
    </DeskPage>
  );
}

/** One filing: what it says, who asked and allowed, and what is still to be done. */
export function usePage(
  desk: Desk,
  {
    use,
    project,
    names,
    trail,
    done,
  }: {
    readonly use: UseChange;
    readonly project: Project | null;
    readonly names: ReadonlyMap<string, string>;
    readonly trail: readonly TrailEvent[];
    readonly done?: unknown;
  },
): VNode {
  const { locale, organization, staff } = desk;
  const here = at(desk, `/uses/${withPrefix('use', use.id)}`);
  const time = (when: Date | null) => when && <Time at={when} locale={locale} zone={organization.timeZone} />;
  const isOwn = use.requestedBy === staff.staffId;
  return (
    <DeskPage desk={desk} title={kindOf(desk, use)} current="uses" done={done}>
      <p class="crumbs">
        <a href={at(desk, '/uses')}>{words(locale, 'uses.title')}</a>
      </p>
      <h1>
        {kindOf(desk, use)} <UseState desk={desk} state={use.state} />
      </h1>
      {use.state === 'requested' && use.approvalId && (
        <Notice tone="warn">
          <p>
            {words(locale, 'uses.waits')}{' '}
            <a href={at(desk, `/approvals/${withPrefix('apr', use.approvalId)}`)}>
              {words(locale, 'disbursements.toApproval')}
            </a>
          </p>
        </Notice>
      )}
      {use.state === 'requested' && isOwn && mayAct(desk, 'clerk', 'editor') && (
        <form method="post" action={`${here}/cancellation`}>
          <Actions>
            <Button second>{words(locale, 'disbursements.takeBack')}</Button>
          </Actions>
        </form>
      )}
      <Facts
        facts={[
          [words(locale, 'day.project'), project && nameOf(project, locale)],
          ...termsOf(use, locale),
          [
            words(locale, 'disbursements.requestedBy'),
            <>
              {(use.requestedBy && names.get(use.requestedBy)) || words(locale, 'none')} ·{' '}
              {time(use.requestedAt)}
            </>,
          ],
          [words(locale, 'uses.approvedAt'), time(use.approvedAt)],
          [words(locale, 'uses.toldAt'), time(use.toldAt)],
          [words(locale, 'disbursements.endedAt'), time(use.endedAt)],
          [words(locale, 'disbursements.reason'), use.reason],
        ]}
      />
      {project && use.state === 'approved' && project.state !== 'draft' && (
        <p>
          <ButtonLink second href={`/projects/${project.slug}/spending`}>
            {words(locale, 'uses.publicPage')}
          </ButtonLink>
        </p>
      )}
      <h2>{words(locale, 'trail.title')}</h2>
      <Trail desk={desk} events={trail} />
    </DeskPage>
  );
}
