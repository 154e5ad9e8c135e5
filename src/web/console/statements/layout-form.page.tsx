import type { VNode } from 'preact';
import { readableMoney } from '../../../kernel/money.js';
import {
  LAYOUT_FIELDS,
  type LayoutColumns,
  type LayoutPreview,
  type LayoutSource,
} from '../../../settlements/statement-layouts.service.js';
import { Actions, Button, ButtonLink } from '../../ui/buttons.js';
import { FormProblems, Hidden, SelectField, TextField } from '../../ui/fields.js';
import { readableDay } from '../../ui/format.js';
import { Notice } from '../../ui/notices.js';
import { Table } from '../../ui/tables.js';
import type { Desk } from '../access/visit.js';
import { words } from '../console.words.js';
import { at, DeskPage } from '../layout.js';
import { LayoutCrumbs } from './layouts.page.js';
import { lineType, problemTexts } from './statement-texts.js';

export interface LayoutFormProps {
  readonly source: LayoutSource;
  readonly name: string;
  readonly rows: readonly (readonly string[])[];
  readonly captions: readonly string[];
  readonly columns: LayoutColumns;
  readonly preview: LayoutPreview;
  readonly problems: readonly { field: string; text: string }[];
}

const SHOWN = 8;

function Preview({
  desk,
  preview,
  source,
}: {
  desk: Desk;
  preview: LayoutPreview;
  source: LayoutSource;
}): VNode {
  const { locale } = desk;
  const money = (amount: bigint | null, currency: string) =>
    amount === null ? '' : readableMoney({ amount, currency }, locale);
  return (
    <>
      <h2>{words(locale, 'statements.preview')}</h2>
      {preview.problems.length > 0 && (
        <Notice tone="warn" title={words(locale, 'statements.previewProblems')}>
          <ul>
            {preview.problems.slice(0, SHOWN).map((problem) => (
              <li key={`${problem.line} ${problem.code}`}>
                {problem.line > 0 && `${words(locale, 'statements.lineNo', { line: problem.line })} `}
                {problemTexts(problem, locale).what}
              </li>
            ))}
          </ul>
        </Notice>
      )}
      <Table
        caption={words(locale, 'statements.preview')}
        hideCaption
        columns={[
          { head: words(locale, 'statements.line'), number: true },
          { head: words(locale, 'statements.day') },
          { head: words(locale, 'statements.type') },
          { head: words(locale, 'statements.amount'), number: true },
          { head: words(locale, source === 'bank' ? 'statements.balance' : 'statements.fee'), number: true },
          { head: words(locale, 'statements.number') },
          { head: words(locale, 'statements.text') },
          { head: words(locale, 'statements.counterparty') },
        ]}
        rows={preview.lines
          .slice(0, SHOWN)
          .map((line) => [
            line.lineNo,
            readableDay(line.day, locale),
            lineType(line.type, locale),
            money(line.amount, line.currency),
            source === 'bank' ? money(line.balanceAfter, line.currency) : money(line.fee, line.currency),
            line.sourceKey,
            [line.attach, line.description, line.merchantRef].filter(Boolean).join(' · '),
            line.counterparty,
          ])}
        empty={words(locale, 'statements.previewEmpty')}
      />
    </>
  );
}

/** Saying which caption of a list means what, with the first rows as they will be read. */
export function layoutFormPage(desk: Desk, props: LayoutFormProps): VNode {
  const { locale } = desk;
  const { source, captions, columns, problems } = props;
  const title = words(locale, 'statements.newLayout');
  const problem = (name: string) => problems.find(({ field }) => field === name)?.text;
  return (
    <DeskPage desk={desk} current="statements" title={title}>
      <LayoutCrumbs desk={desk} deep />
      <h1>{title}</h1>
      <p class="lead">{words(locale, 'statements.mapLead')}</p>
      <FormProblems title={words(locale, 'form.problems')} problems={problems} />
      <form method="post" action={at(desk, '/statements/layouts')} enctype="multipart/form-data">
        <Hidden name="source" value={source} />
        <Hidden name="rows" value={JSON.stringify(props.rows)} />
        <Hidden name="captions" value={JSON.stringify(captions)} />
        <div class="console-narrow">
          <TextField
            name="name"
            label={words(locale, 'statements.layoutName')}
            hint={words(locale, 'statements.layoutNameHint')}
            problem={problem('name')}
            value={props.name}
            maxlength={120}
          />
          {LAYOUT_FIELDS[source].map((field) => (
            <SelectField
              key={field}
              name={field}
              label={words(locale, `statements.field.${field}`)}
              hint={words(locale, `statements.fieldHint.${field}`)}
              problem={problem(field)}
              value={columns[field] ?? ''}
              options={[
                { value: '', label: words(locale, 'statements.noColumn') },
                ...captions.map((caption) => ({ value: caption, label: caption })),
              ]}
            />
          ))}
        </div>
        <Preview desk={desk} preview={props.preview} source={source} />
        <Actions>
          <Button name="step" value="save">
            {words(locale, 'statements.saveLayout')}
          </Button>
          <Button second name="step" value="preview">
            {words(locale, 'statements.previewAgain')}
          </Button>
          <ButtonLink second href={at(desk, '/statements/layouts')}>
            {words(locale, 'cancel')}
          </ButtonLink>
        </Actions>
      </form>
    </DeskPage>
  );
}
