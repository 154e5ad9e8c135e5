import type { VNode } from 'preact';
import { Actions, Button } from '../../ui/buttons.js';
import { Notice } from '../../ui/notices.js';
import { words } from '../donor.words.js';
import { DonorPage } from '../frame.js';
import type { Frame } from '../views.js';

/** Whose updates a link stops, and how far that is. */
export interface UnsubscribeView {
  readonly project: { readonly slug: string; readonly name: string };
  readonly organization: string;
  readonly token: string;
  readonly state: 'follows' | 'not' | 'stopped' | 'stopped_everything' | 'resumed';
  /** Further projects of the organization whose updates the reader gets. */
  readonly others: number;
}

/** Asks before it stops anything: mail programs and virus scanners open links by themselves. */
export function UnsubscribePage({ frame, view }: { frame: Frame; view: UnsubscribeView }): VNode {
  const { locale } = frame;
  const { project, organization, state, token, others } = view;
  const names = { project: project.name, organization };
  const stopped = state === 'stopped' || state === 'stopped_everything';
  return (
    <DonorPage frame={frame} title={words(locale, 'unsubscribe.title')}>
      <div class="wrap wrap-narrow">
        <h1>{words(locale, 'unsubscribe.title')}</h1>
        {stopped && (
          <Notice tone="good" live>
            <p>
              {words(locale, state === 'stopped' ? 'unsubscribe.done' : 'unsubscribe.done.everything', names)}
            </p>
            <p>{words(locale, 'unsubscribe.done.note')}</p>
          </Notice>
        )}
        {state === 'resumed' && (
          <Notice tone="good" live>
            <p>{words(locale, 'unsubscribe.resumed', names)}</p>
          </Notice>
        )}
        {state === 'follows' && <p>{words(locale, 'unsubscribe.ask', names)}</p>}
        {state === 'not' && <p>{words(locale, 'unsubscribe.not', names)}</p>}
        <form method="post" action={`/unsubscribe?token=${encodeURIComponent(token)}`}>
          {stopped ? (
            <Button second name="what" value="resume">
              {words(locale, 'unsubscribe.resume')}
            </Button>
          ) : (
            <Actions>
              {state !== 'not' && (
                <Button name="what" value="project">
                  {words(locale, 'unsubscribe.button')}
                </Button>
              )}
              {others > 0 && (
                <Button second name="what" value="everything">
                  {words(locale, 'unsubscribe.everything', { organization, count: String(others) })}
                </Button>
              )}
            </Actions>
          )}
        </form>
        <p>
          <a href={`/projects/${project.slug}`}>{words(locale, 'unsubscribe.project')}</a>
        </p>
      </div>
    </DonorPage>
  );
}

/** For a link that was cut off on its way, or made up. */
export function BrokenLinkPage({ frame }: { frame: Frame }): VNode {
  const { locale } = frame;
  return (
    <DonorPage frame={frame} title={words(locale, 'unsubscribe.broken.title')}>
      <div class="wrap wrap-narrow">
        <h1>{words(locale, 'unsubscribe.broken.title')}</h1>
        <p>{words(locale, 'unsubscribe.broken')}</p>
        <p>
          <a href="/complaints">{words(locale, 'unsubscribe.broken.contact')}</a>
        </p>
      </div>
    </DonorPage>
  );
}
