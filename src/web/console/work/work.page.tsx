import type { VNode } from 'preact';
import { withPrefix } from '../../../kernel/ids.js';
import { readableMoney, scaleOf } from '../../../kernel/money.js';
import { hasEnded, type Work } from '../../../platform/long-work/long-work.queries.js';
import type { JsonObject, JsonValue } from '../../../platform/long-work/long-work-kind.js';
import { Actions, Button, ButtonLink } from '../../ui/buttons.js';
import { type Fact, Facts } from '../../ui/facts.js';
import { readableCount, Time } from '../../ui/format.js';
import { Badge, Notice, type Tone } from '../../ui/notices.js';
import { Pager, Table } from '../../ui/tables.js';
import { type Desk, mayAct } from '../access/visit.js';
import { type Key, sentence, wordFor, words } from '../console.words.js';
import { at, DeskPage } from '../layout.js';
import { WORK_LINKS } from './work-links.js';
import { stateOf, workTexts } from './work-texts.js';

const REFRESH_SECONDS = 3;
const TONES: Readonly<Record<Work['state'], Tone>> = {
  waiting: 'plain',
  running: 'warn',
  done: 'good',
  failed: 'bad',
  cancelled: 'plain',
};

type Names = ReadonlyMap<string, string>;

function titleOf(desk: Desk, work: Work): string {
  return wordFor(desk.locale, 'work.kind', work.kind);
}

function starterOf({ locale }: Desk, work: Work, names: Names): string {
  return work.startedBy === null ? words(locale, 'work.bySchedule') : (names.get(work.startedBy) ?? '');
}

function When({ desk, moment }: { desk: Desk; moment: Date | null }): VNode | null {
  return moment && <Time at={moment} locale={desk.locale} zone={desk.organization.timeZone} />;
}

/** All works of the organization, newest first: what was left is found again. */
export function worksPage(
  desk: Desk,
  props: { works: readonly Work[]; names: Names; page: number; pages: number },
): VNode {
  const { locale } = desk;
  const { page, pages } = props;
  const link = (to: number) => at(desk, `/work?page=${to}`);
  const moving = props.works.some((work) => !hasEnded(work));
  return (
    <DeskPage
      desk={desk}
      current="work"
      title={words(locale, 'nav.work')}
      refreshSeconds={moving ? REFRESH_SECONDS : undefined}
    >
      <h1>{words(locale, 'nav.work')}</h1>
      <p class="lead">{words(locale, 'work.lead')}</p>
      <Table
        caption={words(locale, 'nav.work')}
        hideCaption
        columns={[
          { head: words(locale, 'work.what') },
          { head: words(locale, 'work.state') },
          { head: words(locale, 'work.progress') },
          { head: words(locale, 'work.by') },
          { head: words(locale, 'work.askedAt') },
          { head: words(locale, 'work.endedAt') },
        ]}
        rows={props.works.map((work) => [
          <a href={at(desk, `/work/${withPrefix('wrk', work.id)}`)}>{titleOf(desk, work)}</a>,
          <Badge tone={TONES[work.state]}>{stateOf(work, locale)}</Badge>,
          workTexts(work, locale).count,
          starterOf(desk, work, props.names),
          <When desk={desk} moment={work.askedAt} />,
          <When desk={desk} moment={work.endedAt} />,
        ])}
        empty={words(locale, 'work.empty')}
      />
      <Pager
        label={words(locale, 'pages')}
        previous={page > 1 ? { href: link(page - 1), text: words(locale, 'previous') } : undefined}
        next={page < pages ? { href: link(page + 1), text: words(locale, 'next') } : undefined}
      />
    </DeskPage>
  );
}

/** What moves while the work does; `work.js` writes the same texts anew. */
function Moving({ desk, work }: { desk: Desk; work: Work }): VNode {
  const { locale } = desk;
  const texts = workTexts(work, locale);
  const stream = at(desk, `/work/${withPrefix('wrk', work.id)}/stream`);
  return (
    <section class="work" aria-labelledby="progress" data-stream={stream}>
      <h2 id="progress" data-part="state" aria-live="polite">
        {texts.state}
      </h2>
      <progress
        class="bar"
        data-part="bar"
        max={100}
        {...(texts.percent === null ? {} : { value: texts.percent })}
        aria-label={texts.count || texts.state}
      />
      <p class="work-counts">
        <span data-part="count">{texts.count}</span> <span data-part="rate">{texts.rate}</span>{' '}
        <span data-part="left">{texts.left}</span>
      </p>
      <p class="small soft">{words(locale, 'work.mayLeave')}</p>
    </section>
  );
}

function Problem({ desk, work }: { desk: Desk; work: Work }): VNode | null {
  const { locale } = desk;
  const { problem } = work;
  if (!problem) return null;
  const known = 'code' in problem && sentence(locale, `error.${problem.code}`) !== undefined;
  const title = words(locale, work.state === 'failed' ? 'work.failed' : 'work.again');
  return (
    <Notice tone={work.state === 'failed' ? 'bad' : 'warn'} title={title}>
      {known && 'code' in problem ? (
        <p>{words(locale, `error.${problem.code}` as Key, problem.params)}</p>
      ) : (
        <p>
          <code>{'code' in problem ? problem.code : problem.text}</code>
        </p>
      )}
    </Notice>
  );
}

function readableValue(value: JsonValue, result: JsonObject, name: string, desk: Desk): string | null {
  if (value === null || typeof value === 'object') return null;
  const { currency } = result;
  if (/amount$/i.test(name) && typeof value === 'string' && /^-?\d+$/.test(value))
    if (typeof currency === 'string' && scaleOf(currency) !== undefined)
      return readableMoney({ amount: BigInt(value), currency }, desk.locale);
  const word = typeof value === 'string' ? sentence(desk.locale, `work.result.${name}.${value}`) : undefined;
  if (word !== undefined) return word;
  return typeof value === 'number' ? readableCount(value, desk.locale) : String(value);
}

/** What the work found or made: figures and words, in the order in which it gave them. Ids stand behind the link. */
function Result({ desk, work }: { desk: Desk; work: Work }): VNode | null {
  const { locale } = desk;
  const { result } = work;
  if (!result) return null;
  const shown = Object.entries(result).filter(([name]) => name !== 'currency' && !/Id$/.test(name));
  const facts: Fact[] = shown.map(([name, value]) => [
    wordFor(locale, 'work.result', name),
    readableValue(value, result, name, desk),
  ]);
  return (
    <section aria-labelledby="result">
      <h2 id="result">{words(locale, 'work.result')}</h2>
      <Facts facts={facts} />
    </section>
  );
}

function Cancel({ desk, work }: { desk: Desk; work: Work }): VNode | null {
  if (hasEnded(work) || work.cancelAskedAt || !mayAct(desk, 'clerk', 'approver')) return null;
  return (
    <form method="post" action={at(desk, `/work/${withPrefix('wrk', work.id)}/cancel`)}>
      <p class="small soft">{words(desk.locale, 'work.cancelHint')}</p>
      <Button second>{words(desk.locale, 'work.cancel')}</Button>
    </form>
  );
}

/** One work: a moving bar while it runs, its result or its problem afterwards. */
export function workPage(desk: Desk, props: { work: Work; names: Names; done?: unknown }): VNode {
  const { locale } = desk;
  const { work, names } = props;
  const title = titleOf(desk, work);
  const moving = !hasEnded(work);
  const place = WORK_LINKS[work.kind]?.(work) ?? null;
  return (
    <DeskPage
      desk={desk}
      current="work"
      title={title}
      done={props.done}
      {...(moving ? { scripts: ['work.js'], refreshSeconds: REFRESH_SECONDS } : {})}
    >
      <p class="crumbs">
        <a href={at(desk, '/work')}>{words(locale, 'nav.work')}</a>
      </p>
      <h1>{title}</h1>
      {moving ? (
        <Moving desk={desk} work={work} />
      ) : (
        <p>
          <Badge tone={TONES[work.state]}>{stateOf(work, locale)}</Badge>
        </p>
      )}
      <Problem desk={desk} work={work} />
      <Result desk={desk} work={work} />
      {place && (
        <Actions>
          <ButtonLink href={at(desk, place)}>{words(locale, 'work.open')}</ButtonLink>
        </Actions>
      )}
      <Facts
        facts={[
          [words(locale, 'work.by'), starterOf(desk, work, names)],
          [words(locale, 'work.askedAt'), <When desk={desk} moment={work.askedAt} />],
          [words(locale, 'work.startedAt'), work.startedAt && <When desk={desk} moment={work.startedAt} />],
          [words(locale, 'work.endedAt'), work.endedAt && <When desk={desk} moment={work.endedAt} />],
          [words(locale, 'work.counted'), moving ? null : workTexts(work, locale).count],
          [words(locale, 'work.runs'), work.runs > 1 ? readableCount(work.runs, locale) : null],
        ]}
      />
      <Cancel desk={desk} work={work} />
    </DeskPage>
  );
}
