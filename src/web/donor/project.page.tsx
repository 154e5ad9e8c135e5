import type { ComponentChildren, VNode } from 'preact';
import { readableMoney } from '../../kernel/money.js';
import type { Locale } from '../../platform/i18n/locale.js';
import { links } from '../embed/embed-links.js';
import { readableTime } from '../ui/format.js';
import { drawAnew, type Keep } from '../ui/kept.js';
import { Badge } from '../ui/notices.js';
import { words } from './donor.words.js';
import { DonorPage } from './frame.js';
import { GiveForm } from './give-form.js';
import { countOf, ProgressLine } from './project-card.js';
import { ProjectInfo } from './project-info.js';
import { Latest, NoGifts } from './project-sections.js';
import { cardPicture, projectShared } from './shared-as.js';
import { Spending } from './spending/spending.view.js';
import { Budget } from './trust/budget.js';
import { Questions } from './trust/questions.js';
import { feedForms } from './updates/feed-links.js';
import { LatestUpdates } from './updates/update-list.js';
import type { Frame, GiveFormView, ProjectView } from './views.js';

export interface ProjectPageProps {
  readonly frame: Frame;
  readonly project: ProjectView;
  /** Null when the project takes no gifts: its page stays, without the form. */
  readonly form: GiveFormView | null;
  /** Said above a preview, which is private and whose form cannot be sent. */
  readonly preview?: ComponentChildren;
  /** Keeps the parts that follow from the project alone; absent = drawn anew. */
  readonly keep?: Keep;
}

function Head({ project, locale }: { project: ProjectView; locale: Locale }): VNode {
  const { organization } = project;
  return (
    <div class="project-head">
      <p class="crumbs">
        <a href="/projects">{words(locale, 'project.back')}</a>
      </p>
      <div class="badges">
        {project.emergency && !project.closed && (
          <Badge tone="alert">{words(locale, 'badge.emergency')}</Badge>
        )}
        {project.closed && <Badge>{words(locale, 'badge.closed')}</Badge>}
      </div>
      <h1>{project.name}</h1>
      <p class="small">
        <a href={`/organizations/${organization.slug}`}>{organization.name}</a>
        {organization.certificate && (
          <>
            {' '}
            <Badge tone="good">{words(locale, 'project.certified')}</Badge>
          </>
        )}
        <br />
        <span class="soft">
          {project.filingNo ? (
            <>
              {words(locale, 'project.filing')} <span class="code">{project.filingNo}</span>
            </>
          ) : (
            words(locale, 'project.filing.pending')
          )}
        </span>
      </p>
    </div>
  );
}

function Progress({ project: { progress, organization }, locale }: { project: ProjectView; locale: Locale }) {
  return (
    <>
      <ProgressLine progress={progress} locale={locale} />
      <p class="spread small">
        <span>
          {countOf('donations', progress.donations, locale)} · {countOf('donors', progress.donors, locale)}
        </span>
        {progress.percent !== null && (
          <span class="number">{words(locale, 'progress.percent', { percent: progress.percent })}</span>
        )}
      </p>
      {progress.refunded.amount > 0n && (
        <p class="soft small">
          {words(locale, 'progress.refunded', { amount: readableMoney(progress.refunded, locale) })}
        </p>
      )}
      <p class="soft small">
        {words(locale, 'progress.asof', {
          time: readableTime(progress.asOf, locale, organization.zone),
          seq: progress.ledgerSeq,
        })}
      </p>
    </>
  );
}

/** Of a card on the page, in pixels: sharp on a phone, and quick over a slow line. */
const PICTURE_WIDTH = 720;

/**
 * The first picture of the page, which WeChat takes for a shared link when it is at least 300 pixels wide and high. A
 * project without one of its own shows its card; that of a draft is not public yet.
 */
function Picture({ frame, project, draft }: { frame: Frame; project: ProjectView; draft: boolean }) {
  const { picture } = project;
  if (picture)
    return <img src={picture.href} alt={picture.alt} width={1200} height={675} fetchpriority="high" />;
  if (draft) return null;
  const { url, alt } = cardPicture(project, '', frame.locale, PICTURE_WIDTH);
  return <img src={url} alt={alt} width={1200} height={675} fetchpriority="high" />;
}

/** Where other sites ask how to show this page; the channel that the reader came by stays in it. */
function oembedForm({ publicUrl }: Frame, { slug, name }: ProjectView, form: GiveFormView | null) {
  const to = links(publicUrl);
  const href = to.oembed(to.project(slug, form?.channel ?? undefined));
  return { type: 'application/json+oembed', href, title: name };
}

function Story({ project, locale }: { project: ProjectView; locale: Locale }): VNode {
  return (
    <section class="story" aria-labelledby="story" lang={project.storyLang ?? undefined}>
      <h2 id="story" lang={locale}>
        {words(locale, 'project.story')}
      </h2>
      {project.story.map((paragraph, index) => (
        <p key={index}>{paragraph}</p>
      ))}
    </section>
  );
}

/** One project: who asks and by what right, how far it is, the form, the story, the latest gifts. */
export function ProjectPage({ frame, project, form, preview, keep = drawAnew }: ProjectPageProps): VNode {
  const { locale } = frame;
  const both = { project, locale };
  return (
    <DonorPage
      frame={frame}
      title={project.name}
      description={project.summary}
      {...(preview ? {} : { path: `/projects/${project.slug}` })}
      shared={preview ? undefined : projectShared(project, frame)}
      scripts={form ? ['give.js'] : []}
      alternates={
        preview ? [] : [oembedForm(frame, project, form), ...feedForms(project.slug, project.name, locale)]
      }
      keep={keep}
    >
      <div class="wrap">
        {preview}
        {keep('top', () => (
          <Head {...both} />
        ))}
        <div class="project">
          {keep('picture', () => (
            <div class="project-picture">
              <Picture frame={frame} project={project} draft={preview !== undefined} />
            </div>
          ))}
          <div class="project-give">
            <section class="panel" aria-labelledby="give">
              <h2 id="give" class={form ? undefined : 'visually-hidden'}>
                {words(locale, form ? 'project.give.title' : 'progress.raised')}
              </h2>
              {keep('progress', () => (
                <Progress {...both} />
              ))}
              {form ? (
                <>
                  <hr />
                  <GiveForm form={form} locale={locale} inert={preview !== undefined} />
                </>
              ) : (
                <NoGifts {...both} />
              )}
            </section>
            {keep('latest', () => (
              <Latest {...both} />
            ))}
          </div>
          {keep('text', () => (
            <div class="project-text">
              <Story {...both} />
              <Budget {...both} />
              <LatestUpdates {...both} />
              {project.spending && <Spending spending={project.spending} locale={locale} />}
              <ProjectInfo {...both} />
              <Questions {...both} />
            </div>
          ))}
        </div>
      </div>
    </DonorPage>
  );
}
