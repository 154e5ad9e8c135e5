import type { VNode } from 'preact';
import { withPrefix } from '../../../kernel/ids.js';
import type { Project } from '../../../projects/project.entity.js';
import { Actions, Button, ButtonLink } from '../../ui/buttons.js';
import { FormProblems, Hidden, TextField } from '../../ui/fields.js';
import type { Desk } from '../access/visit.js';
import { words } from '../console.words.js';
import { at, DeskPage, nameOf } from '../layout.js';
import type { PresetLine } from './preset-form.js';

export interface PresetsPageProps {
  readonly project: Project;
  /** The project's version that the form was made from. */
  readonly version: number;
  readonly lines: readonly PresetLine[];
  readonly problems: readonly { readonly field: string; readonly text: string }[];
}

/** The amounts that a project's donate form offers: each with what it does, in both languages. */
export function presetsPage(desk: Desk, { project, version, lines, problems }: PresetsPageProps): VNode {
  const { locale } = desk;
  const here = at(desk, `/projects/${withPrefix('prj', project.id)}`);
  const title = words(locale, 'preset.title');
  const problemOf = (field: string) => problems.find((each) => each.field === field)?.text;
  return (
    <DeskPage desk={desk} title={title} current="projects">
      <p class="crumbs">
        <a href={here}>{nameOf(project, locale)}</a>
      </p>
      <h1>{title}</h1>
      <p>{words(locale, 'preset.lead', { currency: project.currency })}</p>
      <FormProblems title={words(locale, 'form.problems')} problems={problems} />
      <form method="post" action={`${here}/presets`} class="wide-form">
        <Hidden name="version" value={String(version)} />
        {lines.map((line, index) => {
          const place = index + 1;
          return (
            <fieldset key={place}>
              <legend>{words(locale, 'preset.place', { place: String(place) })}</legend>
              <div class="field-row">
                <TextField
                  name={`amount${place}`}
                  label={words(locale, 'preset.amount', { currency: project.currency })}
                  value={line.amount}
                  problem={problemOf(`amount${place}`)}
                  inputmode="decimal"
                  autocomplete="off"
                  maxlength={20}
                />
                <TextField
                  name={`meaningZh${place}`}
                  label={words(locale, 'preset.meaningZh')}
                  value={line.meaningZh}
                  problem={problemOf(`meaningZh${place}`)}
                  lang="zh-CN"
                  maxlength={40}
                />
                <TextField
                  name={`meaningEn${place}`}
                  label={words(locale, 'preset.meaningEn')}
                  value={line.meaningEn}
                  problem={problemOf(`meaningEn${place}`)}
                  lang="en"
                  maxlength={80}
                />
              </div>
            </fieldset>
          );
        })}
        <Actions>
          <Button>{words(locale, 'save')}</Button>
          <ButtonLink second href={here}>
            {words(locale, 'cancel')}
          </ButtonLink>
        </Actions>
      </form>
    </DeskPage>
  );
}
