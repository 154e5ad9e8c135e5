import type { VNode } from 'preact';
import { withPrefix } from '../../../kernel/ids.js';
import { readableMoney } from '../../../kernel/money.js';
import type { ProjectPreview } from '../../../projects/projects.queries.js';
import { Notice } from '../../ui/notices.js';
import type { Desk } from '../access/visit.js';
import { words } from '../console.words.js';
import { at, DeskPage, nameOf } from '../layout.js';
import { ProjectState, periodOf } from './projects.page.js';

function paragraphs(text: string): string[] {
  return text.split(/\n\s*\n/).filter((part) => part.trim() !== '');
}

/** Both languages side by side, as donors will read them, before anybody else can. */
export function previewPage(desk: Desk, { project, organization, executor }: ProjectPreview): VNode {
  const { locale } = desk;
  const { currency, goal } = project;
  const here = at(desk, `/projects/${withPrefix('prj', project.id)}`);
  const title = words(locale, 'project.previewOf', { name: nameOf(project, locale) });
  const sides = [
    ['zh-CN', project.nameZh, project.summaryZh, project.storyZh, project.pictureAltZh],
    ['en', project.nameEn, project.summaryEn, project.storyEn, project.pictureAltEn],
  ] as const;
  return (
    <DeskPage desk={desk} title={title} current="projects">
      <p class="crumbs">
        <a href={here}>{nameOf(project, locale)}</a>
      </p>
      <h1>{title}</h1>
      <Notice>
        <p>{words(locale, 'project.previewNote')}</p>
      </Notice>
      <p>
        <ProjectState project={project} desk={desk} /> {nameOf(executor ?? organization, locale)} ·{' '}
        {periodOf(project, desk)}
        {goal !== null && ` · ${readableMoney({ amount: goal, currency }, locale)}`}
      </p>
      <div class="two-languages">
        {sides.map(([lang, name, summary, story, alt]) => (
          <article class="panel story" lang={lang} key={lang}>
            {project.pictureFileId && (
              <img
                class="picture-wide"
                src={`${here}/picture?v=${project.version}`}
                alt={alt}
                width="640"
                height="360"
              />
            )}
            <h2>{name}</h2>
            <p>
              <strong>{summary}</strong>
            </p>
            {paragraphs(story).map((text, index) => (
              <p key={index}>{text}</p>
            ))}
          </article>
        ))}
      </div>
    </DeskPage>
  );
}
