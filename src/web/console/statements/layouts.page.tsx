import type { VNode } from 'preact';
import type { LayoutField, StatementLayout } from '../../../settlements/statement-layouts.service.js';
import { Actions, Button, ButtonLink } from '../../ui/buttons.js';
import { FormProblems, RadioField, TextField } from '../../ui/fields.js';
import { Time } from '../../ui/format.js';
import { Table } from '../../ui/tables.js';
import { type Desk, mayAct } from '../access/visit.js';
import { words } from '../console.words.js';
import { at, DeskPage } from '../layout.js';

/** The way back to the files and the mappings. */
export function LayoutCrumbs({ desk, deep }: { desk: Desk; deep?: boolean }): VNode {
  const { locale } = desk;
  return (
    <p class="crumbs">
      <a href={at(desk, '/statements')}>{words(locale, 'nav.statements')}</a>
      {deep && (
        <>
          {' · '}
          <a href={at(desk, '/statements/layouts')}>{words(locale, 'statements.layouts')}</a>
        </>
      )}
    </p>
  );
}

/** Saved mappings, and how each reads its columns. */
export function layoutsPage(
  desk: Desk,
  props: {
    readonly layouts: readonly StatementLayout[];
    readonly names: ReadonlyMap<string, string>;
    readonly done?: string | undefined;
  },
): VNode {
  const { locale, organization } = desk;
  const title = words(locale, 'statements.layouts');
  return (
    <DeskPage desk={desk} current="statements" title={title} done={props.done}>
      <LayoutCrumbs desk={desk} />
      <h1>{title}</h1>
      <p class="lead">{words(locale, 'statements.layoutsLead')}</p>
      {mayAct(desk, 'clerk') && (
        <Actions>
          <ButtonLink href={at(desk, '/statements/layouts/new')}>
            {words(locale, 'statements.newLayout')}
          </ButtonLink>
        </Actions>
      )}
      <Table
        caption={title}
        hideCaption
        columns={[
          { head: words(locale, 'statements.layoutName') },
          { head: words(locale, 'statements.sourceOf') },
          { head: words(locale, 'statements.columns') },
          { head: words(locale, 'statements.saved') },
        ]}
        rows={props.layouts.map(({ name, source, columns, createdAt, createdBy }) => [
          name,
          words(locale, `statements.source.${source}`),
          Object.entries(columns)
            .map(
              ([field, caption]) =>
                `${words(locale, `statements.field.${field as LayoutField}`)} = ${caption}`,
            )
            .join(locale === 'en' ? '; ' : '；'),
          <>
            <Time at={createdAt} locale={locale} zone={organization.timeZone} /> {props.names.get(createdBy)}
          </>,
        ])}
        empty={words(locale, 'statements.noLayouts')}
      />
    </DeskPage>
  );
}

/** Showing a list whose columns are to be mapped. */
export function layoutSamplePage(
  desk: Desk,
  props: { readonly source: string; readonly problems: readonly { field: string; text: string }[] },
): VNode {
  const { locale } = desk;
  const title = words(locale, 'statements.newLayout');
  return (
    <DeskPage desk={desk} current="statements" title={title}>
      <LayoutCrumbs desk={desk} deep />
      <h1>{title}</h1>
      <p class="lead">{words(locale, 'statements.sampleLead')}</p>
      <FormProblems title={words(locale, 'form.problems')} problems={props.problems} />
      <form
        class="console-narrow"
        method="post"
        action={at(desk, '/statements/layouts/sample')}
        enctype="multipart/form-data"
      >
        <RadioField
          name="source"
          label={words(locale, 'statements.sourceOf')}
          value={props.source}
          options={(['bank', 'platform'] as const).map((value) => ({
            value,
            label: words(locale, `statements.source.${value}`),
          }))}
        />
        <TextField
          name="file"
          type="file"
          label={words(locale, 'statements.sample')}
          hint={words(locale, 'statements.sampleHint')}
          problem={props.problems.find(({ field }) => field === 'file')?.text}
          required
        />
        <Actions>
          <Button>{words(locale, 'statements.showSample')}</Button>
          <ButtonLink second href={at(desk, '/statements/layouts')}>
            {words(locale, 'cancel')}
          </ButtonLink>
        </Actions>
      </form>
    </DeskPage>
  );
}
