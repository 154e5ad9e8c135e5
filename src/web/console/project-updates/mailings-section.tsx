import type { VNode } from 'preact';
import type { MailingProgress } from '../../../donations/giver-mailings.queries.js';
import { withPrefix } from '../../../kernel/ids.js';
import type { FailedMail } from '../../../platform/mail/mail-batches.js';
import { Actions, Button } from '../../ui/buttons.js';
import { Facts } from '../../ui/facts.js';
import { readableCount, Time } from '../../ui/format.js';
import { Table } from '../../ui/tables.js';
import { type Desk, mayAct, maySee } from '../access/visit.js';
import { wordFor, words } from '../console.words.js';
import { at } from '../layout.js';

/** A mailing, the mails of it that did not arrive, and whether its work has stopped before the end. */
export interface ShownMailing {
  readonly mailing: MailingProgress;
  readonly failures: readonly FailedMail[];
  readonly interrupted: boolean;
}

/** How far the mails about an update are, and which did not arrive. */
export function MailingsSection(props: {
  desk: Desk;
  here: string;
  mailings: readonly ShownMailing[];
}): VNode | null {
  const { desk, here, mailings } = props;
  if (mailings.length === 0) return null;
  return (
    <section aria-labelledby="mailings">
      <h2 id="mailings">{words(desk.locale, 'mailing.title')}</h2>
      {mailings.map((shown) => (
        <OneMailing key={shown.mailing.id} desk={desk} here={here} shown={shown} />
      ))}
    </section>
  );
}

function OneMailing({ desk, here, shown }: { desk: Desk; here: string; shown: ShownMailing }): VNode {
  const { locale, organization } = desk;
  const { mailing, failures, interrupted } = shown;
  const { counts, state } = mailing;
  const number = (count: number) => readableCount(count, locale);
  const open = state === 'writing' || counts.waiting > 0;
  return (
    <div class="panel">
      <Facts
        facts={[
          [words(locale, 'mailing.wording'), number(mailing.revision)],
          [
            words(locale, 'mailing.asked'),
            <Time at={mailing.askedAt} locale={locale} zone={organization.timeZone} />,
          ],
          [
            words(locale, 'day.state'),
            words(locale, interrupted ? 'mailing.interrupted' : `mailing.state.${state}`),
          ],
          [words(locale, 'mailing.sent'), number(counts.sent)],
          [words(locale, 'mailing.waiting'), number(counts.waiting)],
          [words(locale, 'mailing.refused'), number(counts.refused)],
          [words(locale, 'mailing.stopped'), number(counts.stopped)],
          [words(locale, 'mailing.skipped'), number(mailing.skipped)],
        ]}
      />
      {mailing.workId !== null && maySee(desk, 'clerk', 'approver', 'supervisor') && (
        <p>
          <a href={at(desk, `/work/${withPrefix('wrk', mailing.workId)}`)}>{words(locale, 'mailing.work')}</a>
        </p>
      )}
      {open && state !== 'called_off' && mayAct(desk, 'editor') && (
        <Actions>
          {interrupted && (
            <form method="post" action={`${here}/mailings/${mailing.id}/go-on`}>
              <Button second>{words(locale, 'mailing.goOn')}</Button>
            </form>
          )}
          <form method="post" action={`${here}/mailings/${mailing.id}/call-off`}>
            <Button second>{words(locale, 'mailing.callOff')}</Button>
          </form>
        </Actions>
      )}
      {failures.length > 0 && (
        <Table
          caption={words(locale, 'mailing.failures')}
          columns={[
            { head: words(locale, 'mail.to') },
            { head: words(locale, 'day.state') },
            { head: words(locale, 'mailing.why') },
          ]}
          rows={failures.map(({ recipientMasked, state: end, problem }) => [
            recipientMasked,
            words(locale, `mail.${end}`),
            wordFor(locale, 'mailing.problem', problem),
          ])}
          empty=""
        />
      )}
    </div>
  );
}
