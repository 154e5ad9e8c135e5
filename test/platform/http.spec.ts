import { randomBytes } from 'node:crypto';
import { Agent, request as httpRequest } from 'node:http';
import { Body, Controller, Get, Module, Param, Post, Query, Req, Res, UseGuards } from '@nestjs/common';
import { IsEmail, IsInt } from 'class-validator';
import type { FastifyReply, FastifyRequest, InjectOptions } from 'fastify';
import { h } from 'preact';
import { Refusal } from '../../src/kernel/errors.js';
import { Direct } from '../../src/platform/http/direct-pages.js';
import { HttpModule } from '../../src/platform/http/http.module.js';
import { openLog } from '../../src/platform/http/log.js';
import { Public } from '../../src/platform/http/public.js';
import { currentRequest } from '../../src/platform/http/request-context.js';
import { openWebApp, type WebApp } from '../../src/platform/http/web-server.js';
import { Metrics } from '../../src/platform/metrics/metrics.js';
import { PlatformModule } from '../../src/platform/platform.module.js';
import { testConfig } from '../support/app.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';

class Gift {
  @IsInt()
  amount: number;
  @IsEmail()
  mail: string;
}

@Public()
@Controller()
class Pages {
  @Get('page')
  page() {
    return h('html', null, h('p', { title: '"&<>' }, '<script>alert(1)</script>'));
  }
  @Get('donations/:id')
  donation(@Param('id') id: string) {
    return { id, request_id: currentRequest()?.requestId };
  }
  @Post(['donate', 'console/act', 'api/v1/gifts'])
  give(@Body() body: Record<string, unknown>) {
    return body;
  }
  @Post('api/v1/checked')
  checked(@Body() gift: Gift) {
    return gift;
  }
  @Post('upload')
  async upload(@Req() request: FastifyRequest) {
    const file = await request.file();
    return { name: file?.filename, size: (await file?.toBuffer())?.length };
  }
  @Get(['refused', 'api/v1/refused'])
  refused() {
    throw new Refusal('conflict', 'project_closed', { project: '圆梦' });
  }
  @Get('api/v1/broken')
  broken() {
    throw new Error(
      `Duplicate entry 'donor@example.org' for key 'x'; cookie: session=abc; /donations/1?key=topsecret`,
    );
  }
  @Get('cookie')
  cookie(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply) {
    reply.setCookie('seen', 'yes', { path: '/' });
    return { had: request.cookies.seen ?? null };
  }
  @Get('slow')
  async slow() {
    await new Promise((resolve) => setTimeout(resolve, 400));
    return { slow: true };
  }
}

@Public()
@Controller('crowds')
class Crowds {
  @Direct()
  @Get(':name')
  show(
    @Req() request: FastifyRequest,
    @Param('name') name: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    if (name === 'nobody') throw new Refusal('not_found', 'not_found');
    reply.setCookie('seen', name, { path: '/' });
    return h('p', null, [name, request.cookies.seen, currentRequest()?.requestId].join(' '));
  }
}

@Controller('forgotten')
class Forgotten {
  @Get()
  everybody() {
    return 'open to all by mistake';
  }
}

@Controller('guarded')
@UseGuards(
  class {
    canActivate = () => true;
  },
)
class Guarded {
  @Get()
  some() {
    return 'declared';
  }
}

@Module({})
class Root {}

describe('the web process', () => {
  let server: TestDatabase;
  let web: WebApp;
  let lines: string[];

  const open = async (controllers: (new () => object)[], settings: Record<string, string> = {}) => {
    const config = testConfig({
      DATABASE_URL: server.appUrl,
      DATABASE_OWNER_URL: server.ownerUrl,
      ...settings,
    });
    const log = openLog(config, 'test', { write: (line: string) => void lines.push(line) });
    return openWebApp(
      { module: Root, imports: [PlatformModule.with({ config, tables: [] }), HttpModule], controllers },
      {
        config,
        sentences: (locale, key) =>
          key === 'error.project_closed'
            ? locale === 'en'
              ? '{project} is closed'
              : '{project}已结束'
            : undefined,
      },
      log,
      {
        hotRoutes: () => [
          {
            name: 'test',
            paths: /^\/api\/v1\/hot(\?|$)/,
            plugin: async (fastify) => {
              fastify.get('/api/v1/hot', async (_request, reply) =>
                reply.type('application/json').send('{"hot":true}'),
              );
            },
          },
        ],
      },
    );
  };
  const inject = (request: InjectOptions & { url: string }) =>
    web.answering(request.url, request.method).inject(request);

  beforeAll(async () => {
    server = await openTestDatabase();
    lines = [];
    web = await open([Pages, Crowds, Guarded]);
  });
  afterAll(async () => {
    await web.app.close();
    await server.drop();
  });

  describe('answers', () => {
    it('pages as whole documents with everything escaped', async () => {
      const page = await inject({ url: '/page' });
      expect(page.headers['content-type']).toBe('text/html; charset=utf-8');
      expect(page.body).toBe(
        '<!DOCTYPE html><html><p title="&quot;&amp;&lt;>">&lt;script>alert(1)&lt;/script></p></html>',
      );
    });

    it('with the request id of the proxy when it is harmless, else with its own', async () => {
      const given = await inject({ url: '/donations/1', headers: { 'x-request-id': 'proxy-12345' } });
      expect(given.headers['x-request-id']).toBe('proxy-12345');
      expect(given.json()).toEqual({ id: '1', request_id: 'proxy-12345' });
      const forged = await inject({ url: '/donations/1', headers: { 'x-request-id': 'a b\tc"}' } });
      expect(forged.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
    });

    it('cookies both ways', async () => {
      const first = await inject({ url: '/cookie' });
      expect(first.json()).toEqual({ had: null });
      expect(first.headers['set-cookie']).toContain('seen=yes');
      expect((await inject({ url: '/cookie', cookies: { seen: 'yes' } })).json()).toEqual({ had: 'yes' });
    });

    it('hot routes without any of the common hooks', async () => {
      const hot = await inject({ url: '/api/v1/hot' });
      expect(hot.json()).toEqual({ hot: true });
      expect(hot.headers['x-request-id']).toBeUndefined();
    });
  });

  describe('direct pages', () => {
    it('have what every page has: headers, cookies, context, one line', async () => {
      lines.length = 0;
      const url = '/crowds/%E5%8D%9A?key=topsecret';
      const page = await inject({ url, cookies: { seen: 'yes' }, headers: { 'x-request-id': 'request-88' } });
      expect(page.body).toBe('<!DOCTYPE html><p>博 yes request-88</p>');
      expect(page.headers['content-type']).toBe('text/html; charset=utf-8');
      expect(page.headers['set-cookie']).toContain('seen=');
      const { date, 'content-length': length, 'set-cookie': cookie, ...headers } = page.headers;
      const { headers: other } = await inject({ url: '/page', headers: { 'x-request-id': 'request-88' } });
      expect(other).toMatchObject(headers);
      expect(lines.map((line) => JSON.parse(line))).toMatchObject([
        {
          level: 30,
          name: 'test',
          request_id: 'request-88',
          route: '/crowds/:name',
          status: 200,
          msg: 'request',
        },
        { route: '/page' },
      ]);
      expect(lines.join()).not.toContain('topsecret');
      expect((await inject({ method: 'HEAD', url: '/crowds/x' })).statusCode).toBe(200);
    });

    it('have the same error pages, and leave other methods and spellings to Nest', async () => {
      const missing = await inject({ url: '/crowds/nobody' });
      expect(missing.statusCode).toBe(404);
      expect(missing.headers['content-type']).toContain('text/html');
      expect(missing.headers['x-frame-options']).toBe('DENY');
      expect((await inject({ url: '/crowds/%zz' })).statusCode).toBe(400);
      expect((await inject({ method: 'POST', url: '/crowds/x' })).statusCode).toBe(404);
      expect((await inject({ url: '/%63rowds/x' })).body).toContain('<p>x');
    });

    it('are refused at the start where only Nest can give what they need', async () => {
      @Controller()
      class NotPublic {
        @Direct()
        @Get('not-public')
        show() {
          return h('p', null);
        }
      }
      @Public()
      @Controller()
      class WithQuery {
        @Direct()
        @Get('with-query')
        show(@Query('q') q: string) {
          return h('p', null, q);
        }
      }
      await expect(open([NotPublic])).rejects.toThrow('@Public()');
      await expect(open([WithQuery])).rejects.toThrow('@Param(name), @Req() and @Res() alone');
    });
  });

  describe('problems', () => {
    it('are RFC 9457 details for machines, with a type that leads to its meaning', async () => {
      const answer = await inject({ url: '/api/v1/refused?x=1', headers: { 'accept-language': 'en' } });
      expect(answer.statusCode).toBe(409);
      expect(answer.headers['content-type']).toContain('application/problem+json');
      const problem = answer.json<{ type: string }>();
      expect(problem).toEqual({
        type: 'http://127.0.0.1:3000/problems/project_closed',
        title: 'In conflict with the present state',
        status: 409,
        detail: '圆梦 is closed',
        instance: '/api/v1/refused',
        code: 'project_closed',
        request_id: answer.headers['x-request-id'],
      });
      const meaning = await inject({ url: new URL(problem.type).pathname });
      expect(meaning.statusCode).toBe(200);
      expect(meaning.body).toContain('project_closed');
      expect((await inject({ url: '/problems/never-heard-of' })).statusCode).toBe(404);
    });

    it('are a page for people, in their language, and JSON where they ask for it', async () => {
      const page = await inject({ url: '/refused' });
      expect(page.headers['content-type']).toContain('text/html');
      expect(page.body).toContain('圆梦已结束');
      expect(page.body).toContain(String(page.headers['x-request-id']));
      const json = await inject({ url: '/refused', headers: { accept: 'application/json' } });
      expect(json.headers['content-type']).toContain('application/problem+json');
    });

    it('name every wrong field', async () => {
      const answer = await inject({
        method: 'POST',
        url: '/api/v1/checked',
        payload: { amount: 'x', mail: 'nobody' },
        headers: { 'accept-language': 'en' },
      });
      expect(answer.statusCode).toBe(422);
      expect(answer.json()).toMatchObject({
        code: 'invalid_input',
        errors: [
          { field: 'amount', code: 'isInt', detail: 'must be a whole number' },
          { field: 'mail', code: 'isEmail', detail: 'must be a mail address' },
        ],
      });
    });

    it.each([
      ['unknown address', { url: '/api/v1/nowhere' }, 404, 'not_found'],
      [
        'too large a body',
        { method: 'POST', url: '/api/v1/gifts', payload: { x: 'x'.repeat(66_000) } },
        413,
        'too_large',
      ],
      [
        'broken JSON',
        {
          method: 'POST',
          url: '/api/v1/gifts',
          payload: '{"x":',
          headers: { 'content-type': 'application/json' },
        },
        400,
        'bad_request',
      ],
      [
        'a content type nobody takes',
        { method: 'POST', url: '/api/v1/gifts', payload: 'x', headers: { 'content-type': 'text/csv' } },
        415,
        'unsupported_media_type',
      ],
      ['broken escapes in the address', { url: '/api/v1/%zz' }, 400, 'bad_request'],
      ['a defect', { url: '/api/v1/broken' }, 500, 'internal'],
    ] as const)('for %s', async (_, request, status, code) => {
      const answer = await inject({ ...request } as InjectOptions & { url: string });
      expect(answer.statusCode).toBe(status);
      expect(answer.json()).toMatchObject({ status, code });
      expect(answer.body).not.toContain('donor@example.org');
    });

    it('tell nothing of our inside', async () => {
      const { body } = await inject({ url: '/api/v1/broken' });
      expect(body).not.toMatch(/Duplicate|at .*\.ts|topsecret/);
    });
  });

  describe('bodies', () => {
    it('come as JSON or form up to 64 KiB, and files as multipart', async () => {
      const form = await inject({
        method: 'POST',
        url: '/api/v1/gifts',
        payload: 'amount=100&name=%E5%BC%A0',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
      });
      expect(form.json()).toEqual({ amount: '100', name: '张' });
      const large = await inject({
        method: 'POST',
        url: '/api/v1/gifts',
        payload: `x=${'x'.repeat(66_000)}`,
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
      });
      expect(large.statusCode).toBe(413);
      const upload = (size: number) => {
        const part = `--b\r\ncontent-disposition: form-data; name="f"; filename="a.png"\r\ncontent-type: image/png\r\n\r\n`;
        return inject({
          method: 'POST',
          url: '/upload',
          payload: Buffer.concat([Buffer.from(part), randomBytes(size), Buffer.from('\r\n--b--\r\n')]),
          headers: { 'content-type': 'multipart/form-data; boundary=b' },
        });
      };
      expect((await upload(200_000)).json()).toEqual({ name: 'a.png', size: 200_000 });
      expect((await upload(16 * 1024 * 1024 + 1)).statusCode).toBe(413);
    });
  });

  describe('posts to pages', () => {
    const post = (url: string, headers: Record<string, string>) =>
      inject({ method: 'POST', url, payload: { a: 1 }, headers: { host: 'give.test', ...headers } });

    it.each([
      ['/donate', { origin: 'http://give.test' }, 201],
      ['/donate', { origin: 'http://127.0.0.1:3000' }, 201],
      ['/donate', { origin: 'https://evil.test' }, 403],
      ['/donate', { origin: 'null' }, 403],
      ['/donate', { 'sec-fetch-site': 'cross-site' }, 403],
      ['/donate', { 'sec-fetch-site': 'same-origin' }, 201],
      ['/donate', { referer: 'https://evil.test/form' }, 403],
      ['/donate', {}, 201],
      ['/console/act', { origin: 'http://give.test' }, 201],
      ['/console/act', { origin: 'https://evil.test' }, 403],
      ['/console/act', {}, 403],
      ['/api/v1/gifts', { origin: 'https://partner.test' }, 201],
    ])('%s with %j → %d', async (url, headers, status) => {
      expect((await post(url, headers)).statusCode).toBe(status);
    });
  });

  describe('security headers', () => {
    const headersOf = async (url: string) => (await inject({ url })).headers;

    it('of donor pages allow forms to us and to the checkout, and no frames', async () => {
      const headers = await headersOf('/page');
      expect(headers['content-security-policy']).toBe(
        "default-src 'none'; style-src 'self'; img-src 'self' data:; script-src 'self'; connect-src 'self'; " +
          "form-action 'self' http://127.0.0.1:9; base-uri 'none'; frame-ancestors 'none'",
      );
      expect(headers).toMatchObject({
        'referrer-policy': 'strict-origin-when-cross-origin',
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
        'cross-origin-resource-policy': 'same-origin',
      });
      expect(headers['strict-transport-security']).toBeUndefined();
    });

    it('of the console keep forms at home, also on errors', async () => {
      for (const url of ['/console/act', '/console/none'])
        expect((await headersOf(url))['content-security-policy']).toContain("form-action 'self'; base-uri");
    });

    it('keep the console out of every cache', async () => {
      expect((await headersOf('/console/act'))['cache-control']).toBe('no-store');
    });

    it('of embeds allow frames and other sites, of the API other sites only', async () => {
      const embed = await headersOf('/embed/none');
      expect(embed['content-security-policy']).toContain('frame-ancestors *');
      expect(embed['x-frame-options']).toBeUndefined();
      expect(embed['cross-origin-resource-policy']).toBe('cross-origin');
      const api = await headersOf('/api/v1/none');
      expect(api['content-security-policy']).toBe("default-src 'none'; frame-ancestors 'none'");
      expect(api['cross-origin-resource-policy']).toBe('cross-origin');
    });

    it('tell https donors to stay with https and name the real checkout', async () => {
      const secure = await open([Pages], { PUBLIC_URL: 'https://give.example.org', STRIPE_API_BASE: '' });
      try {
        const { headers } = await secure.answering('/page').inject({ url: '/page' });
        expect(headers['strict-transport-security']).toBe('max-age=31536000; includeSubDomains');
        expect(headers['content-security-policy']).toContain(
          "form-action 'self' https://checkout.stripe.com;",
        );
      } finally {
        await secure.app.close();
      }
    });
  });

  it('writes one line for a request, with the route and never the address, cookie, key or mail', async () => {
    lines.length = 0;
    await inject({
      url: '/donations/don_1?key=topsecret&mail=donor@example.org',
      headers: {
        cookie: 'session=abcdef',
        authorization: 'Bearer hidden-token',
        'x-request-id': 'request-77',
      },
    });
    await inject({ url: '/api/v1/broken' });
    await inject({ url: '/nowhere/topsecret@example.org?key=topsecret' });
    const requests = lines.map((line) => JSON.parse(line)).filter(({ msg }) => msg === 'request');
    expect(requests).toMatchObject([
      { request_id: 'request-77', method: 'GET', route: '/donations/:id', status: 200 },
      { route: '/api/v1/broken', status: 500 },
      { route: 'unknown', status: 404 },
    ]);
    const defect = lines.map((line) => JSON.parse(line)).find(({ msg }) => msg === 'unexpected error');
    expect(defect.err.stack).toContain('http.spec');
    for (const secret of ['donor@', 'topsecret', 'abcdef', 'hidden-token', 'session=abc'])
      expect(lines.join('\n')).not.toContain(secret);
  });

  it('is live and ready', async () => {
    expect((await inject({ url: '/health/live' })).json()).toEqual({ status: 'ok' });
    const ready = await inject({ url: '/health/ready' });
    expect(ready.statusCode).toBe(200);
    expect(ready.json()).toMatchObject({
      details: { database: { status: 'up' }, database_users: { status: 'up' } },
    });
  });

  it('counts answers and times by route, hot routes too', async () => {
    for (const url of ['/api/v1/hot', '/api/v1/hot', '/donations/7', '/gone/7']) await inject({ url });
    const text = await web.app.get(Metrics).text();
    expect(text).toContain('boai_http_requests_total{route="/api/v1/hot",method="GET",status="200"} 3');
    expect(text).toMatch(/boai_http_requests_total\{route="unknown",method="GET",status="404"\} \d+/);
    expect(text).toContain('# TYPE boai_http_request_seconds histogram');
    expect(text).toMatch(/boai_http_request_seconds_bucket\{le="\+Inf",route="\/api\/v1\/hot"\} 3\n/);
    expect(text).toMatch(/boai_http_request_seconds_count\{route="\/api\/v1\/hot"\} 3\n/);
    expect(text).not.toContain('donations/7');
  });

  it('does not start with a route that forgot to say who may use it', async () => {
    await expect(open([Pages, Forgotten])).rejects.toThrow(
      'These routes declare neither @Public() nor a guard: Forgotten.everybody',
    );
  });

  describe('when it ends', () => {
    let other: WebApp;
    let port: number;
    beforeEach(async () => {
      other = await open([Pages]);
      await other.app.listen(0, '127.0.0.1');
      port = (other.app.getHttpServer().address() as { port: number }).port;
    });
    const ask = (path: string, agent: Agent | false = false) =>
      new Promise<number | string>((resolve) => {
        const request = httpRequest({ host: '127.0.0.1', port, path, agent }, (response) => {
          response.resume().on('end', () => resolve(response.statusCode ?? 0));
        });
        request
          .on('error', ({ code }: NodeJS.ErrnoException) =>
            resolve(`${request.reusedSocket ? 'kept' : 'new'} connection: ${code}`),
          )
          .end();
      });

    it('finishes the answers under way and takes no new connections', async () => {
      const slow = ask('/slow');
      await new Promise((resolve) => setTimeout(resolve, 100));
      const begin = Date.now();
      const closing = other.app.close();
      expect(await slow).toBe(200);
      await closing;
      expect(Date.now() - begin).toBeLessThan(3_000);
      expect(await ask('/page')).toBe('new connection: ECONNREFUSED');
    });

    it('A27: answers every request that reached it; clients that keep connections are told to leave', async () => {
      const agent = new Agent({ keepAlive: true, maxSockets: 16 });
      let received = 0;
      let answered = 0;
      other.app.getHttpServer().on('request', () => received++);
      const failures = new Set<string>();
      const client = async () => {
        for (;;) {
          const outcome = await ask('/page', agent);
          if (outcome === 200) answered++;
          else {
            failures.add(String(outcome));
            if (outcome === 'new connection: ECONNREFUSED') return;
          }
        }
      };
      const clients = Array.from({ length: 16 }, client);
      await new Promise((resolve) => setTimeout(resolve, 300));
      await other.app.close();
      await Promise.all(clients);
      agent.destroy();
      expect(answered).toBeGreaterThan(16);
      expect(answered).toBe(received);
      // What the kernel had not yet handed to us when we stopped listening is reset rather than refused.
      failures.delete('new connection: ECONNRESET');
      expect([...failures]).toEqual(['new connection: ECONNREFUSED']);
    });
  });
});
