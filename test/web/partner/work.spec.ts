import { dayIn } from '../../../src/kernel/clock.js';
import { ChannelsQueries } from '../../../src/partners/channels.queries.js';
import { refundEvents, refundOf } from '../../donations/returns-kit.js';
import { buildActivePartner } from '../../partners/partner-kit.js';
import { openPartnerWork, type PartnerWorkKit } from './work-kit.js';

let kit: PartnerWorkKit;

beforeAll(async () => {
  kit = await openPartnerWork();
}, 120_000);
afterAll(() => kit.close());

const today = () => dayIn(kit.clock.now(), 'Asia/Shanghai');

describe('channels', () => {
  it('are made, renamed, closed and opened; what was typed stays after a refusal', async () => {
    const refused = await kit.post('/partner/channels', { name_zh: '视频号', name_en: '', code: 'a!' });
    expect([refused.status, refused.body.includes('value="视频号"')]).toEqual([422, true]);
    const taken = await kit.post('/partner/channels', {
      ...{ name_zh: '视频号', name_en: 'Video', code: kit.channel.code },
    });
    expect([taken.status, taken.body.includes(kit.channel.code)]).toEqual([409, true]);
    const made = await kit.post('/partner/channels', { name_zh: '视频号', name_en: 'Video', code: 'Vid7' });
    expect([made.status, made.location]).toEqual([
      303,
      expect.stringMatching(/^\/partner\/channels\/chn_\w+\?done=channelCreated$/),
    ]);
    const key = /chn_\w+/.exec(String(made.location))?.[0] ?? '';
    const page = await kit.page(`/partner/channels/${key}`);
    expect(page.body).toContain(`${kit.app.config.PUBLIC_URL}/c/Vid7`);
    expect(page.body).toContain('/c/Vid7/qr.png');
    expect(
      (await kit.post(`/partner/channels/${key}/names`, { name_zh: '新名', name_en: 'New' })).status,
    ).toBe(303);
    expect((await kit.post(`/partner/channels/${key}/names`, { name_zh: '', name_en: 'New' })).status).toBe(
      422,
    );
    expect((await kit.post(`/partner/channels/${key}/state`, { state: 'closed' })).status).toBe(303);
    expect((await kit.page('/partner/embeds')).body).not.toContain('value="Vid7"');
    // A closed channel's link goes on working.
    expect((await kit.page('/c/Vid7')).location).toBe('/?ch=Vid7');
    expect((await kit.post(`/partner/channels/${key}/state`, { state: 'active' })).status).toBe(303);
    expect(await kit.app.get(ChannelsQueries).byCode('Vid7')).toMatchObject({
      nameZh: '新名',
      state: 'active',
    });
  });
});

describe('figures', () => {
  it('add up from the first click to the refund, and come as page, file and statement', async () => {
    const [refunded] = await kit.came([{ amount: '88.80' }, {}, {}, {}, {}, {}]);
    await kit.came([{ amount: '5' }, { amount: '6' }], null);
    if (!refunded) throw new Error('no gift');
    const refund = refundEvents(refundOf(refunded, 8_880, Math.floor(kit.clock.now().getTime() / 1000)));
    await kit.deliver(refund.created());
    await kit.intake();
    await kit.follow();

    const page = await kit.page(`/partner/figures?channel=${kit.channel.key}&lang=en`);
    expect(page.status).toBe(200);
    for (const amount of ['¥588.80', '¥88.80', '¥500.00']) expect(page.body).toContain(amount);
    expect(page.body).toContain('provisional');
    expect(page.body).toContain('<svg class="chart"');

    const file = await kit.page(`/partner/figures.csv?channel=${kit.channel.key}&lang=en`);
    expect(file.body.startsWith('\uFEFFFrom,To,Society,Channel,Code,Project,Currency,')).toBe(true);
    const [, line] = file.body.split('\r\n');
    expect(line).toBe(
      `${today()},${today()},Test City Red Cross,Yunchuan Live,${kit.channel.code},` +
        `Love to Ten Thousand Homes (test),CNY,588.80,88.80,500.00,6,provisional,${kit.channel.key}`,
    );

    const statement = await kit.page(`/partner/statement?month=${today().slice(0, 7)}&lang=en`);
    expect(statement.body).toContain('The society has not yet closed every day of this month');
    expect(statement.body).toContain('¥500.00');
    expect((await kit.page('/partner/statement?month=2026-13')).status).toBe(404);
    expect((await kit.page('/partner/statement?month=2999-01')).status).toBe(404);
  });

  it('show another range when days make none, and nothing of another partner', async () => {
    const odd = await kit.page('/partner/figures?from=2026-11-20&to=2026-01-01&lang=en');
    expect(odd.body).toContain('These days cannot be shown');
    const other = await buildActivePartner(kit.app, kit.organizationId);
    expect((await kit.page(`/partner/figures?channel=${kit.channel.key}`, other.cookie)).status).toBe(404);
    expect((await kit.page(`/partner/figures.csv?channel=${kit.channel.key}`, other.cookie)).status).toBe(
      404,
    );
    expect((await kit.page('/partner/figures?channel=chn_x')).status).toBe(404);
    expect((await kit.page('/partner/figures', other.cookie)).body).not.toContain(kit.channel.code);
  });
});

describe('embeds', () => {
  it('offer every way to show a project, with the channel in it, and a preview that the page may load', async () => {
    const { slug } = kit.project1;
    const answer = await kit.app.inject({
      url: `/partner/embeds?project=${slug}&channel=${kit.channel.code}&layout=bar&theme=dark&lang_of=en`,
      headers: { cookie: kit.partner.cookie },
    });
    expect(answer.headers['content-security-policy']).toContain("frame-src 'self'");
    const body = answer.body.replaceAll('&lt;', '<').replaceAll('&quot;', '"').replaceAll('&amp;', '&');
    for (const text of [
      `<boai-project project="${slug}" channel="${kit.channel.code}" layout="bar" theme="dark" lang="en"`,
      'integrity="sha384-',
      'script-src ',
      '/resize.js',
      `/projects/${slug}?ch=${kit.channel.code}`,
      '/badge.svg',
      '/card.png',
      '/poster.png',
      '/oembed?',
    ])
      expect(body).toContain(text);
    const preview = /<iframe[^>]* src="([^"]+)"/.exec(answer.body)?.[1]?.replaceAll('&amp;', '&') ?? '';
    expect(preview.startsWith(`/embed/projects/${slug}?`)).toBe(true);
    expect((await kit.page(preview)).status).toBe(200);
  });
});

describe('the test mode', () => {
  it('gives and gives back through forms, and says what was wrong', async () => {
    const { slug } = kit.project1;
    const given = { channel: kit.channel.code, project: slug, amount: '12.5' };
    const bad = await kit.post('/partner/test/gifts', { ...given, amount: '1e3' });
    expect([bad.status, bad.body.includes('value="1e3"')]).toEqual([422, true]);
    expect((await kit.post('/partner/test/gifts', { ...given, channel: 'nobody' })).status).toBe(422);
    expect(await kit.post('/partner/test/gifts', given)).toMatchObject({
      ...{ status: 303, location: '/partner/test?done=testGiven' },
    });
    const page = await kit.page('/partner/test');
    const key = /tgf_\w+/.exec(page.body)?.[0] ?? '';
    expect(page.body).toContain('¥12.50');
    const other = await buildActivePartner(kit.app, kit.organizationId);
    expect((await kit.post(`/partner/test/gifts/${key}/refund`, {}, other.cookie)).status).toBe(404);
    expect((await kit.post(`/partner/test/gifts/${key}/refund`, {})).status).toBe(303);
    expect((await kit.post(`/partner/test/gifts/${key}/refund`, {})).status).toBe(409);
    const figures = await kit.page('/partner/figures?mode=test&lang=en');
    expect(figures.body).toContain('Test figures');
    expect(figures.body).toContain('¥12.50');
    expect((await kit.post('/partner/test/clearing', {})).status).toBe(303);
    expect((await kit.page('/partner/test')).body).not.toContain('¥12.50');
  });
});
