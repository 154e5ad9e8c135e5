import { RequestMethod } from '@nestjs/common';
import { DiscoveryService, MetadataScanner } from '@nestjs/core';
import { newId, withPrefix } from '../../../src/kernel/ids.js';
import { WebhookEndpoints } from '../../../src/partner-feed/webhook-endpoints.service.js';
import { Channels } from '../../../src/partners/channels.service.js';
import { Overlays } from '../../../src/partners/overlays.service.js';
import { PartnerKeys } from '../../../src/partners/partner-keys.service.js';
import { Partners } from '../../../src/partners/partners.service.js';
import { TestGifts } from '../../../src/partners/test-gifts.service.js';
import { buildActivePartner } from '../../partners/partner-kit.js';
import { openTestApp, type TestApp } from '../../support/app.js';
import { buildOrganization, buildProject } from '../../support/builders.js';

interface Route {
  readonly method: 'GET' | 'POST';
  readonly path: string;
}
type Partner = Awaited<ReturnType<typeof buildActivePartner>>;

/** Every route of every controller below `partner`, from Nest itself: a new one is walked without being listed. */
function partnerRoutes(app: TestApp): Route[] {
  const scanner = new MetadataScanner();
  return app
    .get(DiscoveryService)
    .getControllers()
    .flatMap(({ metatype }) => {
      if (typeof metatype !== 'function') return [];
      const base: unknown = Reflect.getMetadata('path', metatype);
      if (typeof base !== 'string' || !/^partner(\/|$)/.test(base)) return [];
      return scanner.getAllMethodNames(metatype.prototype).flatMap((name) => {
        const handler: unknown = Reflect.get(metatype.prototype, name);
        if (typeof handler !== 'function' || !Reflect.hasMetadata('path', handler)) return [];
        const path = String(Reflect.getMetadata('path', handler));
        const posts = Reflect.getMetadata('method', handler) === RequestMethod.POST;
        return [
          { method: posts ? 'POST' : 'GET', path: `/${base}${path === '/' ? '' : `/${path}`}` } as const,
        ];
      });
    });
}

const OPEN = /^\/partner\/(apply|login(\/.*)?|logout|invitation)$/;

let app: TestApp;
let organizationId: string;
let routes: Route[];
let mine: Partner;
let other: Partner;

beforeAll(async () => {
  app = await openTestApp();
  organizationId = await buildOrganization(app);
  routes = partnerRoutes(app);
  mine = await buildActivePartner(app, organizationId);
  other = await buildActivePartner(app, organizationId);
});
afterAll(() => app.close());

/** Values for the parameters of all routes: things that really are the partner's. */
async function fillings({ partnerId, agreementId, ownerId }: Partner): Promise<Record<string, string>> {
  const key = await app.get(PartnerKeys).create({ personId: ownerId }, partnerId, {
    ...{ kind: 'secret', livemode: true, name: 'server', scopes: ['figures:read'], origins: [] },
  });
  const channel = await app.get(Channels).create({ nameZh: '频道', nameEn: 'Channel', partnerId });
  const endpoint = await app.get(WebhookEndpoints).add({ personId: ownerId }, partnerId, {
    url: 'https://1.1.1.1/',
    kinds: ['project.closed'],
    livemode: true,
  });
  const project = await buildProject(app, { organizationId });
  const testGift = await app
    .get(TestGifts)
    .give(partnerId, { channelId: channel, projectId: project.id, amount: 100n });
  const overlay = await app.get(Overlays).create({ personId: ownerId }, partnerId, {
    ...{ projectId: project.id, channelId: null, basis: 'project', since: null, title: '', target: null },
    ...{ showNames: false, theme: 'dark' },
  });
  return {
    agreement: withPrefix('agr', agreementId),
    paper: 'certificate',
    person: withPrefix('ppl', ownerId),
    key: withPrefix('pky', key.id),
    channel: withPrefix('chn', channel),
    testGift: withPrefix('tgf', testGift),
    endpoint: withPrefix('whk', endpoint.id),
    overlay: withPrefix('ovl', overlay.id),
  };
}

function ask({ method, path }: Route, values: Record<string, string>, cookie?: string) {
  const url = path.replace(/:(\w+)/g, (_, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`the walk has no value for :${name} of ${path}`);
    return value;
  });
  const headers = {
    origin: 'http://127.0.0.1:3000',
    ...(cookie === undefined ? {} : { cookie }),
    // A file is sent where a file is wanted, so that the answer is about the thing and not about the form.
    ...(method === 'POST' && path.endsWith(':paper')
      ? { 'content-type': 'multipart/form-data; boundary=b' }
      : method === 'POST'
        ? { 'content-type': 'application/x-www-form-urlencoded' }
        : {}),
  };
  const payload = path.endsWith(':paper')
    ? '--b\r\ncontent-disposition: form-data; name="f"; filename="a.pdf"\r\n\r\n%PDF-1.7\r\n--b--\r\n'
    : 'role=member';
  return app.inject({ method, url, headers, ...(method === 'POST' ? { payload } : {}) });
}

describe('every route of the partners’ face', () => {
  const behind = () => routes.filter(({ path }) => !OPEN.test(path));
  const named = () => behind().filter(({ path }) => path.includes(':'));

  test('is found by the walk', () => {
    expect(behind().length).toBeGreaterThan(15);
    expect(named().length).toBeGreaterThan(5);
  });

  test('sends nobody to the login', async () => {
    const values = await fillings(mine);
    for (const cookie of [undefined, `boai_partner=${'x'.repeat(43)}`, 'boai_partner=%00']) {
      for (const route of behind()) {
        const answer = await ask(route, values, cookie);
        expect([route.method, route.path, answer.statusCode]).toEqual([route.method, route.path, 303]);
        expect(answer.headers.location).toMatch(/^\/partner\/login(\?to=|$)/);
      }
    }
  });

  test('does not exist for another partner', async () => {
    const values = await fillings(mine);
    for (const route of named()) {
      const answer = await ask(route, values, other.cookie);
      expect([route.method, route.path, answer.statusCode]).toEqual([route.method, route.path, 404]);
    }
  });

  test('answers 404 for ids of other kinds and no ids at all', async () => {
    const names = Object.keys(await fillings(mine));
    for (const wrong of ['x', withPrefix('don', newId()), newId(), "'; --"]) {
      const values = Object.fromEntries(names.map((name) => [name, encodeURIComponent(wrong)]));
      for (const route of named()) {
        const answer = await ask(route, values, mine.cookie);
        expect([route.method, route.path, answer.statusCode]).toEqual([route.method, route.path, 404]);
      }
    }
  });

  test('opens for its own people, in both languages', async () => {
    const values = await fillings(mine);
    for (const route of behind().filter(({ method }) => method === 'GET')) {
      for (const lang of ['zh-CN', 'en']) {
        const answer = await ask({ ...route, path: `${route.path}?lang=${lang}` }, values, mine.cookie);
        expect([route.path, answer.statusCode]).toEqual([route.path, 200]);
        expect(answer.headers['cache-control']).toBe('no-store');
      }
    }
  });

  test('while the partner rests: papers and people stay open, everything else says why', async () => {
    const { partnerId, cookie, staffId } = await buildActivePartner(app, organizationId);
    await app.get(Partners).suspend(staffId, organizationId, partnerId, '发布了未经核实的内容');
    const open = /^\/partner(\/(agreements|people|profile|account).*)?$/;
    for (const route of behind().filter(({ method, path }) => method === 'GET' && !path.includes(':'))) {
      const answer = await ask(route, {}, cookie);
      const status = open.test(route.path) ? 200 : 403;
      expect([route.path, answer.statusCode]).toEqual([route.path, status]);
      if (status === 403) expect(answer.body).toContain('该合作已暂停');
    }
    const start = await ask({ method: 'GET', path: '/partner' }, {}, cookie);
    expect(start.body).toContain('发布了未经核实的内容');
  });
});
