import type { INestApplicationContext } from '@nestjs/common';
import { newId, withPrefix } from '../../../src/kernel/ids.js';
import { Sessions } from '../../../src/staff/sessions.service.js';
import { workerDuties } from '../../../src/worker.module.js';
import { allWords } from './all-words.js';
import {
  as,
  form,
  makeOrganization,
  openConsole,
  requestMail,
  type TestConsole,
  type TestOrganization,
} from './console.js';

const zh = allWords('zh-CN');

describe('what runs by itself', () => {
  let desk: TestConsole;
  let at: (path: string) => string;
  beforeAll(async () => {
    desk = await openConsole();
    at = (path) => `/console/${desk.society.slug}${path}`;
  });
  afterAll(() => desk.app.close());

  const account = async (organization: TestOrganization): Promise<string> => {
    const id = newId();
    await desk.app.database.inTransaction((tx) =>
      tx.query(
        `INSERT INTO provider_account (id, organization_id, provider, account, currency, livemode, created_at)
         VALUES (?, ?, 'stripe', ?, 'CNY', FALSE, NOW(6))`,
        [id, organization.id, id],
      ),
    );
    return id;
  };
  const event = async (accountName: string, state: string, reason: string | null, body: object = {}) => {
    const eventId = `evt_${newId()}`;
    const text = JSON.stringify(body);
    await desk.app.database.inTransaction((tx) =>
      tx.query(
        `INSERT INTO provider_event (provider, account, event_id, type, body, body_sha256, headers, received_at, state,
           next_at, last_error) VALUES ('stripe', ?, ?, 'charge.updated', ?, UNHEX(SHA2(?, 256)), '{}', NOW(6), ?,
           NOW(6), ?)`,
        [accountName, eventId, text, text, state, reason],
      ),
    );
    const [row] = await desk.app.database.rows<{ id: string }>(
      'SELECT id FROM provider_event WHERE event_id = ?',
      [eventId],
    );
    return String(row?.id);
  };
  const task = async (organization: TestOrganization, state: string, error: string | null) => {
    const key = `test:${newId()}`;
    await desk.app.database.inTransaction(async (tx) => {
      await tx.query(
        `INSERT INTO outbox_event (kind, organization_id, ref, dedupe_key, state, created_at)
         VALUES ('test.kind', ?, 'ref', ?, 'RELAYED', NOW(6))`,
        [organization.id, key],
      );
      await tx.query(
        `INSERT INTO outbox_task (event_id, subscriber, state, due_at, attempts, last_error, done_at)
         SELECT id, 'mail.send', ?, NOW(6), 3, ?, IF(? = 'DONE', NOW(6), NULL) FROM outbox_event WHERE dedupe_key = ?`,
        [state, error, state, key],
      );
    });
    const [row] = await desk.app.database.rows<{ id: string }>(
      'SELECT t.id FROM outbox_task t JOIN outbox_event e ON e.id = t.event_id WHERE e.dedupe_key = ?',
      [key],
    );
    return String(row?.id);
  };

  test('every schedule and task of the worker has a name that people can read', () => {
    const { schedules, subscribers } = workerDuties({
      get: desk.app.get,
    } as unknown as INestApplicationContext);
    const names = [
      ...schedules.map(({ name }) => `scheduleName.${name}`),
      ...subscribers.map(({ name }) => `task.${name}`),
    ];
    expect(names.filter((name) => !Object.hasOwn(zh, name))).toEqual([]);
  });

  test('the inbox says what is stuck and why, for one’s own accounts only', async () => {
    const clerk = await desk.signIn(desk.society, 'clerk');
    const own = await account(desk.society);
    const others = await account(desk.chapter);
    const stuck = await event(own, 'QUARANTINED', 'boom while booking');
    await event(own, 'WAITING', 'comes with refunds');
    await event(others, 'QUARANTINED', 'not for the society');
    const page = await desk.app.inject(as(clerk, { url: at('/inbox') }));
    expect(page.body).toContain('boom while booking');
    expect(page.body).toContain('comes with refunds');
    expect(page.body).not.toContain('not for the society');
    expect(page.body).toContain(`href="${at(`/inbox/${stuck}`)}"`);
    const waiting = await desk.app.inject(as(clerk, { url: at('/inbox?state=WAITING') }));
    expect(waiting.body).not.toContain('boom while booking');
    const start = await desk.app.inject(as(clerk, { url: at('') }));
    expect(start.body).toContain('条支付通知被隔离');
  });

  test('an event’s body shows what happened and never to whom; a supervisor sees no body', async () => {
    const id = await event(await account(desk.society), 'DONE', null, {
      type: 'payment_intent.succeeded',
      data: {
        object: {
          id: 'pi_known',
          amount: 10000,
          receipt_email: 'donor@example.org',
          billing_details: { name: '张伟', email: 'donor@example.org', phone: null },
          client_secret: 'pi_known_secret_x',
          metadata: { payment_attempt: 'pat_1' },
        },
      },
    });
    const clerk = await desk.signIn(desk.society, 'clerk');
    const supervisor = await desk.signIn(desk.society, 'supervisor');
    const { body } = await desk.app.inject(as(clerk, { url: at(`/inbox/${id}`) }));
    for (const told of ['pi_known', '10000', 'pat_1']) expect(body).toContain(told);
    for (const hidden of ['donor@example.org', '张伟', 'secret_x']) expect(body).not.toContain(hidden);
    const seen = await desk.app.inject(as(supervisor, { url: at(`/inbox/${id}`) }));
    expect([seen.statusCode, seen.body.includes('pi_known')]).toEqual([200, false]);
  });

  test('a task that stopped says why, is tried again by a clerk, and the trail says by whom', async () => {
    const clerk = await desk.signIn(desk.society, 'clerk');
    const dead = await task(desk.society, 'DEAD', 'mail server said 550');
    const finished = await task(desk.society, 'DONE', null);
    const page = await desk.app.inject(as(clerk, { url: at('/outbox') }));
    expect(page.body).toContain('mail server said 550');
    expect(page.body).toContain('发送邮件');
    const retried = await desk.app.inject(as(clerk, form(at(`/outbox/${dead}/retry`))));
    expect(retried.headers.location).toBe(at('/outbox?done=retried'));
    const [row] = await desk.app.database.rows('SELECT state FROM outbox_task WHERE id = ?', [dead]);
    expect(row).toEqual({ state: 'PENDING' });
    const trail = await desk.app.database.rows(
      "SELECT staff_id FROM audit_event WHERE action = 'outbox.retried' AND subject_id = ?",
      [dead],
    );
    expect(trail).toEqual([{ staff_id: clerk.staffId }]);
    const again = await desk.app.inject(as(clerk, form(at(`/outbox/${finished}/retry`))));
    expect(again.statusCode).toBe(404);
  });

  test('a schedule is switched off by a society’s administrator, not by a chapter’s', async () => {
    const name = `test.${newId()}`;
    await desk.app.database.inTransaction((tx) =>
      tx.query('INSERT INTO schedule (name, every_seconds, next_run_at) VALUES (?, 3600, NOW(6))', [name]),
    );
    const administrator = await desk.signIn(desk.society, 'administrator');
    const below = await desk.signIn(desk.chapter, 'administrator');
    const clerk = await desk.signIn(desk.society, 'clerk');
    const off = (organization: TestOrganization) =>
      form(`/console/${organization.slug}/schedules/${name}/switch`, { enabled: '0' });
    expect((await desk.app.inject(as(below, off(desk.chapter)))).statusCode).toBe(404);
    expect((await desk.app.inject(as(clerk, off(desk.society)))).statusCode).toBe(404);
    const [before] = await desk.app.database.rows('SELECT enabled FROM schedule WHERE name = ?', [name]);
    expect(before).toMatchObject({ enabled: 1 });
    expect((await desk.app.inject(as(administrator, off(desk.society)))).statusCode).toBe(303);
    const [after] = await desk.app.database.rows('SELECT enabled FROM schedule WHERE name = ?', [name]);
    expect(after).toMatchObject({ enabled: 0 });
    const page = await desk.app.inject(as(administrator, { url: at('/schedules') }));
    expect(page.body).toContain(name);
    expect(page.body).toContain('已关闭');
  });

  test('mails are shown without the donor’s address and without the key of the gift', async () => {
    const id = await requestMail(desk.app, desk.society, {
      to: 'donor@example.org',
      text: '查看：http://127.0.0.1/donations/don_1?key=s3cr3t-key&lang=en',
    });
    const clerk = await desk.signIn(desk.society, 'clerk');
    const list = await desk.app.inject(as(clerk, { url: at('/mailbox') }));
    expect(list.body).toContain('d***@example.org');
    expect(list.body).not.toContain('donor@example.org');
    const { body } = await desk.app.inject(as(clerk, { url: at(`/mailbox/${id}`) }));
    expect(body).toContain('key=•••&amp;lang=en');
    expect(body).not.toContain('s3cr3t');
  });

  test('an administrator sees who works here and ends somebody’s logins', async () => {
    const administrator = await desk.signIn(desk.society, 'administrator');
    const clerk = await desk.signIn(desk.society, 'clerk', 'editor');
    const list = await desk.app.inject(as(administrator, { url: at('/people') }));
    expect(list.body).toContain('会计（经办） · 项目编辑');
    const person = at(`/people/${withPrefix('stf', clerk.staffId)}`);
    expect((await desk.app.inject(as(administrator, { url: person }))).body).toContain('令其全部退出');
    const ended = await desk.app.inject(as(administrator, form(`${person}/sessions/revocation`)));
    expect(ended.headers.location).toBe(`${person}?done=ended`);
    expect(await desk.app.get(Sessions).live(clerk.staffId)).toEqual([]);
    expect((await desk.app.inject(as(clerk, { url: at('') }))).statusCode).toBe(303);
  });

  test('a repair says what it would do before anybody lets it', async () => {
    // An organization without a provider account has nothing to miss; one whose provider is away is told so.
    const bare = await makeOrganization(desk.app);
    const read = async (organization: TestOrganization, name: string) => {
      const url = `/console/${organization.slug}/schedules/${name}/foresight`;
      return desk.app.inject(as(await desk.signIn(organization, 'clerk'), { method: 'GET', url }));
    };
    expect((await read(bare, 'intake.compare')).body).toContain('没有遗漏');
    expect((await read(bare, 'outbox.purge')).body).toContain('没有可以预先说明的修复');
    await account(desk.society);
    const away = await read(desk.society, 'intake.compare');
    expect([away.statusCode, away.body]).toEqual([503, expect.stringContaining('无法预先说明')]);
    const supervisor = await desk.signIn(desk.society, 'supervisor');
    const url = at('/schedules/intake.compare/foresight');
    expect((await desk.app.inject(as(supervisor, { method: 'GET', url }))).statusCode).toBe(404);
  });

  test('an event that was set aside says what a replay would do, or why it cannot be replayed', async () => {
    const clerk = await desk.signIn(desk.society, 'clerk');
    const own = await account(desk.society);
    const rowId = await event(own, 'QUARANTINED', 'Error: boom', { id: 'evt_1', type: 'charge.updated' });
    const path = at(`/inbox/${rowId}`);
    expect((await desk.app.inject(as(clerk, { method: 'GET', url: path }))).body).toContain(`${path}/replay`);
    const outlook = await desk.app.inject(as(clerk, { method: 'GET', url: `${path}/replay` }));
    expect(outlook.statusCode).toBe(409);
    expect(outlook.body).toContain('现在重放会失败：the event has no time or no object');
    expect((await desk.app.inject(as(clerk, form(`${path}/replay`)))).statusCode).toBe(409);
    const done = at(`/inbox/${await event(own, 'DONE', null)}`);
    expect((await desk.app.inject(as(clerk, { method: 'GET', url: done }))).body).not.toContain('/replay');
    expect((await desk.app.inject(as(clerk, form(`${done}/replay`)))).body).toContain('只有已隔离');
  });
});
