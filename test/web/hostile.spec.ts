import { type FastifyInstance, fastify } from 'fastify';
import { SetClock } from '../../src/kernel/clock.js';
import { newId, withPrefix } from '../../src/kernel/ids.js';
import { HotFront } from '../../src/platform/http/hot-routes.js';
import { openLog } from '../../src/platform/http/log.js';
import { HttpMetrics } from '../../src/platform/metrics/http-metrics.js';
import { maskedBody } from '../../src/web/console/operations/masked-body.js';
import type { TestApp } from '../support/app.js';
import { buildProject } from '../support/builders.js';
import { TINY_PNG } from '../support/pictures.js';
import { SANDBOX_SECRET_KEY, startSandbox, type TestSandbox } from '../support/sandbox.js';
import { as, form, multipart, openConsole, type Person, type TestConsole } from './console/console.js';

/** What people and machines put into addresses, cookies and forms: nothing of it may be a 500. */
const ODD = ['é', '中文', '😀', '%00', '%EF%BF%BD', "'--", '..%2f..%2fetc', 'x'.repeat(190), '-1', '1e99'];

let sandbox: TestSandbox;
let desk: TestConsole;
let app: TestApp;

beforeAll(async () => {
  sandbox = await startSandbox();
  desk = await openConsole({ STRIPE_API_BASE: sandbox.url, STRIPE_SECRET_KEY: SANDBOX_SECRET_KEY });
  app = desk.app;
  (app.clock as SetClock).set(new Date());
});
afterAll(async () => {
  await app.close();
  await sandbox.stop();
});

const escaped = (odd: string) =>
  odd.startsWith('%') || odd.startsWith('..') ? odd : encodeURIComponent(odd);

describe('odd texts in addresses', () => {
  const places = [
    '/projects/ODD',
    '/projects?lang=ODD&ch=ODD',
    '/projects/ODD/picture/ODD',
    '/organizations/ODD',
    '/c/ODD?project=ODD',
    '/donations/ODD?key=ODD',
    `/donations/${withPrefix('don', newId())}?key=ODD`,
    `/donations/${withPrefix('don', newId())}?key=a&key=ODD`,
    `/donations/${withPrefix('don', newId())}/receipt.pdf?key[]=ODD`,
    '/receipts/verify?code=ODD',
    '/assets/ODD/ODD',
    '/api/v1/projects?cursor=ODD&limit=ODD&state=ODD',
    '/api/v1/projects/ODD',
    '/api/v1/projects/ODD/progress',
    '/api/v1/progress?projects=ODD,ODD',
    '/webhooks/stripe/ODD',
    '/problems/ODD',
    '/console/login?to=ODD',
    '/console/login/link?token=ODD',
  ];
  test.each(places)('%s answers with no defect', async (place) => {
    for (const odd of ODD) {
      const answer = await app.inject({ method: 'GET', url: place.replaceAll('ODD', escaped(odd)) });
      expect([odd, answer.statusCode]).toEqual([odd, expect.any(Number)]);
      expect([odd, answer.statusCode < 500]).toEqual([odd, true]);
    }
  });

  test('nor in the cookies of language and channel', async () => {
    for (const cookie of ['lang=é', 'ch=é', 'ch=%00', `ch=${'x'.repeat(3_000)}`, 'lang', ';;=', 'ch=%E4']) {
      const answer = await app.inject({ method: 'GET', url: '/projects', headers: { cookie } });
      expect([cookie, answer.statusCode]).toEqual([cookie, 200]);
    }
  });

  test('nor at the desks of the console, which know nothing of them', async () => {
    const everybody: Person = await desk.signIn(
      desk.society,
      ...(['clerk', 'approver', 'editor', 'supervisor', 'administrator'] as const),
    );
    const at = `/console/${desk.society.slug}`;
    const gets = [
      '/console/ODD',
      `${at}/days/ODD`,
      `${at}/days?date=ODD`,
      `${at}/days/2026-11-20?project=ODD&lacking=ODD&text=ODD&page=ODD`,
      `${at}/days/2026-11-20/gifts.csv?text=ODD`,
      `${at}/gifts/ODD`,
      `${at}/inbox?state=ODD`,
      `${at}/inbox/ODD`,
      `${at}/mailbox/ODD`,
      `${at}/people/ODD`,
      `${at}/projects/ODD`,
      `${at}/projects/ODD/picture`,
      `${at}/projects/ODD/preview`,
    ];
    const posts = [
      `${at}/outbox/ODD/retry`,
      `${at}/schedules/ODD/switch`,
      `${at}/people/ODD/sessions/revocation`,
      '/console/account/sessions/ODD/revocation',
    ];
    for (const odd of ODD) {
      const filled = (place: string) => place.replaceAll('ODD', escaped(odd));
      for (const place of gets) {
        const answer = await app.inject(as(everybody, { method: 'GET', url: filled(place) }));
        expect([place, odd, answer.statusCode < 500]).toEqual([place, odd, true]);
      }
      for (const place of posts) {
        const answer = await app.inject(as(everybody, form(filled(place), { enabled: '1' })));
        expect([place, odd, answer.statusCode < 500]).toEqual([place, odd, true]);
      }
    }
  }, 60_000);
});

describe('odd texts in the donate form', () => {
  const sound = { currency: 'CNY', amount: '10', form_key: '' };
  test.each([
    ['ch', 303],
    ['name', 303],
    ['mail', 422],
    ['publicity', 422],
    ['donor_kind', 422],
    ['currency', 422],
    ['amount', 422],
    ['form_key', 422],
  ])('%s: no defect', async (field, usual) => {
    const { slug } = await buildProject(app, { organizationId: desk.society.id });
    for (const odd of ['é', '中', '😀', 'x'.repeat(20_000), '\u2028', '9'.repeat(400)]) {
      const fields = { ...sound, form_key: `form-${newId()}`, [field]: odd };
      const answer = await app.inject(form(`/projects/${slug}/donations`, fields));
      expect([odd.slice(0, 9), answer.statusCode < 500]).toEqual([odd.slice(0, 9), true]);
    }
    const answer = await app.inject(
      form(`/projects/${slug}/donations`, { ...sound, form_key: `form-${newId()}`, [field]: '王' }),
    );
    expect(answer.statusCode).toBe(usual);
  });
});

describe('addresses that pretend', () => {
  test('a path that begins like another host is not linked to that host', async () => {
    const url = '//evil.example/x';
    const answer = await app.inject({ method: 'GET', url, headers: { accept: 'text/html' } });
    expect(answer.statusCode).toBe(404);
    expect(answer.body).not.toMatch(/(href|action)="(?:\/\/|\/\\|https?:\/\/evil)/);
  });

  test('the Host header is in no link and no answer', async () => {
    const { slug } = await buildProject(app, { organizationId: desk.society.id });
    for (const url of ['/', `/projects/${slug}`, '/api/v1/projects', '/nothing-here', '/console/login']) {
      const answer = await app.inject({
        method: 'GET',
        url,
        headers: { host: 'evil.example', 'x-forwarded-host': 'evil.example' },
      });
      expect(JSON.stringify(answer.headers) + answer.body).not.toContain('evil.example');
    }
  });

  test('a console address written with escapes is guarded like the console', async () => {
    const plain = await app.inject({
      method: 'POST',
      url: '/console/login',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      payload: 'name=a&password=b',
    });
    expect(plain.statusCode).toBe(403);
    const hidden = await app.inject({
      method: 'POST',
      url: '/%63onsole/login',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      payload: 'name=a&password=b',
    });
    expect(hidden.statusCode).toBe(403);
  });

  test.each([
    'https://evil.example/',
    '//evil.example',
    '/\\evil.example',
    '/console//evil.example',
    'javascript:alert(1)',
    '/projects',
  ])('a login does not lead on to %s', async (to) => {
    const answer = await app.inject({ method: 'GET', url: `/console/login?to=${encodeURIComponent(to)}` });
    expect(answer.body).not.toMatch(/name="to" value="[^"]/);
  });
});

test('the API names a picture by an address that shows it', async () => {
  const project = await buildProject(app, { organizationId: desk.society.id });
  const editor = await desk.signIn(desk.society, 'editor');
  const bytes = TINY_PNG;
  const key = withPrefix('prj', project.id);
  const url = `/console/${desk.society.slug}/projects/${key}/picture`;
  const file = { field: 'picture', name: 'a.png', type: 'image/png', bytes };
  expect((await app.inject(as(editor, multipart(url, { pictureAltZh: '图' }, file)))).statusCode).toBe(303);
  const { picture } = (await app.inject({ method: 'GET', url: `/api/v1/projects/${project.slug}` })).json();
  const shown = await app.inject({ method: 'GET', url: new URL(picture).pathname });
  expect([shown.statusCode, shown.rawPayload.equals(bytes)]).toEqual([200, true]);
});

test('a provider’s event is shown without the key that opens the gift’s page', () => {
  const object = {
    success_url: 'https://give.example/donations/don_1?key=secret',
    cancel_url: null,
    url: 'https://checkout.example/c/pay/secret',
    status: 'open',
  };
  const shown = maskedBody(Buffer.from(JSON.stringify({ data: { object } }))) ?? '';
  expect(shown).not.toContain('secret');
  expect(JSON.parse(shown).data.object).toMatchObject({ cancel_url: null, status: 'open' });
});

test('a hot route that fails tells nothing of our insides', async () => {
  const lines: string[] = [];
  const log = openLog(app.config, 'test', { write: (line: string) => void lines.push(line) });
  const front = new HotFront();
  const plugin = async (hot: FastifyInstance) => {
    hot.get('/hot/defect', async () => {
      throw new Error('no table at db-7.internal:3306');
    });
    hot.get('/hot/away', async () => {
      throw Object.assign(new Error('connect ECONNREFUSED 10.0.0.7:3306'), { code: 'ECONNREFUSED' });
    });
  };
  await front.open([{ name: 'test', paths: /^\/hot\//, plugin }], log, app.get(HttpMetrics), {});
  const others = fastify();
  try {
    const ask = (url: string) => front.answering(url, others).inject({ url });
    const [defect, away] = [await ask('/hot/defect'), await ask('/hot/away')];
    expect([defect.statusCode, away.statusCode]).toEqual([500, 503]);
    for (const { body, headers } of [defect, away]) {
      expect(headers['content-type']).toContain('application/problem+json');
      expect(body).not.toMatch(/3306|table|ECONN/);
    }
    expect(lines.some((line) => line.includes('unexpected error'))).toBe(true);
  } finally {
    await front.close();
    await others.close();
  }
});
