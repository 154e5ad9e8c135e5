import type { VNode } from 'preact';
import type { Check } from '../../../platform/database/check.js';
import type { CheckFinding, CheckRun } from '../../../platform/database/checks.js';
import { Button } from '../../ui/buttons.js';
import { Time } from '../../ui/format.js';
import { Badge, Notice } from '../../ui/notices.js';
import { Table } from '../../ui/tables.js';
import type { Desk } from '../access/visit.js';
import { words } from '../console.words.js';
import { at, DeskPage } from '../layout.js';

interface ChecksProps {
  readonly checks: readonly Check[];
  /** Newest first. */
  readonly runs: readonly CheckRun[];
  /** Of the newest run. */
  readonly findings: readonly CheckFinding[];
  readonly mayRun: boolean;
  readonly done?: unknown;
}

/** Rows that break a rule, as far as they are this organization's; of others only how many there are. */
function BrokenRows({ desk, finding }: { desk: Desk; finding: CheckFinding }): VNode {
  const { locale, organization } = desk;
  const own = finding.rows.filter(({ organization_id: id }) => id === organization.id);
  const others = finding.rows.length - own.length;
  return (
    <details>
      <summary>{words(locale, 'checks.rows')}</summary>
      {own.map((row, index) => (
        <p key={index}>
          <code>{JSON.stringify(row)}</code>
        </p>
      ))}
      {others > 0 && <p class="soft">{words(locale, 'checks.otherRows', { n: others })}</p>}
    </details>
  );
}

function LastRun({ desk, run }: { desk: Desk; run: CheckRun | undefined }): VNode {
  const { locale, organization } = desk;
  if (!run) return <p class="soft">{words(locale, 'checks.never')}</p>;
  return (
    <Notice tone={run.broken === 0 ? 'good' : 'bad'}>
      <p>
        <strong>
          {run.broken === 0
            ? words(locale, 'checks.allHold')
            : words(locale, 'checks.someBroken', { n: run.broken })}
        </strong>{' '}
        · {words(locale, 'checks.last')}:{' '}
        <Time at={run.finishedAt} locale={locale} zone={organization.timeZone} />
      </p>
    </Notice>
  );
}

/** Every rule in one sentence, what the last run said about it, and the runs before. */
export function checksPage(desk: Desk, props: ChecksProps): VNode {
  const { locale, organization } = desk;
  const title = words(locale, 'nav.checks');
  const [last] = props.runs;
  const broken = new Map(props.findings.map((finding) => [finding.name, finding]));
  // Broken ones first; otherwise as the house stands, from the ground floor up.
  const checks = [...props.checks].sort((a, b) => Number(broken.has(b.name)) - Number(broken.has(a.name)));
  const badge = (name: string) => {
    if (!last) return <Badge>{words(locale, 'checks.notRun')}</Badge>;
    return broken.has(name) ? (
      <Badge tone="bad">{words(locale, 'checks.broken')}</Badge>
    ) : (
      <Badge tone="good">{words(locale, 'checks.holds')}</Badge>
    );
  };
  return (
    <DeskPage desk={desk} title={title} current="checks" done={props.done}>
      <h1>{title}</h1>
      <p class="soft">{words(locale, 'checks.lead')}</p>
      <LastRun desk={desk} run={last} />
      {props.mayRun && (
        <form method="post" action={at(desk, '/checks/runs')}>
          <Button second>{words(locale, 'checks.run')}</Button>
        </form>
      )}
      <Table
        caption={title}
        hideCaption
        columns={[{ head: words(locale, 'checks.rule') }, { head: words(locale, 'checks.state') }]}
        rows={checks.map(({ name, rule }) => {
          const finding = broken.get(name);
          return [
            <>
              <strong lang="en">{name}</strong>
              <br />
              <span lang="en">{rule}</span>
              {finding && <BrokenRows desk={desk} finding={finding} />}
            </>,
            badge(name),
          ];
        })}
      />
      <h2>{words(locale, 'checks.runs')}</h2>
      <Table
        caption={words(locale, 'checks.runs')}
        hideCaption
        columns={[
          { head: words(locale, 'checks.when') },
          { head: words(locale, 'checks.cause') },
          { head: words(locale, 'checks.rules'), number: true },
          { head: words(locale, 'checks.broken'), number: true },
        ]}
        rows={props.runs.map((run) => [
          <Time at={run.finishedAt} locale={locale} zone={organization.timeZone} />,
          words(locale, `checks.cause.${run.cause}`),
          String(run.rules),
          String(run.broken),
        ])}
        empty={words(locale, 'checks.never')}
      />
    </DeskPage>
  );
}
