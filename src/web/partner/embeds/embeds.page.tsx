import type { VNode } from 'preact';
import type { Channel } from '../../../partners/channel.entity.js';
import type { Locale } from '../../../platform/i18n/locale.js';
import type { Project } from '../../../projects/project.entity.js';
import { LAYOUT_HEIGHTS, type Layout, links, type Theme } from '../../embed/embed-links.js';
import { Button } from '../../ui/buttons.js';
import { SelectField } from '../../ui/fields.js';
import { Notice } from '../../ui/notices.js';
import type { PartnerDesk } from '../access/partner-desk.js';
import { Copied } from '../copied.js';
import { partnerPage } from '../frame.js';
import { type Key, words } from '../partner.words.js';
import { nameIn } from '../partner-work.service.js';
import { embedTexts } from './embed-texts.js';

interface EmbedsProps {
  readonly publicUrl: string;
  readonly projects: readonly Project[];
  readonly channels: readonly Channel[];
  readonly project: Project | null;
  readonly channel: string | undefined;
  readonly layout: Layout;
  readonly theme: Theme;
  readonly lang: Locale;
}

/** An address of ours without its origin, as pages of ours show it. */
function local(url: string): string {
  const { pathname, search } = new URL(url);
  return pathname + search;
}

function Choice({ desk, props }: { desk: PartnerDesk; props: EmbedsProps }): VNode {
  const { locale } = desk;
  const options = (group: string, values: readonly string[]) =>
    values.map((value) => ({ value, label: words(locale, `embeds.${group}.${value}` as Key) }));
  return (
    <form method="get" action="/partner/embeds" class="panel filters">
      <SelectField
        name="project"
        label={words(locale, 'figures.project')}
        value={props.project?.slug}
        options={props.projects.map((project) => ({ value: project.slug, label: nameIn(locale, project) }))}
      />
      <SelectField
        name="channel"
        label={words(locale, 'figures.channel')}
        value={props.channel ?? ''}
        options={[
          ...props.channels.map((channel) => ({
            value: channel.code,
            label: `${nameIn(locale, channel)} · ${channel.code}`,
          })),
          { value: '', label: words(locale, 'embeds.noChannel') },
        ]}
      />
      <SelectField
        name="layout"
        label={words(locale, 'embeds.layout')}
        value={props.layout}
        options={options('layout', ['card', 'bar', 'button'])}
      />
      <SelectField
        name="theme"
        label={words(locale, 'embeds.theme')}
        value={props.theme}
        options={options('theme', ['auto', 'light', 'dark'])}
      />
      <SelectField
        name="lang_of"
        label={words(locale, 'embeds.lang')}
        value={props.lang}
        options={[
          { value: 'zh-CN', label: '中文' },
          { value: 'en', label: 'English' },
        ]}
      />
      <Button second>{words(locale, 'figures.show')}</Button>
    </form>
  );
}

function Pictures({
  desk,
  props,
  project,
}: {
  desk: PartnerDesk;
  props: EmbedsProps;
  project: Project;
}): VNode {
  const { locale } = desk;
  const to = links(props.publicUrl);
  const { channel } = props;
  const pictures = [
    ...(['16:9', '1:1', '3:4'] as const).map((ratio) => ({
      name: words(locale, 'embeds.card', { ratio }),
      url: to.card(project.slug, { ratio, channel }),
    })),
    { name: words(locale, 'embeds.poster'), url: to.poster(project.slug, channel) },
  ];
  return (
    <section class="panel">
      <h2>{words(locale, 'embeds.pictures')}</h2>
      <p class="soft">{words(locale, 'embeds.picturesHint')}</p>
      <ul class="links">
        {pictures.map(({ name, url }) => (
          <li key={url}>
            <a href={local(url)}>{name}</a>
          </li>
        ))}
      </ul>
      <p>
        <a href={`/embed/projects/${project.slug}/wechat-kit.zip${channel ? `?ch=${channel}` : ''}`}>
          {words(locale, 'embeds.kit')}
        </a>
      </p>
      <Copied
        locale={locale}
        id="embed-pictures"
        label={words(locale, 'embeds.pictureAddresses')}
        text={pictures.map(({ url }) => url).join('\n')}
      />
    </section>
  );
}

/** Snippets for a project and a channel, with a preview of what readers will see. */
export function embedsPage(desk: PartnerDesk, props: EmbedsProps): VNode {
  const { locale } = desk;
  const { project, channel, layout, theme, lang, publicUrl } = props;
  const title = words(locale, 'nav.embeds');
  const look = { layout, lang, ...(theme === 'auto' ? {} : { theme }) };
  return partnerPage({
    ...{ desk, title, current: 'embeds', scripts: ['copy.js'], styles: ['partner.css'] },
    children: (
      <>
        <h1>{title}</h1>
        <p class="soft">{words(locale, 'embeds.lead')}</p>
        {project === null ? (
          <Notice>
            <p>{words(locale, 'embeds.noProject')}</p>
          </Notice>
        ) : (
          <>
            <Choice desk={desk} props={props} />
            {channel === undefined && (
              <Notice tone="warn">
                <p>{words(locale, 'embeds.noChannelMeans')}</p>
              </Notice>
            )}
            <h2>{words(locale, 'embeds.preview')}</h2>
            <iframe
              class="preview"
              title={words(locale, 'embeds.preview')}
              src={local(links(publicUrl).frame(project.slug, channel, look))}
              height={LAYOUT_HEIGHTS[layout]}
            />
            <section class="panel">
              <h2>{words(locale, 'embeds.snippets')}</h2>
              {embedTexts({ ...props, slug: project.slug, name: nameIn(lang, project) }).map((each) => (
                <Copied
                  key={each.id}
                  locale={locale}
                  id={each.id}
                  label={words(locale, each.label)}
                  hint={words(locale, each.hint)}
                  text={each.text}
                />
              ))}
            </section>
            <Pictures desk={desk} props={props} project={project} />
          </>
        )}
      </>
    ),
  });
}
