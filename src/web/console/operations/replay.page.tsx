import type { VNode } from 'preact';
import type { ReplayPayload } from '../../../intake/replays.service.js';
import { Actions, Button } from '../../ui/buttons.js';
import { CheckField } from '../../ui/fields.js';
import { Notice } from '../../ui/notices.js';
import type { Desk } from '../access/visit.js';
import { PayloadView } from '../approvals/payload.view.js';
import { words } from '../console.words.js';
import { at, DeskPage } from '../layout.js';

export interface ReplayProps {
  readonly rowId: string;
  /** What the dry run shows; null when it was refused. */
  readonly outlook: ReplayPayload | null;
  readonly problem: string | null;
  readonly mayAsk: boolean;
}

/** What a replay would do, tried out and taken back, and the way to ask for it. */
export function replayPage(desk: Desk, { rowId, outlook, problem, mayAsk }: ReplayProps): VNode {
  const { locale } = desk;
  const title = words(locale, 'replay.title', { id: rowId });
  const path = at(desk, `/inbox/${rowId}`);
  return (
    <DeskPage desk={desk} title={title} current="inbox">
      <p class="crumbs">
        <a href={at(desk, '/inbox')}>{words(locale, 'nav.inbox')}</a> ·{' '}
        <a href={path}>{words(locale, 'inbox.event', { id: rowId })}</a>
      </p>
      <h1>{title}</h1>
      {problem !== null && (
        <Notice tone="bad" live>
          <p>{problem}</p>
        </Notice>
      )}
      {outlook && (
        <>
          <p class="soft">{words(locale, 'replay.lead')}</p>
          <PayloadView desk={desk} payload={{ ...outlook }} facts={[]} />
          {mayAsk && (
            <form method="post" action={`${path}/replay`}>
              <CheckField
                name="mails"
                label={words(locale, 'replay.mails')}
                hint={words(locale, 'replay.mailsHint')}
              />
              <Actions>
                <Button>{words(locale, 'replay.ask')}</Button>
              </Actions>
            </form>
          )}
        </>
      )}
    </DeskPage>
  );
}
