import { type Operations, PATHS, type ProblemDetails } from './types.js';

export type * from './types.js';

type Id = keyof Operations;
type Asked<O extends Id> = { path?: Operations[O]['path']; query?: Operations[O]['query'] };
/** Operations that answer in pages, and what stands in them. */
type Paged = {
  [O in Id]: Operations[O]['answer'] extends { data: unknown[]; next_cursor: string | null } ? O : never;
}[Id];
type Item<O extends Paged> = Operations[O]['answer'] extends { data: (infer T)[] } ? T : never;

/** An answer that is a problem (RFC 9457): the message says what to do. */
export class BoaiProblem extends Error {
  constructor(
    readonly details: ProblemDetails,
    /** Seconds to wait, when the answer said so. */
    readonly retryAfter: number | undefined,
  ) {
    super(`${details.title}: ${details.detail}`);
    this.name = 'BoaiProblem';
  }

  get status(): number {
    return this.details.status;
  }

  get code(): string {
    return this.details.code;
  }
}

export interface ClientOptions {
  /** A partner's key; public data needs none. */
  readonly key?: string;
  readonly fetch?: typeof fetch;
  /** Answers that are kept to ask "has it changed?" with; each is one address. */
  readonly keep?: number;
}

/** Asks the public API. Unchanged answers come from memory and are not counted against the limit. */
export class BoaiClient {
  private readonly kept = new Map<string, { readonly etag: string; readonly answer: unknown }>();

  /** @param base address of the site, such as "https://give.example.org". */
  constructor(
    private readonly base: string,
    private readonly options: ClientOptions = {},
  ) {}

  /** One answer. @throws BoaiProblem when the API says no · TypeError when it cannot be reached. */
  async get<O extends Id>(operation: O, asked: Asked<O> = {}): Promise<Operations[O]['answer']> {
    const url = this.urlOf(operation, asked);
    const known = this.kept.get(url);
    const headers: Record<string, string> = { accept: 'application/json' };
    if (this.options.key) headers.authorization = `Bearer ${this.options.key}`;
    if (known) headers['if-none-match'] = known.etag;
    const response = await (this.options.fetch ?? fetch)(url, { headers, credentials: 'omit' });
    if (response.status === 304 && known) return known.answer as Operations[O]['answer'];
    if (!response.ok) throw await problemOf(response);
    const answer = (await response.json()) as Operations[O]['answer'];
    const etag = response.headers.get('etag');
    if (etag) this.keep(url, { etag, answer });
    return answer;
  }

  /** Every item of a list, page after page: none skipped, none twice. */
  async *each<O extends Paged>(operation: O, asked: Asked<O> = {}): AsyncGenerator<Item<O>> {
    const next = operation === 'listEvents' ? 'after' : 'cursor';
    let query = { ...asked.query };
    for (;;) {
      const page = (await this.get(operation, { ...asked, query })) as {
        data: Item<O>[];
        next_cursor: string | null;
        has_more: boolean;
      };
      yield* page.data;
      if (!page.has_more || page.next_cursor === null) return;
      query = { ...query, [next]: page.next_cursor };
    }
  }

  private urlOf<O extends Id>(operation: O, { path = {}, query = {} }: Asked<O>): string {
    const values = path as Readonly<Record<string, string>>;
    const place = PATHS[operation].replace(/\{(\w+)\}/g, (_, name: string) =>
      encodeURIComponent(values[name] ?? ''),
    );
    const url = new URL(place, this.base);
    for (const [name, value] of Object.entries(query))
      if (value !== undefined) url.searchParams.set(name, String(value));
    return url.href;
  }

  private keep(url: string, answer: { etag: string; answer: unknown }): void {
    this.kept.delete(url);
    this.kept.set(url, answer);
    const [oldest] = this.kept.keys();
    if (oldest !== undefined && this.kept.size > (this.options.keep ?? 100)) this.kept.delete(oldest);
  }
}

async function problemOf(response: Response): Promise<BoaiProblem> {
  const { status, headers, statusText } = response;
  const told = (await response.json().catch(() => null)) as Partial<ProblemDetails> | null;
  const retryAfter = headers.get('retry-after');
  return new BoaiProblem(
    {
      ...{ type: 'about:blank', title: statusText, detail: '', instance: new URL(response.url).pathname },
      ...{ code: 'unknown', request_id: headers.get('x-request-id') ?? '' },
      ...told,
      status,
    },
    retryAfter === null ? undefined : Number(retryAfter),
  );
}
