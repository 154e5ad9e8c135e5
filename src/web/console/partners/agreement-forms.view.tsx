import type { VNode } from 'preact';
import { Button } from '../../ui/buttons.js';
import { TextArea, TextField } from '../../ui/fields.js';
import type { Desk } from '../access/visit.js';
import { words } from '../console.words.js';
import type { AgreementDetails } from './desk-partners.js';

/** The evaluation and the terms as they were typed. */
export interface TypedTerms {
  readonly evaluation: string;
  readonly number: string;
  readonly validFrom: string;
  readonly validUntil: string;
}

/** What an agreement's page is made from. */
export interface AgreementProps extends AgreementDetails {
  readonly problems: readonly { readonly field: string; readonly text: string }[];
  /** What was typed into the terms and refused. */
  readonly typed?: TypedTerms;
  readonly done?: unknown;
}

interface FormProps {
  readonly desk: Desk;
  readonly props: AgreementProps;
}

const problemIn = (props: AgreementProps, field: string): string | undefined =>
  props.problems.find((each) => each.field === field)?.text;

/** One of the two papers: to be read, and while the agreement is a draft to be replaced. */
export function Paper({
  desk,
  props,
  paper,
  acts,
}: FormProps & { paper: 'certificate' | 'agreement'; acts: boolean }): VNode {
  const { locale } = desk;
  const { agreement } = props;
  const there = (paper === 'certificate' ? agreement.certificateFileId : agreement.agreementFileId) !== null;
  const path = `${props.here}/papers/${paper}`;
  return (
    <div class="panel">
      <p>
        <strong>{words(locale, `partners.paper.${paper}`)}</strong>{' '}
        {there ? <a href={path}>{words(locale, 'partners.download')}</a> : words(locale, 'partners.notThere')}
      </p>
      {acts && agreement.state === 'draft' && (
        <form method="post" action={path} encType="multipart/form-data">
          <TextField
            name={paper}
            type="file"
            label={words(locale, there ? 'partners.replace' : 'partners.choose')}
            hint={words(locale, 'partners.paperHint')}
            problem={problemIn(props, paper)}
          />
          <Button second size="small">
            {words(locale, 'partners.upload')}
          </Button>
        </form>
      )}
    </div>
  );
}

/** Evaluation, number and span of a draft, and its approval. */
export function TermsForm({ desk, props }: FormProps): VNode {
  const { locale } = desk;
  const { agreement, typed } = props;
  return (
    <>
      <form method="post" action={`${props.here}/terms`} class="panel">
        <TextArea
          name="evaluation"
          label={words(locale, 'partners.evaluation')}
          hint={words(locale, 'partners.evaluationHint')}
          value={typed?.evaluation ?? agreement.evaluation ?? ''}
          problem={problemIn(props, 'evaluation')}
        />
        <TextField
          name="number"
          label={words(locale, 'partners.number')}
          value={typed?.number ?? agreement.number ?? ''}
          problem={problemIn(props, 'number')}
          maxlength={60}
          autocomplete="off"
        />
        <TextField
          name="valid_from"
          type="date"
          label={words(locale, 'partners.from')}
          value={typed?.validFrom ?? agreement.validFrom ?? ''}
          problem={problemIn(props, 'valid_from')}
        />
        <TextField
          name="valid_until"
          type="date"
          label={words(locale, 'partners.until')}
          hint={words(locale, 'partners.untilHint')}
          value={typed?.validUntil ?? agreement.validUntil ?? ''}
          problem={problemIn(props, 'valid_until')}
        />
        <Button second>{words(locale, 'partners.save')}</Button>
      </form>
      {props.lacking.length === 0 && (
        <form method="post" action={`${props.here}/approval`} class="panel">
          <p>{words(locale, 'partners.approveMeans')}</p>
          <Button>{words(locale, 'partners.approve')}</Button>
        </form>
      )}
    </>
  );
}

function WithReason(props: {
  desk: Desk;
  action: string;
  name: 'suspend' | 'end' | 'turnDown' | 'suspendPartner';
}): VNode {
  const { locale } = props.desk;
  return (
    <details class="panel">
      <summary>{words(locale, `partners.${props.name}`)}</summary>
      <p>{words(locale, `partners.means.${props.name}`)}</p>
      <form method="post" action={props.action}>
        {/* Several of these forms stand on one page, so the label holds its input and needs no id. */}
        <label class="field">
          {words(locale, 'partners.reason')}
          <input type="text" name="reason" maxlength={500} required />
        </label>
        <Button second>{words(locale, `partners.${props.name}`)}</Button>
      </form>
    </details>
  );
}

function WithoutReason(props: { desk: Desk; action: string; name: 'resume' | 'reinstate' }): VNode {
  return (
    <form method="post" action={props.action}>
      <Button second>{words(props.desk.locale, `partners.${props.name}`)}</Button>
    </form>
  );
}

/** Suspending, taking up again, ending; the partner as a whole only for the society that it applied to. */
export function EndingForms({ desk, props }: FormProps): VNode {
  const { agreement, partner, here } = props;
  const home = partner.homeOrganizationId === desk.organization.id;
  return (
    <>
      {agreement.state === 'active' && (
        <WithReason desk={desk} action={`${here}/suspension`} name="suspend" />
      )}
      {agreement.state === 'suspended' && (
        <WithoutReason desk={desk} action={`${here}/resumption`} name="resume" />
      )}
      {agreement.state !== 'ended' && (
        <WithReason
          desk={desk}
          action={`${here}/end`}
          name={agreement.state === 'draft' ? 'turnDown' : 'end'}
        />
      )}
      {home && partner.state !== 'suspended' && (
        <WithReason desk={desk} action={`${here}/partner/suspension`} name="suspendPartner" />
      )}
      {home && partner.state === 'suspended' && (
        <WithoutReason desk={desk} action={`${here}/partner/reinstatement`} name="reinstate" />
      )}
    </>
  );
}
