import type { VNode } from 'preact';
import { withPrefix } from '../../../kernel/ids.js';
import type { Channel } from '../../../partners/channel.entity.js';
import type { EmbedLinks } from '../../embed/embed-links.js';
import { Button } from '../../ui/buttons.js';
import { FormProblems, TextField } from '../../ui/fields.js';
import { Badge } from '../../ui/notices.js';
import { Table } from '../../ui/tables.js';
import type { PartnerDesk } from '../access/partner-desk.js';
import { partnerPage } from '../frame.js';
import { words } from '../partner.words.js';
import { type Problems, problemIn } from '../partner-forms.js';
import { nameIn } from '../partner-work.service.js';

/** A channel as it was typed. */
export interface TypedChannel {
  readonly nameZh: string;
  readonly nameEn: string;
  readonly code: string;
}

/** The two names of a channel. */
export function ChannelNames(props: { desk: PartnerDesk; given: TypedChannel; problems: Problems }): VNode {
  const { desk, given, problems } = props;
  return (
    <>
      <TextField
        name="name_zh"
        label={words(desk.locale, 'channels.nameZh')}
        hint={words(desk.locale, 'channels.nameHint')}
        value={given.nameZh}
        problem={problemIn(problems, 'name_zh')}
        maxlength={120}
        lang="zh-CN"
        autocomplete="off"
      />
      <TextField
        name="name_en"
        label={words(desk.locale, 'channels.nameEn')}
        value={given.nameEn}
        problem={problemIn(problems, 'name_en')}
        maxlength={160}
        lang="en"
        autocomplete="off"
      />
    </>
  );
}

/** The channels there are, and a form for a new one. */
export function channelsPage(
  desk: PartnerDesk,
  props: { rows: readonly Channel[]; given: TypedChannel; problems: Problems; done: unknown; to: EmbedLinks },
): VNode {
  const { locale } = desk;
  const { rows, given, problems, done, to } = props;
  const title = words(locale, 'nav.channels');
  return partnerPage({
    ...{ desk, title, current: 'channels', done },
    children: (
      <>
        <h1>{title}</h1>
        <p class="soft">{words(locale, 'channels.lead')}</p>
        <FormProblems title={words(locale, 'channels.refused')} problems={problems} />
        <Table
          caption={title}
          hideCaption
          columns={[
            { head: words(locale, 'channels.name') },
            { head: words(locale, 'channels.code') },
            { head: words(locale, 'channels.link') },
            { head: words(locale, 'channels.state') },
          ]}
          rows={rows.map((row) => [
            <a href={`/partner/channels/${withPrefix('chn', row.id)}`}>{nameIn(locale, row)}</a>,
            <code>{row.code}</code>,
            <span class="small">{to.channel(row.code)}</span>,
            row.state === 'active' ? (
              <Badge tone="good">{words(locale, 'channels.active')}</Badge>
            ) : (
              <Badge>{words(locale, 'channels.closed')}</Badge>
            ),
          ])}
          empty={words(locale, 'channels.none')}
        />
        <form method="post" action="/partner/channels" class="panel">
          <h2>{words(locale, 'channels.create')}</h2>
          <ChannelNames desk={desk} given={given} problems={problems} />
          <TextField
            name="code"
            label={words(locale, 'channels.code')}
            optional={words(locale, 'channels.optional')}
            hint={words(locale, 'channels.codeHint')}
            value={given.code}
            problem={problemIn(problems, 'code')}
            maxlength={8}
            autocomplete="off"
          />
          <Button>{words(locale, 'channels.submit')}</Button>
        </form>
      </>
    ),
  });
}
