import type { VNode } from 'preact';
import { withPrefix } from '../../../kernel/ids.js';
import { readableMoney } from '../../../kernel/money.js';
import type { OfficialLine, OfficialNumber } from '../../../receipts/official.queries.js';
import { Button } from '../../ui/buttons.js';
import { Facts } from '../../ui/facts.js';
import { FormProblems, Hidden, TextField } from '../../ui/fields.js';
import { readableDay, Time } from '../../ui/format.js';
import { Table } from '../../ui/tables.js';
import { type Desk, mayAct } from '../access/visit.js';
import { sentence, words } from '../console.words.js';
import { at, DeskPage } from '../layout.js';
import type { TrailEvent } from '../trail/trail.queries.js';
import { Trail } from '../trail/trail.view.js';
import { OfficialState } from './officials.page.js';

export interface OfficialProps {
  readonly line: OfficialLine;
  readonly gifts: readonly { readonly donationId: string; readonly amount: bigint; readonly live: boolean }[];
  readonly trail: readonly TrailEvent[];
  readonly problems: readonly { field: string; text: string }[];
  readonly typed: Readonly<Record<string, string | undefined>>;
  readonly done?: unknown;
}

function numberInWords(desk: Desk, given: OfficialNumber | null): string | null {
  if (!given) return null;
  const { code, number, checkCode, issuedOn } = given;
  return `${code} ${number} · ${words(desk.locale, 'official.checkCode')} ${checkCode} · ${readableDay(issuedOn, desk.locale)}`;
}

function Field({ desk, props, name }: { desk: Desk; props: OfficialProps; name: FieldName }): VNode {
  return (
    <TextField
      name={name}
      type={name === 'issuedOn' ? 'date' : 'text'}
      label={words(desk.locale, `official.${name}`)}
      value={props.typed[name] ?? ''}
      problem={props.problems.find(({ field }) => field === name)?.text}
      autocomplete="off"
      required
    />
  );
}

type FieldName = 'code' | 'number' | 'checkCode' | 'issuedOn' | 'delivery' | 'failure';

/** The forms that fit the state: a number from the bureau, its refusal, the way to the donor, asking once more. */
function Steps({ desk, props }: { desk: Desk; props: OfficialProps }): VNode | null {
  const { locale } = desk;
  const { line } = props;
  const to = (step: string) => at(desk, `/official-receipts/${withPrefix('ofr', line.id)}/${step}`);
  const red = line.state === 'red_requested';
  return (
    <>
      {(line.state === 'requested' || red) && (
        <form class="panel no-print" method="post" action={to('number')}>
          <h2>{words(locale, red ? 'official.enterRed' : 'official.enter')}</h2>
          <p class="soft">{words(locale, 'official.enter.lead', { amount: readableMoney(line, locale) })}</p>
          <Hidden name="shown" value={line.amount.toString()} />
          {(['code', 'number', 'checkCode', 'issuedOn'] as const).map((name) => (
            <Field key={name} desk={desk} props={props} name={name} />
          ))}
          <Button second>{words(locale, 'official.save')}</Button>
        </form>
      )}
      {line.state === 'requested' && (
        <form class="panel no-print" method="post" action={to('failure')}>
          <Field desk={desk} props={props} name="failure" />
          <Button second>{words(locale, 'official.fail')}</Button>
        </form>
      )}
      {line.state === 'issued' && (
        <form class="panel no-print" method="post" action={to('delivery')}>
          <Field desk={desk} props={props} name="delivery" />
          <Button second>{words(locale, 'official.deliver')}</Button>
        </form>
      )}
      {line.state === 'failed' && (
        <form class="no-print" method="post" action={to('retry')}>
          <Button second>{words(locale, 'official.retry')}</Button>
        </form>
      )}
    </>
  );
}

/** One official receipt. */
export function officialPage(desk: Desk, props: OfficialProps): VNode {
  const { locale, organization } = desk;
  const { line } = props;
  const time = (instant: Date | null) =>
    instant && <Time at={instant} locale={locale} zone={organization.timeZone} />;
  return (
    <DeskPage desk={desk} current="officials" title={words(locale, 'official.one')} done={props.done}>
      <p class="crumbs">
        <a href={at(desk, '/official-receipts')}>{words(locale, 'official.title')}</a>
      </p>
      <h1>{words(locale, 'official.one')}</h1>
      <FormProblems title={words(locale, 'receipts.refused')} problems={props.problems} />
      <Facts
        facts={[
          [words(locale, 'receipts.state'), <OfficialState desk={desk} line={line} />],
          [words(locale, 'official.busNo'), <code>{withPrefix('ofr', line.id)}</code>],
          [words(locale, 'receipts.amount'), readableMoney(line, locale)],
          [words(locale, 'official.askedAt'), time(line.askedAt)],
          [words(locale, 'official.askedBy'), words(locale, `official.askedBy.${line.askedBy}`)],
          [words(locale, 'official.exportedAt'), time(line.exportedAt)],
          [words(locale, 'official.number'), numberInWords(desk, line.original)],
          [words(locale, 'official.red'), numberInWords(desk, line.red)],
          [
            words(locale, 'official.failure'),
            line.failure && (sentence(locale, `official.failure.${line.failure}`) ?? line.failure),
          ],
          [words(locale, 'official.delivery'), line.delivery],
          [
            words(locale, 'receipts.number'),
            <a href={at(desk, `/receipts/${withPrefix('rcp', line.receiptId)}`)}>{line.receiptNumber}</a>,
          ],
          [
            words(locale, 'official.replaces'),
            line.replacesId && (
              <a href={at(desk, `/official-receipts/${withPrefix('ofr', line.replacesId)}`)}>
                <code>{withPrefix('ofr', line.replacesId)}</code>
              </a>
            ),
          ],
        ]}
      />
      <Table
        caption={words(locale, 'receipts.giftsOn')}
        columns={[
          { head: words(locale, 'receipts.gift') },
          { head: words(locale, 'receipts.amount'), number: true },
        ]}
        rows={props.gifts.map((gift) => [
          <a href={at(desk, `/gifts/${withPrefix('don', gift.donationId)}`)}>
            <code class="small">{withPrefix('don', gift.donationId)}</code>
          </a>,
          readableMoney({ amount: gift.amount, currency: line.currency }, locale),
        ])}
      />
      {mayAct(desk, 'clerk') && <Steps desk={desk} props={props} />}
      <Trail desk={desk} events={props.trail} />
    </DeskPage>
  );
}
