import type { VNode } from 'preact';
import type { AccountBill } from '../../../settlements/statement-files.queries.js';
import type { StatementLayout } from '../../../settlements/statement-layouts.service.js';
import { Actions, Button, ButtonLink } from '../../ui/buttons.js';
import { FormProblems, SelectField, TextField } from '../../ui/fields.js';
import { Notice } from '../../ui/notices.js';
import type { Desk } from '../access/visit.js';
import { words } from '../console.words.js';
import { at, DeskPage } from '../layout.js';
import { type TypedFields, typed } from '../typed-fields.js';
import { accountOf, billName } from './statement-texts.js';
import { fileHref } from './statements.page.js';

/** The value that stands for a bill of an account in a form. */
export function billValue({ bill, providerAccountId, bankAccountId }: AccountBill): string {
  return `${bill}.${providerAccountId ?? bankAccountId}`;
}

/** Uploading a bill: which, of which days, and the file. */
export function uploadPage(
  desk: Desk,
  props: {
    readonly fields: TypedFields;
    readonly problems: readonly { field: string; text: string }[];
    readonly bills: readonly AccountBill[];
    readonly layouts: readonly StatementLayout[];
    /** The file that has the same bytes. */
    readonly known: string | null;
  },
): VNode {
  const { locale } = desk;
  const { fields, problems, bills, layouts, known } = props;
  const title = words(locale, 'statements.upload');
  const problem = (name: string) => problems.find(({ field }) => field === name)?.text;
  const lists = bills.some(({ bill }) => bill === 'bank' || bill === 'platform');
  return (
    <DeskPage desk={desk} current="statements" title={title}>
      <p class="crumbs">
        <a href={at(desk, '/statements')}>{words(locale, 'nav.statements')}</a>
      </p>
      <h1>{title}</h1>
      <FormProblems title={words(locale, 'form.problems')} problems={problems} />
      {known && (
        <Notice tone="warn">
          <p>
            <a href={fileHref(desk, known)}>{words(locale, 'statements.toKnown')}</a>
          </p>
        </Notice>
      )}
      {bills.length === 0 ? (
        <Notice>
          <p>{words(locale, 'statements.noAccounts')}</p>
        </Notice>
      ) : (
        <form
          class="console-narrow"
          method="post"
          action={at(desk, '/statements')}
          enctype="multipart/form-data"
        >
          <SelectField
            name="bill"
            label={words(locale, 'statements.which')}
            problem={problem('account')}
            value={typed(fields, 'bill')}
            options={bills.map((bill) => ({
              value: billValue(bill),
              label: `${billName(bill, locale)} · ${accountOf(bill, locale)}`,
            }))}
          />
          {lists && (
            <SelectField
              name="layout"
              label={words(locale, 'statements.layout')}
              hint={words(locale, 'statements.layoutHint')}
              problem={problem('layout')}
              value={typed(fields, 'layout')}
              options={[
                { value: '', label: words(locale, 'statements.noLayout') },
                ...layouts.map(({ id, source, name }) => ({
                  value: id,
                  label: `${words(locale, `statements.source.${source}`)} · ${name}`,
                })),
              ]}
            />
          )}
          <TextField
            name="first_day"
            type="date"
            label={words(locale, 'statements.firstDay')}
            problem={problem('firstDay')}
            value={typed(fields, 'first_day')}
            required
          />
          <TextField
            name="last_day"
            type="date"
            label={words(locale, 'statements.lastDay')}
            optional={words(locale, 'statements.optional')}
            hint={words(locale, 'statements.lastDayHint')}
            problem={problem('lastDay')}
            value={typed(fields, 'last_day')}
          />
          <TextField
            name="sha1"
            label={words(locale, 'statements.sha1')}
            optional={words(locale, 'statements.optional')}
            hint={words(locale, 'statements.sha1Hint')}
            problem={problem('sha1')}
            value={typed(fields, 'sha1')}
            autocomplete="off"
            maxlength={60}
          />
          <TextField
            name="file"
            type="file"
            label={words(locale, 'statements.file')}
            hint={words(locale, 'statements.fileHint')}
            problem={problem('file')}
            required
          />
          <Actions>
            <Button>{words(locale, 'statements.send')}</Button>
            <ButtonLink second href={at(desk, '/statements')}>
              {words(locale, 'cancel')}
            </ButtonLink>
          </Actions>
        </form>
      )}
    </DeskPage>
  );
}
