import type { VNode } from 'preact';
import type { ModerationLine } from '../../../donations/moderation.queries.js';
import type { WordRef } from '../../../donations/moderation.service.js';
import type { PublicWordState } from '../../../donations/public-word.entity.js';
import type { Project } from '../../../projects/project.entity.js';
import { Actions, Button } from '../../ui/buttons.js';
import { FormProblems, Hidden, TextField } from '../../ui/fields.js';
import { readableCount } from '../../ui/format.js';
import { Notice } from '../../ui/notices.js';
import { Pager } from '../../ui/tables.js';
import { type Desk, mayAct } from '../access/visit.js';
import { words } from '../console.words.js';
import { at, DeskPage } from '../layout.js';
import type { Paging } from '../paging.js';
import { wordKey } from './word-refs.js';
import { WordRow } from './word-row.js';

export interface ModerationProps {
  readonly state: PublicWordState;
  readonly counts: Readonly<Record<PublicWordState, number>>;
  readonly paging: Paging;
  readonly lines: readonly ModerationLine[];
  readonly projects: ReadonlyMap<string, Project>;
  readonly ticked: ReadonlySet<string>;
  readonly problems: readonly { field: string; text: string }[];
  /** The reason as it was typed, when it was refused. */
  readonly reason: string;
  /** What was decided last, and may be put back with one key. */
  readonly undo: readonly WordRef[];
  readonly done: unknown;
  /** How many somebody else had decided before. */
  readonly late: number;
}

function Tabs({ desk, props }: { desk: Desk; props: ModerationProps }): VNode {
  const here = at(desk, '/moderation');
  return (
    <nav class="console-nav console-subnav" aria-label={words(desk.locale, 'moderation.states')}>
      {(['waiting', 'approved', 'refused'] as const).map((state) => (
        <a
          key={state}
          href={state === 'waiting' ? here : `${here}?state=${state}`}
          aria-current={state === props.state ? 'page' : undefined}
        >
          {words(desk.locale, `moderation.state.${state}`)} {readableCount(props.counts[state], desk.locale)}
        </a>
      ))}
    </nav>
  );
}

function Undo({ desk, undo }: { desk: Desk; undo: readonly WordRef[] }): VNode | null {
  if (undo.length === 0 || !mayAct(desk, 'editor')) return null;
  return (
    <form method="post" action={at(desk, '/moderation/undoing')}>
      {undo.map((word) => (
        <Hidden key={wordKey(word)} name="word" value={wordKey(word)} />
      ))}
      <button type="submit" class="button button-second button-small" data-undo>
        {words(desk.locale, 'moderation.undoLast')} <kbd>U</kbd>
      </button>
    </form>
  );
}

/** What is done with all that are ticked: one form, to which the boxes of the rows belong. */
function Many({ desk, props }: { desk: Desk; props: ModerationProps }): VNode {
  const { locale } = desk;
  const { state, reason, problems } = props;
  const here = at(desk, '/moderation');
  const isWaiting = state === 'waiting';
  return (
    <form
      id="many"
      method="post"
      action={isWaiting ? `${here}/approvals` : `${here}/undoing`}
      class="panel"
      data-exact
    >
      <h2>{words(locale, 'moderation.many')}</h2>
      <p class="small">
        <a href={`${here}?${new URLSearchParams({ state, page: String(props.paging.page), all: '1' })}`}>
          {words(locale, 'moderation.tickAll')}
        </a>
      </p>
      <Hidden name="state" value={state} />
      {isWaiting && (
        <TextField
          name="reason"
          label={words(locale, 'moderation.reason')}
          hint={words(locale, 'moderation.reason.hint')}
          value={reason}
          problem={problems.find(({ field }) => field === 'reason')?.text}
          maxlength={200}
        />
      )}
      <Actions>
        <Button>
          {words(locale, isWaiting ? 'moderation.approveTicked' : 'moderation.undoTicked')}{' '}
          <kbd>Ctrl+Enter</kbd>
        </Button>
        {isWaiting && (
          <button type="submit" class="button button-second" formAction={`${here}/refusals`}>
            {words(locale, 'moderation.refuseTicked')}
          </button>
        )}
      </Actions>
    </form>
  );
}

/** The queue of names and messages, and what was decided about them. */
export function moderationPage(desk: Desk, props: ModerationProps): VNode {
  const { locale } = desk;
  const { state, paging, lines, late } = props;
  const title = words(locale, 'nav.moderation');
  const page = (number: number) =>
    `${at(desk, '/moderation')}?${new URLSearchParams({ state, page: String(number) })}`;
  const mayDecide = mayAct(desk, 'editor');
  return (
    <DeskPage
      desk={desk}
      title={title}
      current="moderation"
      done={props.done}
      scripts={mayDecide ? ['desk.js', 'desk-rows.js'] : []}
    >
      <h1>{title}</h1>
      <p class="soft">{words(locale, 'moderation.lead')}</p>
      <FormProblems title={words(locale, 'form.problems')} problems={props.problems} />
      {late > 0 && (
        <Notice tone="warn" live>
          <p>{words(locale, 'moderation.late', { count: readableCount(late, locale) })}</p>
        </Notice>
      )}
      <Undo desk={desk} undo={props.undo} />
      <Tabs desk={desk} props={props} />
      {lines.length === 0 ? (
        <p class="soft">{words(locale, `moderation.none.${state}`)}</p>
      ) : (
        <>
          {mayDecide && (
            <details class="small" data-keys>
              <summary>
                {words(locale, 'moderation.keys')} <kbd>?</kbd>
              </summary>
              <p>{words(locale, 'moderation.keys.text')}</p>
            </details>
          )}
          <ul class="word-rows">
            {lines.map((line, index) => (
              <WordRow key={wordKey(line)} desk={desk} line={line} index={index} props={props} />
            ))}
          </ul>
          <Pager
            label={words(locale, 'moderation.pages')}
            previous={
              paging.page > 1
                ? { href: page(paging.page - 1), text: words(locale, 'moderation.previous') }
                : undefined
            }
            next={
              paging.page < paging.pages
                ? { href: page(paging.page + 1), text: words(locale, 'moderation.next') }
                : undefined
            }
          />
          {mayDecide && <Many desk={desk} props={props} />}
        </>
      )}
    </DeskPage>
  );
}
