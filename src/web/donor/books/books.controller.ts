import { Controller, Get, Header, Param, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { VNode } from 'preact';
import { BooksQueries } from '../../../disclosure/books.queries.js';
import { Refusal } from '../../../kernel/errors.js';
import { OrganizationsQueries } from '../../../organizations/organizations.queries.js';
import { isKnown } from '../../../platform/http/known.js';
import { Public } from '../../../platform/http/public.js';
import { inWords } from '../view-making.js';
import { Visits } from '../visits.service.js';
import { BooksPage, OrganizationsBooksPage } from './books.pages.js';

const FILE = /^(20\d\d-\d\d-\d\d)(?:\.r([1-9]\d{0,5}))?\.json$/;
/** What can change at the next closing. */
const SOON = 'public, max-age=60, s-maxage=60, stale-if-error=86400';
const FOR_EVER = 'public, max-age=31536000, immutable';

/** The signed books of closed days: for readers as pages, for verifiers as the files themselves. */
@Controller()
export class BooksController {
  constructor(
    private readonly organizations: OrganizationsQueries,
    private readonly books: BooksQueries,
    private readonly visits: Visits,
  ) {}

  @Public()
  @Get('disclosure/books')
  async all(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<VNode> {
    const frame = await this.visits.begin(request, reply, 'shared');
    const organizations = await this.organizations.list();
    return OrganizationsBooksPage({
      frame,
      organizations: organizations.map(({ slug, nameZh, nameEn }) => ({
        slug,
        name: inWords(frame.locale, nameZh, nameEn),
      })),
    });
  }

  @Public()
  @Get('disclosure/books/:organization')
  async ofOrganization(
    @Param('organization') slug: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<VNode> {
    const frame = await this.visits.begin(request, reply, 'shared');
    const { id, nameZh, nameEn, timeZone } = await this.organization(slug);
    const [days, keys] = await Promise.all([this.books.published(id), this.books.publicKeys()]);
    const name = inWords(frame.locale, nameZh, nameEn);
    return BooksPage({ frame, slug, name, timeZone, days, key: keys.at(-1) ?? null });
  }

  /** The list of all files, or one of them: the newest revision of a day, or `.rN.json`, which never changes. */
  @Public()
  @Get('disclosure/books/:organization/:file')
  async file(
    @Param('organization') slug: string,
    @Param('file') name: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { id } = await this.organization(slug);
    void reply
      .header('Access-Control-Allow-Origin', '*')
      .header('Cross-Origin-Resource-Policy', 'cross-origin');
    if (name === 'index.json') {
      const days = await this.books.published(id);
      void reply
        .header('Cache-Control', SOON)
        .send({ format: 'boai-books-index-1', organization: slug, organization_id: id, days });
      return;
    }
    const [, date, revision] = FILE.exec(name) ?? [];
    const file = date && (await this.books.file(id, date, revision === undefined ? null : Number(revision)));
    if (!file) throw new Refusal('not_found', 'not_found');
    const etag = `"${file.sha256.slice(0, 32)}"`;
    void reply.header('Cache-Control', revision === undefined ? SOON : FOR_EVER).header('ETag', etag);
    if (isKnown(request.headers['if-none-match'], etag)) void reply.code(304).send();
    else void reply.type(file.contentType).send(file.bytes);
  }

  @Public()
  @Get('.well-known/boai-keys.json')
  @Header('Cache-Control', SOON)
  @Header('Access-Control-Allow-Origin', '*')
  async keys(): Promise<object> {
    return { format: 'boai-keys-1', keys: await this.books.publicKeys() };
  }

  private async organization(slug: string) {
    const organization = await this.organizations.bySlug(slug);
    if (!organization) throw new Refusal('not_found', 'not_found');
    return organization;
  }
}
