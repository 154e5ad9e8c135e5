import type { VNode } from 'preact';
import type { MailSummary } from '../../../platform/mail/mail.queries.js';
import { Facts } from '../../ui/facts.js';
import { Time } from '../../ui/format.js';
import { Badge } from '../../ui/notices.js';
import { Table } from '../../ui/tables.js';
import type { Desk } from '../access/visit.js';
import { words } from '../console.words.js';
import { at, DeskPage } from '../layout.js';
import type { MailDetail } from './mailbox.queries.js';

function State({ desk, mail }: { desk: Desk; mail: MailSummary }): VNode {
  return (
    <Badge tone={mail.state === 'SENT' ? 'good' : 'plain'}>{words(desk.locale, `mail.${mail.state}`)}</Badge>
  );
}

/** The organization's mails, newest first; addresses are masked. */
export function mailboxPage(desk: Desk, mails: readonly MailSummary[]): VNode {
  const { locale, organization } = desk;
  const title = words(locale, 'nav.mailbox');
  return (
    <DeskPage desk={desk} title={title} current="mailbox">
      <h1>{title}</h1>
      <p class="soft">{words(locale, 'mail.lead')}</p>
      <Table
        caption={title}
        hideCaption
        columns={[
          { head: words(locale, 'mail.requested') },
          { head: words(locale, 'mail.to') },
          { head: words(locale, 'mail.subject') },
          { head: words(locale, 'day.state') },
          { head: words(locale, 'mail.sentAt') },
        ]}
        rows={mails.map((mail) => [
          <Time at={mail.createdAt} locale={locale} zone={organization.timeZone} />,
          mail.recipientMasked,
          <a href={at(desk, `/mailbox/${mail.id}`)}>{mail.subject}</a>,
          <State desk={desk} mail={mail} />,
          mail.sentAt === null ? (
            words(locale, 'none')
          ) : (
            <Time at={mail.sentAt} locale={locale} zone={organization.timeZone} />
          ),
        ])}
        empty={words(locale, 'mail.nothing')}
      />
    </DeskPage>
  );
}

/** One mail as text. */
export function mailPage(desk: Desk, mail: MailDetail): VNode {
  const { locale, organization } = desk;
  return (
    <DeskPage desk={desk} title={mail.subject} current="mailbox">
      <p class="crumbs">
        <a href={at(desk, '/mailbox')}>{words(locale, 'nav.mailbox')}</a>
      </p>
      <h1>{mail.subject}</h1>
      <Facts
        facts={[
          [words(locale, 'mail.to'), mail.recipientMasked],
          [words(locale, 'day.state'), <State desk={desk} mail={mail} />],
          [
            words(locale, 'mail.sentAt'),
            mail.sentAt && <Time at={mail.sentAt} locale={locale} zone={organization.timeZone} />,
          ],
          [words(locale, 'mail.attachments'), mail.attachments.map(({ name }) => name).join(', ')],
        ]}
      />
      <pre class="body">{mail.text}</pre>
    </DeskPage>
  );
}
