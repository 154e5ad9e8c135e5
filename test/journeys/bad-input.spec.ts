import { DonationKeys } from '../../src/donations/donation-keys.service.js';
import { Moderation } from '../../src/donations/moderation.service.js';
import { dayIn } from '../../src/kernel/clock.js';
import { newId, withPrefix } from '../../src/kernel/ids.js';
import { ProgressFeed } from '../../src/progress/progress-feed.service.js';
import { eventsOf, type GiftKit, openGiftKit } from '../donations/gift-kit.js';
import { textOf } from '../receipts/pdf-reader.js';
import { buildPerson } from '../support/two-people.js';
import { as, consoleOf, form, multipart } from '../web/console/console.js';

// What people type, paste and upload: shown right, or refused in plain words.

jest.setTimeout(90_000);

let kit: GiftKit;
let editor: string;
let slug: string;
beforeAll(async () => {
  kit = await openGiftKit({ DEMO: '1' }, {}, { worker: true });
  editor = await buildPerson(kit.app, kit.organizationId, 'editor');
  const sql = 'SELECT slug FROM organization WHERE id = ?';
  const [row] = await kit.app.database.rows<{ slug: string }>(sql, [kit.organizationId]);
  slug = row?.slug ?? '';
}, 90_000);
afterAll(() => kit.close());

const page = (url: string, language = 'en') =>
  kit.app.inject({ url, headers: { accept: 'text/html', 'accept-language': language } });

/** A paid gift in full name, with everything that it says approved. */
async function booked(name: string, message: string) {
  const project = await kit.project();
  const gift = await kit.give(project, { publicity: 'REAL_NAME', name, message, mail: 'a@example.org' });
  await kit.deliver(eventsOf(gift, kit.clock.now().getTime() / 1000).succeeded());
  await kit.app.settle();
  const words = (['name', 'message'] as const).map((kind) => ({ donationId: gift.donationId, kind }));
  await kit.app.get(Moderation).approve(editor, kit.organizationId, words);
  await kit.app.get(ProgressFeed).refresh();
  const own = `/donations/${withPrefix('don', gift.donationId)}`;
  return { project, gift, own, key: `?key=${kit.app.get(DonationKeys).keyOf(gift.donationId)}` };
}

test('markup in a name and a message is read as it was typed, on every page and in every feed', async () => {
  const script = '<script>alert(1)</script>';
  const { project, own, key } = await booked(`王${script}`, `"><img src=x onerror=alert(2)> ${script}`);
  for (const url of [
    `/projects/${project.slug}`,
    `/projects/${project.slug}/feed.xml`,
    `/embed/projects/${project.slug}`,
    own + key,
  ]) {
    const { body } = await page(url);
    expect([url, /<script>alert|<img src=x/.test(body)]).toEqual([url, false]);
  }
  expect((await page(`/projects/${project.slug}`)).body).toContain('王&lt;script>alert(1)&lt;/script>');
  const api = await kit.app.inject({ url: `/api/v1/projects/${project.slug}/donations` });
  expect(api.headers['content-type']).toContain('application/json');
  expect(api.headers['x-content-type-options']).toBe('nosniff');
  expect(api.json().data[0].donor ?? api.body).toContain(script);
});

test('𠮷, 靐 and emoji stand on the page, on the receipt and in the export', async () => {
  const name = '𠮷靐😀';
  const { project, gift, own, key } = await booked(name, '加油👍🏽');
  expect((await page(`/projects/${project.slug}`)).body).toContain(name);
  expect((await page(`/projects/${project.slug}`)).body).toContain('加油👍🏽');
  const pdf = await page(`${own}/receipt.pdf${key}`);
  expect(pdf.headers['content-type']).toBe('application/pdf');
  expect(textOf(pdf.rawPayload)).toContain(name);
  const clerk = await consoleOf(kit.app).signIn({ id: kit.organizationId, slug }, 'clerk');
  const day = dayIn(kit.clock.now(), 'Asia/Shanghai');
  const wish = { choice: 'donations:csv', firstDay: day, lastDay: day };
  const asked = await kit.app.inject(as(clerk, form(`/console/${slug}/exports`, wish)));
  await kit.app.settle(30_000);
  const work = await kit.app.inject(as(clerk, { url: String(asked.headers.location) }));
  const [, place = ''] = /href="([^"]+\/exports\/exp_\w+)"/.exec(work.body) ?? [];
  const { body } = await kit.app.inject(as(clerk, { url: `${place}/file` }));
  const line = body.split('\r\n').find((text) => text.includes(withPrefix('don', gift.donationId)));
  expect(line).toContain(name);
});

test('a character that no font of ours has is refused by that character, and what was typed stays', async () => {
  const project = await kit.project();
  const name = '王\u{2cebf}';
  for (const [language, words] of [
    ['en', 'No font of ours can print \u{2cebf} (U+2CEBF)'],
    ['zh-CN', '我们的字体无法印出 \u{2cebf} (U+2CEBF)'],
  ] as const) {
    const fields = { amount: '10', currency: 'CNY', form_key: `form-${newId()}`, name };
    const request = form(`/projects/${project.slug}/donations`, fields);
    const answer = await kit.app.inject({
      ...request,
      headers: { ...request.headers, 'accept-language': language },
    });
    expect(answer.statusCode).toBe(422);
    expect(answer.body).toContain(words);
    expect(answer.body).toContain(`value="${name}"`);
  }
  const [row] = await kit.app.database.rows('SELECT id FROM donation WHERE project_id = ?', [project.id]);
  expect(row).toBeUndefined();
});

test('a story of 10,000 characters is shown to its end', async () => {
  const storyZh = `${'雪'.repeat(99)}\n`.repeat(100).slice(0, 9_990) + '故事到此为止。';
  const project = await kit.project({ storyZh });
  await kit.app.get(ProgressFeed).refresh();
  const { statusCode, body } = await page(`/projects/${project.slug}`, 'zh-CN');
  expect(statusCode).toBe(200);
  expect(body).toContain('故事到此为止。');
});

test('a picture that is none, or too large, is refused beside its field', async () => {
  const project = await kit.project();
  const person = await consoleOf(kit.app).signIn({ id: kit.organizationId, slug }, 'editor');
  const url = `/console/${slug}/projects/${withPrefix('prj', project.id)}/picture`;
  const png = Buffer.from('89504e470d0a1a0a0000000d', 'hex');
  const upload = (bytes: Buffer) =>
    kit.app.inject(
      as(
        person,
        multipart(url, { pictureAltZh: '图' }, { field: 'picture', name: 'a.png', type: 'image/png', bytes }),
      ),
    );
  for (const [bytes, status] of [
    [Buffer.from('<svg onload="alert(1)"/>'), [422]],
    [Buffer.from('GIF89a'), [422]],
    [Buffer.alloc(0), [422]],
    [Buffer.concat([png, Buffer.alloc(6 * 1024 * 1024)]), [413, 422]],
  ] as const) {
    const answer = await upload(bytes);
    expect(status).toContain(answer.statusCode);
    expect(answer.body).toMatch(/<html lang/);
  }
  const [row] = await kit.app.database.rows<{ file: string | null }>(
    'SELECT picture_file_id AS file FROM project WHERE id = ?',
    [project.id],
  );
  expect(row?.file).toBeNull();
});

test('links that were forged, cut or have ended say so, and tell nothing', async () => {
  const { own, key } = await booked('张三', '你好');
  for (const url of [
    own,
    `${own}?key=`,
    `${own}${key}x`,
    own + key.slice(0, -1),
    `/donations/${withPrefix('don', newId())}${key}`,
    `${own}/receipt.pdf?key=forged`,
  ]) {
    const answer = await page(url);
    expect([url, answer.statusCode]).toEqual([url, 404]);
    expect(answer.body).not.toContain('张三');
    expect(answer.body).toContain('href="/projects"');
  }
  for (const url of ['/gifts/mine?token=forged', '/gifts/mine', '/receipts/verify?code=forged']) {
    const answer = await page(url, 'zh-CN');
    expect([url, answer.statusCode < 500, answer.body.includes('<html lang="zh-CN"')]).toEqual([
      url,
      true,
      true,
    ]);
  }
});
