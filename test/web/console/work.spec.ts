import { mkdirSync } from 'node:fs';
import { newId, withPrefix } from '../../../src/kernel/ids.js';
import { LongWork } from '../../../src/platform/long-work/long-work.js';
import { LongWorkQueries } from '../../../src/platform/long-work/long-work.queries.js';
import { WorkStreams } from '../../../src/web/console/work/work-streams.js';
import { axeViolations, openBrowser, overflow } from '../../support/browser.js';
import { as, form, makeOrganization, openConsole, type Person, type TestConsole } from './console.js';

/** Where pictures of the pages go when somebody wants to look at them. */
const PICTURES = process.env.BOAI_PICTURES;

describe('long work at the console', () => {
  let desk: TestConsole;
  let clerk: Person;
  let address: string;
  beforeAll(async () => {
    desk = await openConsole();
    clerk = await desk.signIn(desk.society, 'clerk');
    address = await desk.app.listen();
  }, 60_000);
  afterAll(() => desk.app.close());

  const begin = (subjectId = newId()) =>
    desk.app.database.inTransaction((tx) =>
      desk.app.get(LongWork).begin(tx, {
        ...{
          organizationId: desk.society.id,
          kind: 'export.make',
          subjectId,
          params: {},
          startedBy: clerk.staffId,
        },
      }),
    );
  /** Puts the row where a worker would. */
  const put = (id: string, set: string, values: readonly unknown[] = []) =>
    desk.app.database.rows(`UPDATE long_work SET ${set} WHERE id = ?`, [...values, id]);
  const running = async (done: number, total: number) => {
    const id = await begin();
    await put(
      id,
      `state = 'running', runs = 1, lease_until = UTC_TIMESTAMP(6) + INTERVAL 1 HOUR, started_at = UTC_TIMESTAMP(6),
       base_count = 0, base_at = UTC_TIMESTAMP(6) - INTERVAL 10 SECOND, reported_at = UTC_TIMESTAMP(6),
       done_count = ?, total = ?`,
      [done, total],
    );
    return id;
  };
  const finish = (id: string) =>
    put(
      id,
      `state = 'done', result = '{"rows":1000,"sha256":"ab","again":"no"}', done_count = total, lease_until = NULL,
       ended_at = UTC_TIMESTAMP(6)`,
    );
  const page = (id: string, more = '') =>
    `/console/${desk.society.slug}/work/${withPrefix('wrk', id)}${more}`;
  const read = async (url: string) => (await desk.app.inject(as(clerk, { url }))).body;

  /** Reads a stream's text until `wanted` stands in it or it ends. */
  const listen = (id: string) => {
    const stop = new AbortController();
    let text = '';
    let ended = false;
    const heard = fetch(`${address}${page(id, '/stream')}`, {
      headers: { cookie: clerk.cookie },
      signal: stop.signal,
    }).then(async (answer) => {
      const decoder = new TextDecoder();
      for await (const chunk of answer.body ?? []) text += decoder.decode(chunk, { stream: true });
      ended = true;
      return answer;
    });
    const until = async (wanted: () => boolean) => {
      for (const end = Date.now() + 10_000; !wanted(); ) {
        if (Date.now() > end) throw new Error(`not heard, only: ${text}`);
        await new Promise((resolve) => setTimeout(resolve, 25));
      }
    };
    return { heard, until, text: () => text, ended: () => ended, stop: () => stop.abort() };
  };

  test('is told live: how it stands at once, then what changes, then the end', async () => {
    const id = await running(200, 1000);
    const stream = listen(id);
    await stream.until(() => stream.text().includes('event: work'));
    expect(stream.text()).toContain('retry: 2000');
    expect(JSON.parse(/data: (\{.*\})/.exec(stream.text())?.[1] ?? '')).toEqual({
      ...{ state: '进行中', count: '已处理 200 / 1,000', rate: '每秒 20', left: '约剩 40 秒', percent: 20 },
    });
    await put(id, 'done_count = 600, reported_at = UTC_TIMESTAMP(6)');
    await stream.until(() => stream.text().includes('600 / 1,000'));
    await finish(id);
    const answer = await stream.heard;
    expect(stream.text()).toContain('event: end\ndata: done');
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      ...{ 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-store' },
      ...{ 'x-accel-buffering': 'no', 'x-content-type-options': 'nosniff' },
    });
  });

  test('is a page that refreshes itself without scripts, and has a result afterwards', async () => {
    const id = await running(250, 1000);
    const body = await read(page(id));
    expect(body).toMatch(/<noscript><meta http-equiv="refresh" content="3;url=[^"]+\/work\/wrk_/);
    expect(body).toMatch(/<progress[^>]* value="25"/);
    expect(body).toContain('已处理 250 / 1,000');
    expect(body).toMatch(/<script src="\/assets\/\w+\/work\.js" defer/);
    await finish(id);
    const after = await read(page(id));
    expect(after).not.toMatch(/http-equiv="refresh"|work\.js/);
    expect(after).toContain('1,000');
    expect(after).not.toContain('取消任务');
    expect(await read(`/console/${desk.society.slug}/work`)).toContain('已完成');
  });

  test('is cancelled by a clerk, not by a supervisor, and not after its end', async () => {
    const id = await running(1, 10);
    const supervisor = await desk.signIn(desk.society, 'supervisor');
    expect((await desk.app.inject(as(supervisor, form(page(id, '/cancel'))))).statusCode).toBe(404);
    const answer = await desk.app.inject(as(clerk, form(page(id, '/cancel'))));
    expect(answer.statusCode).toBe(303);
    expect((await desk.app.get(LongWorkQueries).byId(desk.society.id, id))?.cancelAskedAt).not.toBeNull();
    expect(await read(page(id))).toContain('正在停止');
    const [row] = await desk.app.database.rows<{ action: string }>(
      'SELECT action FROM audit_event WHERE subject_id = ?',
      [id],
    );
    expect(row?.action).toBe('work.cancelled');
    await finish(id);
    expect((await desk.app.inject(as(clerk, form(page(id, '/cancel'))))).statusCode).toBe(409);
  });

  test('streams nothing to another organization or to nobody', async () => {
    const id = await running(1, 10);
    const stranger = await desk.signIn(await makeOrganization(desk.app), 'clerk');
    expect((await desk.app.inject(as(stranger, { url: page(id, '/stream') }))).statusCode).toBe(404);
    expect((await desk.app.inject({ url: page(id, '/stream') })).statusCode).toBe(303);
  });

  test('moves in a browser under our content security policy, and shows its result by itself', async () => {
    const browser = await openBrowser({ locale: 'zh-CN' });
    try {
      const [name = '', value = ''] = clerk.cookie.split('=');
      await browser.context.addCookies([{ name, value, url: address }]);
      const tab = await browser.context.newPage();
      const complaints: string[] = [];
      tab.on('console', (message) => void (message.type() === 'error' && complaints.push(message.text())));
      const look = async (picture: string) => {
        for (const width of [1440, 390]) {
          await tab.setViewportSize({ width, height: 900 });
          expect([picture, width, await overflow(tab)]).toEqual([picture, width, 0]);
          if (PICTURES) {
            mkdirSync(PICTURES, { recursive: true });
            await tab.screenshot({ path: `${PICTURES}/${picture}-${width}.png`, fullPage: true });
          }
        }
        expect(await axeViolations(tab)).toEqual([]);
      };
      const id = await running(300, 1000);
      await tab.goto(`${address}${page(id)}`);
      await look('work-running');
      await put(id, 'done_count = 700, reported_at = UTC_TIMESTAMP(6)');
      await tab.getByText('已处理 700 / 1,000').waitFor();
      expect(await tab.locator('progress').getAttribute('value')).toBe('70');
      expect(await tab.title()).toMatch(/^70 % · /);
      await finish(id);
      await tab.getByText('结果').first().waitFor();
      await look('work-done');
      const failed = await running(1, 10);
      await put(
        failed,
        `state = 'failed', lease_until = NULL, ended_at = UTC_TIMESTAMP(6),
         problem = '{"code":"export_no_closed_day","params":{"first":"2026-11-01","last":"2026-11-02"}}'`,
      );
      await tab.goto(`${address}${page(failed)}`);
      await tab.getByText('2026-11-01 至 2026-11-02 没有已结账的日期').waitFor();
      await look('work-failed');
      await tab.goto(`${address}/console/${desk.society.slug}/work`);
      await look('works');
      await tab.goto(`${address}/console/${desk.society.slug}/exports`);
      await look('exports');
      await tab.goto(`${address}/console/${desk.society.slug}/exports?lang=en`);
      await look('exports-en');
      expect(complaints).toEqual([]);
    } finally {
      await browser.close();
    }
  }, 120_000);

  test('ends its streams before the process ends', async () => {
    const id = await running(1, 10);
    const stream = listen(id);
    await stream.until(() => stream.text().includes('event: work'));
    desk.app.get(WorkStreams).onModuleDestroy();
    await stream.heard;
    expect(stream.ended()).toBe(true);
    expect(stream.text()).not.toContain('event: end');
    expect((await desk.app.inject(as(clerk, { url: page(id, '/stream') }))).statusCode).toBe(503);
  });
});
