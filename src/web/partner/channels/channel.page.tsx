import type { VNode } from 'preact';
import { withPrefix } from '../../../kernel/ids.js';
import type { Channel } from '../../../partners/channel.entity.js';
import type { Project } from '../../../projects/project.entity.js';
import type { EmbedLinks } from '../../embed/embed-links.js';
import { Actions, Button, ButtonLink } from '../../ui/buttons.js';
import { FormProblems, Hidden } from '../../ui/fields.js';
import { Notice } from '../../ui/notices.js';
import type { PartnerDesk } from '../access/partner-desk.js';
import { Copied } from '../copied.js';
import { partnerPage } from '../frame.js';
import { words } from '../partner.words.js';
import type { Problems } from '../partner-forms.js';
import { nameIn } from '../partner-work.service.js';
import { ChannelNames, type TypedChannel } from './channels.page.js';

interface ChannelProps {
  readonly channel: Channel;
  readonly given: TypedChannel;
  readonly problems: Problems;
  readonly done: unknown;
  readonly to: EmbedLinks;
  readonly projects: readonly Project[];
}

function Links({ desk, channel, to, projects }: { desk: PartnerDesk } & ChannelProps): VNode {
  const { locale } = desk;
  const qr = `/c/${channel.code}/qr.png`;
  return (
    <section class="panel">
      <h2>{words(locale, 'channels.link')}</h2>
      <Copied
        locale={locale}
        id="short-link"
        label={words(locale, 'channels.linkAll')}
        hint={words(locale, 'channels.linkHint')}
        text={to.channel(channel.code)}
      />
      {projects.length > 0 && (
        <Copied
          locale={locale}
          id="project-links"
          label={words(locale, 'channels.linkProjects')}
          text={projects
            .map((project) => `${nameIn(locale, project)}\n${to.channel(channel.code, project.slug)}`)
            .join('\n')}
        />
      )}
      <figure class="qr">
        <img
          src={qr}
          width={240}
          height={240}
          alt={words(locale, 'channels.qrAlt', { code: channel.code })}
        />
        <figcaption>
          <a href={qr} download={`${channel.code}.png`}>
            {words(locale, 'channels.qrSave')}
          </a>
        </figcaption>
      </figure>
    </section>
  );
}

/** One channel: its links, its names, and whether it is open. */
export function channelPage(desk: PartnerDesk, props: ChannelProps): VNode {
  const { locale } = desk;
  const { channel, given, problems, done } = props;
  const [title, key] = [nameIn(locale, channel), withPrefix('chn', channel.id)];
  const closed = channel.state === 'closed';
  return partnerPage({
    ...{ desk, title, current: 'channels', done, scripts: ['copy.js'], styles: ['partner.css'] },
    children: (
      <>
        <p class="crumbs">
          <a href="/partner/channels">{words(locale, 'nav.channels')}</a>
        </p>
        <h1>{title}</h1>
        {closed && (
          <Notice tone="warn">
            <p>{words(locale, 'channels.closedMeans')}</p>
          </Notice>
        )}
        <Actions>
          <ButtonLink href={`/partner/figures?channel=${key}`} second>
            {words(locale, 'channels.figures')}
          </ButtonLink>
          {!closed && (
            <ButtonLink href={`/partner/embeds?channel=${channel.code}`} second>
              {words(locale, 'channels.embeds')}
            </ButtonLink>
          )}
        </Actions>
        <FormProblems title={words(locale, 'channels.refused')} problems={problems} />
        <Links desk={desk} {...props} />
        <form method="post" action={`/partner/channels/${key}/names`} class="panel">
          <h2>{words(locale, 'channels.rename')}</h2>
          <ChannelNames desk={desk} given={given} problems={problems} />
          <Button second>{words(locale, 'channels.save')}</Button>
        </form>
        <form method="post" action={`/partner/channels/${key}/state`} class="panel">
          <h2>{words(locale, closed ? 'channels.open' : 'channels.close')}</h2>
          <p>{words(locale, closed ? 'channels.openMeans' : 'channels.closeMeans')}</p>
          <Hidden name="state" value={closed ? 'active' : 'closed'} />
          <Button second>{words(locale, closed ? 'channels.open' : 'channels.close')}</Button>
        </form>
      </>
    ),
  });
}
