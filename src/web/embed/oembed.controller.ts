import { Controller, Get, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Config } from '../../platform/config/config.js';
import { Public } from '../../platform/http/public.js';
import { localeOf } from '../../platform/i18n/locale.js';
import { embedWords } from './embed.words.js';
import { problem } from './embed-problem.js';
import { namedPage, textFrom } from './embed-questions.js';
import { oembedAnswer } from './oembed.js';
import { Widgets } from './widgets.service.js';

const CACHE = 'public, max-age=600, s-maxage=3600, stale-if-error=86400';

/** `/oembed?url=&maxwidth=&maxheight=&format=`: what other sites show when somebody pastes a link to a project. */
@Controller('oembed')
export class OembedController {
  constructor(
    private readonly widgets: Widgets,
    private readonly config: Config,
  ) {}

  @Public()
  @Get()
  async show(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { query } = request;
    const publicUrl = this.config.PUBLIC_URL;
    const refuse = (status: 404 | 422 | 501, code: string, detail: string) =>
      void problem(reply, publicUrl, { status, code, detail });
    const format = textFrom(query, 'format');
    if (format !== '' && format !== 'json')
      return refuse(501, 'not_implemented', 'Only format=json is answered.');
    const [maxWidth, maxHeight] = ['maxwidth', 'maxheight'].map((name) => pixels(query, name));
    if (maxWidth === undefined || maxHeight === undefined)
      return refuse(422, 'invalid_input', '"maxwidth" and "maxheight" are whole numbers of pixels.');
    const address = textFrom(query, 'url');
    if (address === '')
      return refuse(422, 'invalid_input', '"url" is the address of a project\'s page, escaped.');
    const page = namedPage(address, publicUrl);
    const widget = page && (await this.widgets.find(page.slug));
    if (!page || !widget)
      return refuse(404, 'project_not_found', 'This is not the address of a public project here.');
    const lang = textFrom(query, 'lang') || page.lang;
    const locale = localeOf({ query: { lang }, headers: {} });
    const providerName = embedWords(locale, 'site.name');
    const { channel } = page;
    void reply
      .header('Cache-Control', CACHE)
      .type('application/json; charset=utf-8')
      .send(
        JSON.stringify(
          oembedAnswer({ widget, room: { maxWidth, maxHeight }, channel, locale, publicUrl, providerName }),
        ),
      );
  }
}

/** A consumer's limit: without one there is none; undefined when it is no number of pixels. */
function pixels(query: unknown, name: string): number | undefined {
  const text = textFrom(query, name);
  if (text === '') return 100_000;
  return /^\d{1,5}$/.test(text) && Number(text) > 0 ? Number(text) : undefined;
}
