import { h } from 'preact';
import { render } from 'preact-render-to-string';
import { loadConfig } from '../../dist/platform/config/load-config.js';
import { presetsOf } from '../../dist/web/donor/amounts.js';
import { ProjectPage } from '../../dist/web/donor/project.page.js';
import { ProjectViews } from '../../dist/web/donor/project-views.service.js';
import { openForm } from '../../dist/web/donor/typed-gift.js';
import { createWebApp } from '../../dist/web-app.js';
import { answerMessages } from './programs.mjs';

// The ceiling of `pages`: preact-render-to-string alone makes the HTML of the same component with the same props. The
// props were read beforehand; nothing is asked, sent or logged.

const config = loadConfig();
const { app } = await createWebApp({ config });
const views = app.get(ProjectViews, { strict: false });
let pages = [];

answerMessages(async ({ slugs, locale, seconds }) => {
  if (slugs) {
    pages = [];
    for (const slug of slugs) pages.push(await propsOf(slug, locale));
    return { html: pages.map((props) => html(props)) };
  }
  const started = performance.now();
  let units = 0;
  let length = 0;
  while (performance.now() - started < seconds * 1000) {
    length += html(pages[units % pages.length]).length;
    units++;
  }
  return { units, seconds: (performance.now() - started) / 1000, length };
});

function html(props) {
  return `<!DOCTYPE html>${render(h(ProjectPage, props))}`;
}

/** What the controller gives the component for a reader who comes for the first time. */
async function propsOf(slug, locale) {
  const project = await views.view(slug, locale);
  const url = `/projects/${slug}`;
  const frame = { locale, url, publicUrl: config.PUBLIC_URL, demo: config.DEMO };
  const form = {
    slug,
    currency: project.currency,
    presets: presetsOf(project.currency),
    minorMax: { amount: 20_000n, currency: project.currency },
    formKey: 'A'.repeat(24),
    channel: null,
    typed: openForm(project.currency, ''),
    problems: [],
    notice: null,
  };
  return { frame, project, form };
}
