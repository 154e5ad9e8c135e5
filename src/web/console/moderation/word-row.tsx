import type { VNode } from 'preact';
import type { ModerationLine } from '../../../donations/moderation.queries.js';
import type { PublicWordState } from '../../../donations/public-word.entity.js';
import { readableMoney } from '../../../kernel/money.js';
import type { Project } from '../../../projects/project.entity.js';
import { Hidden } from '../../ui/fields.js';
import { Time } from '../../ui/format.js';
import { Badge } from '../../ui/notices.js';
import { type Desk, mayAct } from '../access/visit.js';
import { words } from '../console.words.js';
import { at, nameOf } from '../layout.js';
import { wordKey } from './word-refs.js';

interface WordRowProps {
  readonly desk: Desk;
  readonly line: ModerationLine;
  readonly index: number;
  readonly props: {
    readonly state: PublicWordState;
    readonly projects: ReadonlyMap<string, Project>;
    readonly ticked: ReadonlySet<string>;
  };
}

/** One decision about one row; the row's place lets the page go on there. */
function Decide({ desk, line, index, props }: WordRowProps): VNode {
  const { locale } = desk;
  const here = at(desk, '/moderation');
  const common = (
    <>
      <Hidden name="word" value={wordKey(line)} />
      <Hidden name="row" value={String(index)} />
      <Hidden name="state" value={props.state} />
    </>
  );
  if (line.state !== 'waiting')
    return (
      <form method="post" action={`${here}/undoing`}>
        {common}
        <button type="submit" class="button button-second button-small" data-accept>
          {words(locale, 'moderation.undo')}
        </button>
      </form>
    );
  const reasonId = `reason-${index}`;
  return (
    <div class="actions">
      <form method="post" action={`${here}/approvals`}>
        {common}
        <button type="submit" class="button button-small" data-accept>
          {words(locale, 'moderation.approve')}
        </button>
      </form>
      <details>
        <summary>{words(locale, 'moderation.refuse')}</summary>
        <form method="post" action={`${here}/refusals`}>
          {common}
          <label for={reasonId}>{words(locale, 'moderation.reason')}</label>
          <textarea id={reasonId} name="reason" rows={2} required maxLength={200} data-note />
          <button type="submit" class="button button-second button-small">
            {words(locale, 'moderation.refuse')}
          </button>
        </form>
      </details>
    </div>
  );
}

/** A name or message with its gift, its box, and what may be done with it. */
export function WordRow(row: WordRowProps): VNode {
  const { desk, line, index, props } = row;
  const { locale } = desk;
  const key = wordKey(line);
  const project = props.projects.get(line.projectId);
  const mayDecide = mayAct(desk, 'editor');
  const text = (
    <span>
      <Badge>{words(locale, `moderation.kind.${line.kind}`)}</Badge>{' '}
      <q dir="auto" class="word-text">
        {line.text}
      </q>
      {line.instead && <small>{words(locale, 'moderation.instead', { label: line.instead })}</small>}
    </span>
  );
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: the keys of the desk act on the row that has the focus
    <li id={`r${index}`} data-row={mayDecide ? '' : undefined} tabIndex={mayDecide ? 0 : undefined}>
      {mayDecide ? (
        <label class="choice">
          <input type="checkbox" form="many" name="word" value={key} checked={props.ticked.has(key)} />
          {text}
        </label>
      ) : (
        <p>{text}</p>
      )}
      <p class="soft small">
        {project ? nameOf(project, locale) : ''} · {readableMoney(line, locale)} ·{' '}
        <Time at={line.createdAt} locale={locale} zone={desk.organization.timeZone} />
      </p>
      {line.decidedAt && (
        <p class="soft small">
          {line.decidedBy ?? words(locale, 'moderation.earlier')} ·{' '}
          <Time at={line.decidedAt} locale={locale} zone={desk.organization.timeZone} />
          {line.reason && ` · ${line.reason}`}
        </p>
      )}
      {mayDecide && <Decide {...row} />}
    </li>
  );
}
