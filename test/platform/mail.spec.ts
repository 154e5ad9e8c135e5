import { readdir, readFile } from 'node:fs/promises';
import { Files } from '../../src/platform/files/files.js';
import { MAIL_REQUESTED, Mail } from '../../src/platform/mail/mail.js';
import { MailQueries } from '../../src/platform/mail/mail.queries.js';
import { MailSender } from '../../src/platform/mail/mail.sender.js';
import { isMailAddress, maskAddress } from '../../src/platform/mail/mail-address.js';
import { openMailServer } from '../support/mail-server.js';
import { openPlatform, type Platform, until } from './platform-app.js';

const ORGANIZATION = '0'.repeat(26);

describe('mail', () => {
  let platform: Platform;
  afterEach(() => platform.close());

  const work = () =>
    platform.work({ kinds: [MAIL_REQUESTED], subscribers: [platform.get(MailSender).subscriber] });

  async function request(dedupeKey = 'receipt:1', to = 'donor@example.org'): Promise<void> {
    await platform.database.inTransaction(async (tx) => {
      const fileId = await platform.get(Files).store(tx, {
        organizationId: null,
        name: '确认书.pdf',
        contentType: 'application/pdf',
        bytes: Buffer.from('%PDF-1.7 test'),
      });
      await platform.get(Mail).request(tx, {
        organizationId: ORGANIZATION,
        dedupeKey,
        to,
        subject: '感谢您的捐赠',
        text: '谢谢您。Thank you.',
        html: '<p>谢谢您。</p>',
        attachments: [{ fileId, name: '确认书.pdf', contentType: 'application/pdf' }],
      });
    });
  }

  const sent = async () =>
    (await platform.get(MailQueries).recent(ORGANIZATION, 10)).filter(({ state }) => state === 'SENT').length;

  it('goes into the mailbox folder when there is no SMTP server, once for each key', async () => {
    platform = await openPlatform();
    await work();
    await request();
    await request();
    await request('receipt:2');
    await until(async () => (await sent()) === 2);
    const files = (await readdir(platform.config.MAILBOX_DIR)).sort();
    expect(files.filter((name) => name.endsWith('.json'))).toHaveLength(2);
    expect(files.filter((name) => name.endsWith('.eml'))).toHaveLength(2);
    const shown: unknown = JSON.parse(
      await readFile(
        `${platform.config.MAILBOX_DIR}/${files.find((name) => name.endsWith('.json'))}`,
        'utf8',
      ),
    );
    expect(shown).toMatchObject({
      to: 'donor@example.org',
      subject: '感谢您的捐赠',
      text: '谢谢您。Thank you.',
      html: '<p>谢谢您。</p>',
      attachments: [{ name: '确认书.pdf', content_type: 'application/pdf', size: 13 }],
    });
  });

  it('keeps the address encrypted and shows it masked', async () => {
    platform = await openPlatform();
    await request();
    const [row] = await platform.database.rows<Record<string, unknown>>('SELECT * FROM mail_message');
    const stored = Buffer.concat(
      Object.values(row ?? {}).map((value) => (Buffer.isBuffer(value) ? value : Buffer.from(String(value)))),
    );
    expect(stored.includes('donor@')).toBe(false);
    expect(row?.recipient_masked).toBe('d***@example.org');
    const [summary] = await platform.get(MailQueries).recent(ORGANIZATION, 1);
    expect(summary).toMatchObject({ recipientMasked: 'd***@example.org', state: 'WAITING', sentAt: null });
  });

  it('is handed to a real SMTP server with a Message-ID that a repetition would share', async () => {
    const server = await openMailServer();
    platform = await openPlatform({ SMTP_URL: server.url });
    try {
      await work();
      await request();
      await until(async () => (await sent()) === 1);
      expect(server.mails).toHaveLength(1);
      expect(server.mails[0]).toMatchObject({ from: 'no-reply@boai.invalid', to: ['donor@example.org'] });
      const first = /^Message-ID: (<[0-9a-f]{40}@127\.0\.0\.1>)/im.exec(server.mails[0]?.text ?? '')?.[1];
      expect(first).toBeDefined();
      await platform.owner.query("UPDATE mail_message SET state = 'WAITING'");
      await platform.owner.query("UPDATE outbox_task SET state = 'PENDING', due_at = UTC_TIMESTAMP(6)");
      await until(() => server.mails.length === 2);
      expect(server.mails[1]?.text).toContain(`Message-ID: ${first}`);
    } finally {
      await server.close();
    }
  });

  it('waits while the SMTP server is away or refuses, and leaves by itself when it is back', async () => {
    const server = await openMailServer();
    await server.close();
    platform = await openPlatform({ SMTP_URL: server.url });
    await work();
    await request();
    await until(async () => ((await platform.tasks())[0]?.attempts ?? 0) >= 1);
    const [waiting] = await platform.tasks();
    expect(waiting).toMatchObject({ state: 'PENDING' });
    expect(waiting?.last_error).toMatch(/ECONNREFUSED/);
    expect(await sent()).toBe(0);
    const back = await openMailServer(server.port);
    try {
      back.refuseNext();
      await platform.owner.query('UPDATE outbox_task SET due_at = UTC_TIMESTAMP(6)');
      await until(async () => ((await platform.tasks())[0]?.attempts ?? 0) >= 2);
      expect((await platform.tasks())[0]?.last_error).toMatch(/451/);
      await until(async () => (await sent()) === 1, 20_000);
      expect(back.mails).toHaveLength(1);
    } finally {
      await back.close();
    }
  }, 40_000);
});

describe('mail addresses', () => {
  it.each(['donor@example.org', '捐赠@例子.中国', "o'neil+gift@sub.example.co"])(
    '%s can be written to',
    (address) => {
      expect(isMailAddress(address)).toBe(true);
    },
  );
  it.each([
    '',
    'donor',
    'a@b',
    'a@b.c',
    'a b@example.org',
    'a@example.org\r\nBcc: x@y.org',
    'a@b@example.org',
    `${'a'.repeat(250)}@e.org`,
  ])('%j cannot', (address) => {
    expect(isMailAddress(address)).toBe(false);
  });
  it('are masked to their first letter', () => {
    expect([maskAddress('donor@example.org'), maskAddress('@x'), maskAddress('张三@例子.中国')]).toEqual([
      'd***@example.org',
      '***',
      '张***@例子.中国',
    ]);
  });
});
