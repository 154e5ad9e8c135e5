import type { VNode } from 'preact';
import { type Money, readableMoney } from '../../kernel/money.js';
import { ButtonLink } from '../ui/buttons.js';
import { Figures } from '../ui/facts.js';
import { readableCount, readableTime, Time } from '../ui/format.js';
import { words } from './donor.words.js';
import { DonorPage } from './frame.js';
import { ProjectCards } from './project-card.js';
import { homeShared } from './shared-as.js';
import type { Frame, GiftLine, ProjectCardView } from './views.js';

/** Sums of the ledger over all public projects; one amount for each currency. */
export interface HomeTotals {
  readonly running: number;
  readonly raised: readonly Money[];
  readonly donations: number;
  readonly asOf: Date | null;
}

/** A gift on the first page, and where it went. */
export interface HomeGift extends GiftLine {
  readonly project: { readonly slug: string; readonly name: string };
  readonly zone: string;
}

export interface HomePageProps {
  readonly frame: Frame;
  readonly totals: HomeTotals;
  readonly latest: readonly HomeGift[];
  readonly running: readonly ProjectCardView[];
  readonly closed: readonly ProjectCardView[];
}

function Totals({ frame: { locale }, totals }: HomePageProps): VNode {
  return (
    <>
      <Figures
        figures={[
          [
            words(locale, 'home.figures.raised'),
            totals.raised.map((money) => readableMoney(money, locale)).join(' · ') || '–',
          ],
          [words(locale, 'home.figures.donations'), readableCount(totals.donations, locale)],
          [words(locale, 'home.figures.running'), readableCount(totals.running, locale)],
        ]}
      />
      {totals.asOf && (
        <p class="soft small">
          {words(locale, 'home.figures.asof', { time: readableTime(totals.asOf, locale) })}
        </p>
      )}
    </>
  );
}

/** The newest gifts, each shown as its donor chose, with the project it went to. */
function LatestGifts({ frame: { locale }, latest }: HomePageProps): VNode | null {
  if (latest.length === 0) return null;
  return (
    <section class="band panel" aria-labelledby="latest">
      <h2 id="latest">{words(locale, 'project.latest')}</h2>
      <ul class="gifts gifts-wide">
        {latest.map(({ label, amount, at, project, zone }, index) => (
          <li key={index}>
            <span>
              {label} <a href={`/projects/${project.slug}`}>{project.name}</a>
            </span>
            <span class="number">{readableMoney(amount, locale)}</span>
            <Time at={at} locale={locale} zone={zone} />
          </li>
        ))}
      </ul>
      <p class="soft small">{words(locale, 'project.latest.note')}</p>
    </section>
  );
}

const STEPS = ['1', '2', '3', '4'] as const;

/** The first page: what can be given to now, emergencies first, and why the figures can be believed. */
export function HomePage(props: HomePageProps): VNode {
  const { frame, running, closed } = props;
  const { locale } = frame;
  return (
    <DonorPage
      frame={frame}
      title={words(locale, 'site.tagline')}
      description={words(locale, 'home.lead')}
      path="/"
      shared={homeShared(running[0], frame)}
    >
      <div class="wrap">
        <section class="hero">
          <div>
            <h1>{words(locale, 'home.title')}</h1>
            <p class="lead">{words(locale, 'home.lead')}</p>
          </div>
          <div class="panel">
            <Totals {...props} />
          </div>
        </section>
        <section class="band" aria-labelledby="running">
          <div class="section-head">
            <h2 id="running">{words(locale, 'home.running')}</h2>
            <p class="links">
              <a href="/projects">{words(locale, 'home.all')}</a>
            </p>
          </div>
          {running.length === 0 ? (
            <p>{words(locale, 'home.none')}</p>
          ) : (
            <ProjectCards projects={running} locale={locale} eager={3} lead />
          )}
        </section>
        <LatestGifts {...props} />
        <section class="band" aria-labelledby="how">
          <h2 id="how">{words(locale, 'home.how')}</h2>
          <ol class="steps">
            {STEPS.map((step) => (
              <li key={step}>
                <h3>{words(locale, `home.how.${step}`)}</h3>
                <p>{words(locale, `home.how.${step}.text`)}</p>
              </li>
            ))}
          </ol>
        </section>
        {closed.length > 0 && (
          <section class="band" aria-labelledby="closed">
            <h2 id="closed">{words(locale, 'home.closed')}</h2>
            <ProjectCards projects={closed} locale={locale} />
            <p>
              <ButtonLink href="/projects?state=closed" second>
                {words(locale, 'home.closed.all')}
              </ButtonLink>
            </p>
          </section>
        )}
      </div>
    </DonorPage>
  );
}
