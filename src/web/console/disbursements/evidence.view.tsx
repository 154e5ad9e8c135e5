import type { VNode } from 'preact';
import type { Disbursement } from '../../../disbursements/disbursement.entity.js';
import type { Evidence } from '../../../disbursements/evidence.entity.js';
import { EVIDENCE_KINDS, EVIDENCE_TYPES } from '../../../disbursements/evidence.queries.js';
import { withPrefix } from '../../../kernel/ids.js';
import { Button } from '../../ui/buttons.js';
import { CheckField, Hidden, SelectField, TextField } from '../../ui/fields.js';
import { Time } from '../../ui/format.js';
import { Badge, type Tone } from '../../ui/notices.js';
import { type Desk, mayAct } from '../access/visit.js';
import { type Key, wordFor, words } from '../console.words.js';

/** What was typed about a paper before a refusal; `paper` names the one whose form it was. */
export interface TypedEvidence {
  readonly evidence_kind?: string | undefined;
  readonly title_zh?: string | undefined;
  readonly title_en?: string | undefined;
}

interface Props {
  readonly desk: Desk;
  readonly disbursement: Disbursement;
  readonly evidence: readonly Evidence[];
  readonly names: ReadonlyMap<string, string>;
  readonly typed: TypedEvidence;
  readonly problems: readonly { field: string; text: string }[];
  /** Path of the disbursement's page. */
  readonly here: string;
}

interface AnswerProps {
  readonly desk: Desk;
  readonly paper: Evidence;
  readonly path: string;
  readonly problem: (name: string) => string | undefined;
}

const TONES: Readonly<Record<Evidence['state'], Tone>> = {
  waiting: 'warn',
  published: 'good',
  refused: 'plain',
  withdrawn: 'bad',
};
const SHOWABLE = ['requested', 'approved', 'paid', 'returned'];

function Answer({ desk, paper, path, problem }: AnswerProps): VNode | null {
  const { locale, staff } = desk;
  if (!mayAct(desk, 'approver')) return null;
  const ending = paper.state === 'published' ? 'withdrawal' : 'refusal';
  const end = (
    <form method="post" action={`${path}/${ending}`}>
      <TextField
        name={`reason-${paper.id}`}
        label={words(locale, 'evidence.reason')}
        problem={problem(`reason-${paper.id}`)}
        autocomplete="off"
        required
      />
      <Button second>
        {words(locale, ending === 'withdrawal' ? 'evidence.withdraw' : 'evidence.refuse')}
      </Button>
    </form>
  );
  if (paper.state === 'published')
    return (
      <details open={problem(`reason-${paper.id}`) !== undefined}>
        <summary>{words(locale, 'evidence.withdraw')}</summary>
        {end}
      </details>
    );
  if (paper.state !== 'waiting') return null;
  if (paper.addedBy === staff.staffId) return <p class="soft">{words(locale, 'evidence.own')}</p>;
  return (
    <div class="case-forms">
      <form method="post" action={`${path}/publication`}>
        <Hidden name="shown" value={paper.sha256} />
        <CheckField
          name={`stated-${paper.id}`}
          label={words(locale, 'evidence.statement')}
          problem={problem(`stated-${paper.id}`)}
        />
        <Button>{words(locale, 'evidence.publish')}</Button>
      </form>
      {end}
    </div>
  );
}

function Paper({ paper, ...props }: Props & { paper: Evidence }): VNode {
  const { desk, names, here } = props;
  const { locale, organization } = desk;
  const path = `${here}/evidence/${withPrefix('evd', paper.id)}`;
  const who = (id: string | null) => (id && names.get(id)) || words(locale, 'none');
  const time = (at: Date) => <Time at={at} locale={locale} zone={organization.timeZone} />;
  return (
    <li class="panel">
      <h3>
        <a href={path}>{locale === 'en' ? paper.titleEn : paper.titleZh}</a>{' '}
        <Badge tone={TONES[paper.state]}>{words(locale, `evidence.state.${paper.state}` as Key)}</Badge>
      </h3>
      <p class="soft small">
        {wordFor(locale, 'evidenceKind', paper.kind)} · {words(locale, 'evidence.addedBy')}{' '}
        {who(paper.addedBy)} {time(paper.addedAt)}
        {paper.statedAt && (
          <>
            {' · '}
            {words(locale, 'evidence.statedBy')} {who(paper.statedBy)} {time(paper.statedAt)}
          </>
        )}
        {paper.endedAt && (
          <>
            {' · '}
            {paper.reason} ({who(paper.endedBy)}, {time(paper.endedAt)})
          </>
        )}
      </p>
      <Answer
        desk={desk}
        paper={paper}
        path={path}
        problem={(name) => props.problems.find(({ field }) => field === name)?.text}
      />
    </li>
  );
}

/** The papers of a disbursement: which are public, which wait for a second person, and adding one. */
export function EvidenceSection(props: Props): VNode {
  const { desk, disbursement, evidence, typed, problems, here } = props;
  const { locale } = desk;
  const problem = (name: string) => problems.find(({ field }) => field === name)?.text;
  const mayAdd = mayAct(desk, 'clerk') && SHOWABLE.includes(disbursement.state);
  return (
    <section class="no-print" aria-labelledby="evidence">
      <h2 id="evidence">{words(locale, 'evidence.title')}</h2>
      <p class="soft">{words(locale, 'evidence.lead')}</p>
      {evidence.length === 0 ? (
        <p class="soft">{words(locale, 'evidence.none')}</p>
      ) : (
        <ul class="plain-list">
          {evidence.map((paper) => (
            <Paper key={paper.id} paper={paper} {...props} />
          ))}
        </ul>
      )}
      {mayAdd && (
        <form method="post" action={`${here}/evidence`} encType="multipart/form-data" class="panel">
          <h3>{words(locale, 'evidence.add')}</h3>
          <SelectField
            name="evidence_kind"
            label={words(locale, 'evidence.kind')}
            problem={problem('evidence_kind')}
            value={typed.evidence_kind}
            options={EVIDENCE_KINDS.map((kind) => ({
              value: kind,
              label: wordFor(locale, 'evidenceKind', kind),
            }))}
          />
          <TextField
            name="title_zh"
            label={words(locale, 'evidence.titleZh')}
            hint={words(locale, 'spending.publicTextHint')}
            problem={problem('title_zh')}
            value={typed.title_zh}
            lang="zh-CN"
            required
          />
          <TextField
            name="title_en"
            label={words(locale, 'evidence.titleEn')}
            problem={problem('title_en')}
            value={typed.title_en}
            lang="en"
            required
          />
          <div class="field">
            <label for="file">{words(locale, 'evidence.file')}</label>
            <span class="hint" id="file-hint">
              {words(locale, 'evidence.fileHint')}
            </span>
            {problem('file') && (
              <span class="problem" id="file-problem">
                {problem('file')}
              </span>
            )}
            <input
              id="file"
              name="file"
              type="file"
              accept={EVIDENCE_TYPES.join(',')}
              aria-describedby={problem('file') ? 'file-problem file-hint' : 'file-hint'}
              required
            />
          </div>
          <Button>{words(locale, 'evidence.add')}</Button>
        </form>
      )}
    </section>
  );
}
