import { randomBytes } from 'node:crypto';

/** A browser without JavaScript: keeps cookies per host, follows nothing by itself. */
export class Visitor {
  #cookies = new Map();
  // Each visitor has a network of its own, as a trusted proxy tells it: limits per address stay on.
  #address = `2001:db8:${randomBytes(4)
    .toString('hex')
    .replace(/^(....)/, '$1:')}::1`;

  async get(url) {
    return this.#ask(url, { method: 'GET' });
  }

  /** Sends a form as a browser does, with the Origin of the page it stood on. */
  async post(url, fields, pageUrl = url) {
    return this.#ask(url, {
      method: 'POST',
      body: new URLSearchParams(fields),
      headers: { origin: new URL(pageUrl).origin, referer: pageUrl },
    });
  }

  /** Goes on to where a 302 or 303 points; anything else is returned as it is. */
  async follow(page, most = 5) {
    let at = page;
    for (let hop = 0; at.location && hop < most; hop++) at = await this.get(at.location);
    return at;
  }

  async #ask(url, { headers = {}, ...options }) {
    const { host } = new URL(url);
    const jar = this.#cookies.get(host) ?? new Map();
    this.#cookies.set(host, jar);
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await fetch(url, {
      ...options,
      redirect: 'manual',
      signal: AbortSignal.timeout(15_000),
      headers: {
        accept: 'text/html,application/json,*/*',
        'accept-language': 'zh-CN',
        'x-forwarded-for': this.#address,
        ...(cookie && { cookie }),
        ...headers,
      },
    });
    for (const line of answer.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (name) jar.set(name, value);
    }
    const bytes = Buffer.from(await answer.arrayBuffer());
    const location = answer.headers.get('location');
    return {
      url,
      status: answer.status,
      type: answer.headers.get('content-type') ?? '',
      bytes,
      text: bytes.toString('utf8'),
      location:
        location && answer.status >= 300 && answer.status < 400 ? new URL(location, url).href : undefined,
    };
  }
}
