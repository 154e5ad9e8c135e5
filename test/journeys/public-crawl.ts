import { inflateRawSync } from 'node:zlib';
import type { TestApp } from '../support/app.js';
import { readPng } from '../web/embed/pictures/png-reader.js';

/** What one public address answered: everything that leaves the house, headers and texts inside files included. */
export interface Said {
  readonly route: string;
  readonly address: string;
  readonly status: number;
  readonly text: string;
}

/** Values for the parts of addresses: `:slug` of `/projects/:slug`, or a whole route's addresses. */
export interface Places {
  readonly parts: Readonly<Record<string, readonly string[]>>;
  /** Addresses of routes whose parts are not what their names say, or that answer nothing without a query. */
  readonly routes: Readonly<Record<string, readonly string[]>>;
  readonly headers: Readonly<Record<string, string>>;
}

/** Rooms behind a login have tests of their own; what the provider calls answers nothing about gifts. */
const BEHIND = / \/(console|partner|webhooks)(\/|$)/;

/** Every public route of the router, as `GET /projects/:slug`: whatever is added is crawled, or the crawl fails. */
export const publicRoutes = (app: TestApp): string[] =>
  [...app.routes].filter((route) => /^(GET|POST) /.test(route) && !BEHIND.test(route)).sort();

/** The addresses of a route. @throws when nobody said what one of its parts may be. */
export function addressesOf(route: string, { parts, routes }: Places): readonly string[] {
  const own = routes[route];
  if (own) return own;
  const path = route.slice(route.indexOf(' ') + 1);
  const names = [...path.matchAll(/:(\w+)|(\*)/g)].map(([, name, star]) => name ?? star ?? '');
  let addresses = [path];
  for (const name of names) {
    const values = parts[name];
    if (!values) throw new Error(`${route} is public: say in the crawl what its "${name}" may be`);
    addresses = addresses.flatMap((address) =>
      values.map((value) => address.replace(name === '*' ? '*' : `:${name}`, value)),
    );
  }
  return addresses;
}

/** Asks every public route, in both languages. `url` is where the application listens, for streams. */
export async function crawl(app: TestApp, url: string, places: Places): Promise<Said[]> {
  const said: Said[] = [];
  for (const route of publicRoutes(app)) {
    for (const address of addressesOf(route, places)) {
      if (/\/stream$/.test(route)) said.push(await overheard(url, route, address));
      else
        for (const lang of ['zh-CN', 'en'] as const)
          said.push(await asked(app, route, address, { ...places.headers, 'accept-language': lang }));
    }
  }
  return said;
}

let visitors = 0;

async function asked(
  app: TestApp,
  route: string,
  address: string,
  headers: Readonly<Record<string, string>>,
): Promise<Said> {
  const form = route.startsWith('POST ');
  visitors++;
  const answer = await app.inject({
    method: form ? 'POST' : 'GET',
    url: address,
    // Small forms have limits for each address and each mailbox.
    remoteAddress: `10.${(visitors >> 8) & 255}.${visitors & 255}.1`,
    headers: form ? { ...headers, 'content-type': 'application/x-www-form-urlencoded' } : { ...headers },
    ...(form ? { payload: `mail=nobody${visitors}%40example.org` } : {}),
  });
  const text = `${JSON.stringify(answer.headers)}\n${textsIn(answer.rawPayload)}`;
  return { route, address, status: answer.statusCode, text };
}

/** The first words of a stream. */
async function overheard(url: string, route: string, address: string): Promise<Said> {
  const abort = new AbortController();
  const answer = await fetch(url + address, { signal: abort.signal });
  const reader = answer.body?.getReader();
  const timer = setTimeout(() => abort.abort(), 1_000);
  let text = JSON.stringify([...answer.headers]);
  try {
    for (let part = await reader?.read(); part && !part.done; part = await reader?.read())
      text += Buffer.from(part.value).toString();
  } catch {
    // It ends when we have heard enough.
  }
  clearTimeout(timer);
  return { route, address, status: answer.status, text };
}

const PNG = '89504e47';
const ZIP = '504b0304';

function textsIn(body: Buffer): string {
  const kind = body.subarray(0, 4).toString('hex');
  if (kind === PNG) return JSON.stringify(readPng(body).texts);
  if (kind !== ZIP) return body.toString('utf8');
  return filesIn(body)
    .map(({ name, bytes }) => `${name}\n${textsIn(bytes)}`)
    .join('\n');
}

/** The files of a zip by its directory (APPNOTE 4.3.12). */
function filesIn(zip: Buffer): { name: string; bytes: Buffer }[] {
  const end = zip.lastIndexOf(Buffer.from('504b0506', 'hex'));
  const files = [];
  let at = zip.readUInt32LE(end + 16);
  for (let left = zip.readUInt16LE(end + 10); left > 0; left--) {
    const [packed, names, extra, comment] = [
      zip.readUInt32LE(at + 20),
      zip.readUInt16LE(at + 28),
      zip.readUInt16LE(at + 30),
      zip.readUInt16LE(at + 32),
    ];
    const local = zip.readUInt32LE(at + 42);
    const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
    const bytes = zip.subarray(start, start + packed);
    files.push({
      name: zip.subarray(at + 46, at + 46 + names).toString('utf8'),
      bytes: zip.readUInt16LE(at + 10) === 0 ? bytes : inflateRawSync(bytes),
    });
    at += 46 + names + extra + comment;
  }
  return files;
}
