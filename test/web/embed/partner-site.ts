import { createServer } from 'node:http';
import type { AddressInfo, Server } from 'node:net';
import type { Page } from 'playwright-core';
import { openTestApp, type TestApp } from '../../support/app.js';
import { type BuiltProject, buildChannel, buildProject } from '../../support/builders.js';

/** A page of a partner's site: its body, and the security policy it is sent with. */
export interface PartnerPage {
  readonly body: string;
  readonly policy?: string;
  /** Attributes of the html element. */
  readonly html?: string;
}

const TEXT = '本报记者报道：冬天来临之前，把棉被和粮油送到困难家庭。'.repeat(6);

/** The application, and a news site of another origin on which a test puts its pages. */
export interface PartnerSite {
  readonly app: TestApp;
  /** Our public address, on which the application listens. */
  readonly home: string;
  readonly project: BuiltProject;
  readonly channel: string;
  /** Puts a page onto the site and returns its address. */
  put(page: PartnerPage): string;
  close(): Promise<void>;
}

async function freePort(): Promise<number> {
  const probe = createServer();
  const port = await listening(probe);
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

function listening(server: Server): Promise<number> {
  return new Promise((resolve) =>
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port)),
  );
}

/** Opens both. Our address is 127.0.0.1, the partner's is localhost: another site for the browser. */
export async function openPartnerSite(): Promise<PartnerSite> {
  const port = await freePort();
  const home = `http://127.0.0.1:${port}`;
  const app = await openTestApp({ settings: { PUBLIC_URL: home } });
  await app.listen(port);
  const project = await buildProject(app);
  const { code } = await buildChannel(app);
  const pages: PartnerPage[] = [];
  const site = createServer((request, response) => {
    if (request.url === '/favicon.ico') return void response.writeHead(204).end();
    const page = pages[Number(request.url?.slice(1))];
    response.setHeader('content-type', 'text/html; charset=utf-8');
    if (!page) return void response.writeHead(404).end();
    if (page.policy) response.setHeader('content-security-policy', page.policy);
    response.end(
      `<!DOCTYPE html><html lang="zh-CN" ${page.html ?? ''}><head><meta charset="utf-8"><title>新闻</title>` +
        '<meta name="viewport" content="width=device-width, initial-scale=1"></head>' +
        `<body><main><h1>新闻</h1><p>${TEXT}</p>${page.body}<p id="after">${TEXT}</p></main></body></html>`,
    );
  });
  const sitePort = await listening(site);
  return {
    app,
    home,
    project,
    channel: code,
    put: (page) => `http://localhost:${sitePort}/${pages.push(page) - 1}`,
    close: async () => {
      site.closeAllConnections();
      await new Promise((resolve) => site.close(resolve));
      await app.close();
    },
  };
}

/** What a page complained about: policy violations, errors, console errors; and which of our addresses it asked for. */
export interface Witness {
  readonly complaints: string[];
  readonly asked: string[];
}

/** Watches a page from before its first byte. */
export async function witness(page: Page, home: string): Promise<Witness> {
  const complaints: string[] = [];
  const asked: string[] = [];
  await page.exposeFunction('complain', (text: string) => void complaints.push(text));
  await page.addInitScript(() => {
    const scope = globalThis as unknown as {
      addEventListener(kind: string, listener: (event: Record<string, unknown>) => void): void;
      complain(text: string): void;
    };
    scope.addEventListener('securitypolicyviolation', (event) =>
      scope.complain(`policy ${event.violatedDirective} ${event.blockedURI}`),
    );
  });
  page.on('pageerror', (error) => complaints.push(`error ${error.message}`));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(`console ${message.text()}`);
  });
  page.on('request', (request) => {
    if (request.url().startsWith(home)) asked.push(new URL(request.url()).pathname);
  });
  return { complaints, asked };
}

/** What the browser makes of a part of an element on the page: one computed property of it. */
export function computed(page: Page, host: string, part: string, property: string): Promise<string> {
  return page.evaluate(
    `getComputedStyle(document.querySelector('${host}').shadowRoot.querySelector('[part=${part}]')).${property}`,
  ) as Promise<string>;
}

/** By how much things on the page have jumped so far (the sum of all layout shifts). */
export function layoutShift(page: Page): Promise<number> {
  return page.evaluate(`new Promise((resolve) => {
    let sum = 0;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) sum += entry.value;
    }).observe({ type: 'layout-shift', buffered: true });
    setTimeout(() => resolve(sum), 200);
  })`) as Promise<number>;
}
