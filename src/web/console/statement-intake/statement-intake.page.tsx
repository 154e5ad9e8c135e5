import type { VNode } from 'preact';
import { withPrefix } from '../../../kernel/ids.js';
import type { Payload } from '../../../platform/approvals/approval.entity.js';
import type { BookingProgress } from '../../../settlements/statement-bookings.service.js';
import type { StatementFileSummary } from '../../../settlements/statement-files.queries.js';
import { Button } from '../../ui/buttons.js';
import { FormProblems } from '../../ui/fields.js';
import { Notice } from '../../ui/notices.js';
import { type Desk, mayAct } from '../access/visit.js';
import { approvalPath } from '../approvals/approvals.page.js';
import { PayloadView } from '../approvals/payload.view.js';
import { words } from '../console.words.js';
import { at, DeskPage } from '../layout.js';

export interface StatementIntakeProps {
  readonly file: StatementFileSummary;
  /** The request that waits for another person. */
  readonly waiting: string | null;
  /** What will be booked; null when the file makes no gifts, or not any more. */
  readonly preview: Payload | null;
  readonly booked: BookingProgress | null;
  readonly problems: readonly { readonly field: string; readonly text: string }[];
  readonly done?: unknown;
}

/** A file's way into the books: what it will book, who must agree, how far it is. */
export function statementIntakePage(desk: Desk, props: StatementIntakeProps): VNode {
  const { locale } = desk;
  const { file, waiting, preview, booked } = props;
  const path = at(desk, `/statements/${withPrefix('sfl', file.id)}`);
  const title = words(locale, 'intake.title');
  return (
    <DeskPage desk={desk} title={title} current="statements" done={props.done}>
      <p class="crumbs">
        <a href={path}>
          {file.accountName} {file.firstDay}
        </a>
      </p>
      <h1>{title}</h1>
      <p class="soft">{words(locale, 'intake.lead')}</p>
      <FormProblems title={words(locale, 'intake.refused')} problems={props.problems} />
      {booked && (
        <Notice tone={booked.phase === 'done' ? 'good' : 'warn'} live>
          <p>
            {booked.phase === 'done'
              ? words(locale, 'intake.booked')
              : words(locale, 'intake.booking', {
                  done: String(booked.stepsDone),
                  all: String(booked.steps),
                })}
          </p>
        </Notice>
      )}
      {preview === null && !booked && <p>{words(locale, 'intake.nothing')}</p>}
      {preview && <PayloadView desk={desk} payload={preview} facts={[]} />}
      {waiting && (
        <Notice tone="warn">
          <p>
            <a href={approvalPath(desk, waiting)}>{words(locale, 'intake.waits')}</a>
          </p>
        </Notice>
      )}
      {preview && !waiting && mayAct(desk, 'clerk') && (
        <form method="post" action={`${path}/intake`}>
          <p>{words(locale, 'intake.two')}</p>
          <Button>{words(locale, 'intake.ask')}</Button>
        </form>
      )}
      <p>
        <a href={at(desk, '/gift-mappings')}>{words(locale, 'intake.toMappings')}</a>
      </p>
    </DeskPage>
  );
}
