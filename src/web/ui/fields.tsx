import type { ComponentChildren, InputHTMLAttributes, VNode } from 'preact';

/** What every field has: its name, label, and the words beside it. `problem` is in the reader's language. */
export interface FieldWords {
  readonly name: string;
  readonly label: ComponentChildren;
  readonly hint?: ComponentChildren;
  readonly problem?: string | undefined;
  /** The word for "optional", shown after the label. */
  readonly optional?: string;
}

/** Ids of hint and problem, for aria-describedby; undefined when there is neither. */
export function describedBy({ name, hint, problem }: FieldWords): string | undefined {
  return [problem && `${name}-problem`, hint && `${name}-hint`].filter(Boolean).join(' ') || undefined;
}

/** Hint and problem as they stand between label and control. */
export function FieldNotes({ name, hint, problem }: FieldWords): VNode {
  return (
    <>
      {hint && (
        <span class="hint" id={`${name}-hint`}>
          {hint}
        </span>
      )}
      {problem && (
        <span class="problem" id={`${name}-problem`}>
          {problem}
        </span>
      )}
    </>
  );
}

function LabelOf({ name, label, optional }: FieldWords): VNode {
  return (
    <label for={name}>
      {label} {optional && <span class="optional">{optional}</span>}
    </label>
  );
}

export interface TextFieldProps extends FieldWords {
  readonly value?: string | undefined;
  readonly type?:
    | 'datetime-local'
    | 'text'
    | 'email'
    | 'password'
    | 'search'
    | 'date'
    | 'tel'
    | 'url'
    | 'number'
    | 'file';
  readonly required?: boolean;
  readonly autocomplete?: string;
  readonly inputmode?: 'decimal' | 'numeric' | 'email' | 'text' | 'tel';
  readonly maxlength?: number;
  /** Written inside the box before the value, such as a currency sign. */
  readonly prefix?: string;
  readonly lang?: string;
}

/** A labelled one-line input whose hint and problem are announced with it. */
export function TextField(props: TextFieldProps): VNode {
  // Preact types inputs as one shape for each `type`; this component serves all that are typed into.
  const attributes = {
    type: props.type ?? 'text',
    id: props.name,
    name: props.name,
    value: props.value,
    required: props.required,
    autocomplete: props.autocomplete,
    inputmode: props.inputmode,
    maxlength: props.maxlength,
    lang: props.lang,
    'aria-describedby': describedBy(props),
    'aria-invalid': props.problem ? 'true' : undefined,
  } as InputHTMLAttributes<HTMLInputElement>;
  const input = <input {...attributes} />;
  return (
    <div class="field">
      <LabelOf {...props} />
      <FieldNotes {...props} />
      {props.prefix ? (
        <div class="with-prefix">
          <span aria-hidden="true">{props.prefix}</span>
          {input}
        </div>
      ) : (
        input
      )}
    </div>
  );
}

/** A labelled text of several lines. */
export function TextArea(props: FieldWords & { value?: string; rows?: number; required?: boolean }): VNode {
  return (
    <div class="field">
      <LabelOf {...props} />
      <FieldNotes {...props} />
      <textarea
        id={props.name}
        name={props.name}
        rows={props.rows ?? 6}
        required={props.required}
        aria-describedby={describedBy(props)}
        aria-invalid={props.problem ? 'true' : undefined}
      >
        {props.value}
      </textarea>
    </div>
  );
}

/** One answer of a list: its value, its words, and a second line that explains it. */
export interface Option {
  readonly value: string;
  readonly label: ComponentChildren;
  readonly note?: ComponentChildren;
}

/** A labelled drop-down list. */
export function SelectField(
  props: FieldWords & { options: readonly Option[]; value?: string | undefined },
): VNode {
  return (
    <div class="field">
      <LabelOf {...props} />
      <FieldNotes {...props} />
      <select
        id={props.name}
        name={props.name}
        aria-describedby={describedBy(props)}
        aria-invalid={props.problem ? 'true' : undefined}
      >
        {props.options.map((option) => (
          <option key={option.value} value={option.value} selected={option.value === props.value}>
            {option.label}
          </option>
        ))}
      </select>
    </div>
  );
}

/** Native radios in a fieldset, each with its explanation below it. */
export function RadioField(
  props: FieldWords & { options: readonly Option[]; value?: string | undefined; inline?: boolean },
): VNode {
  return (
    <fieldset aria-describedby={describedBy(props)}>
      <legend>{props.label}</legend>
      <FieldNotes {...props} />
      <div class={props.inline ? 'choices-inline' : undefined}>
        {props.options.map((option) => (
          <label class="choice" key={option.value}>
            <input
              type="radio"
              name={props.name}
              value={option.value}
              checked={option.value === props.value}
            />
            <span>
              {option.label}
              {option.note && <small>{option.note}</small>}
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

/** A checkbox with its sentence. Never ticked by us where it asks for consent. */
export function CheckField(props: FieldWords & { checked?: boolean; value?: string }): VNode {
  return (
    <div class="field">
      <FieldNotes {...props} />
      <label class="choice">
        <input
          type="checkbox"
          id={props.name}
          name={props.name}
          value={props.value ?? '1'}
          checked={props.checked}
          aria-describedby={describedBy(props)}
        />
        <span>{props.label}</span>
      </label>
    </div>
  );
}

/** Hidden values of a form. `autocomplete=off`, or Firefox brings an old value back after a reload. */
export function Hidden({ name, value }: { name: string; value: string }): VNode {
  return <input type="hidden" name={name} value={value} autocomplete="off" />;
}

/** What was wrong with a form, at its top, each problem leading to its field. */
export function FormProblems(props: {
  title: string;
  problems: readonly { field: string; text: string }[];
}): VNode | null {
  if (props.problems.length === 0) return null;
  return (
    <div class="notice notice-bad" role="alert">
      <h2>{props.title}</h2>
      <ul>
        {props.problems.map((problem) => (
          <li key={problem.field}>
            <a href={`#${problem.field}`}>{problem.text}</a>
          </li>
        ))}
      </ul>
    </div>
  );
}
