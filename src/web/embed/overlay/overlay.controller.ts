import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { VNode } from 'preact';
import { toString as svgOf } from 'qrcode';
import { Public } from '../../../platform/http/public.js';
import { type Locale, localeOf } from '../../../platform/i18n/locale.js';
import { LiveOverlays } from './live-overlays.service.js';
import { absentOverlayPage, type OverlayLayout, overlayPage } from './overlay.page.js';
import { ABSENCE_STATUS } from './overlay-stream.plugin.js';

/** The page that a broadcasting program (OBS and its like) lays over the picture. The token is its whole right. */
@Controller('overlay')
export class OverlayController {
  constructor(private readonly live: LiveOverlays) {}

  /** `?layout=bar|ticker`, `?theme=dark|light`, `?qr=0`, `?lang=zh-CN|en`. */
  @Public()
  @Get(':token')
  async show(
    @Param('token') token: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<VNode> {
    const asked = request.query as Readonly<Record<string, unknown>>;
    const locale = languageOf(request);
    void reply.headers({ 'Cache-Control': 'no-store', 'Referrer-Policy': 'no-referrer' });
    const found = await this.live.find(token);
    if (typeof found === 'string') {
      void reply.code(ABSENCE_STATUS[found]);
      return absentOverlayPage(found, locale);
    }
    const { overlay, stage, answer } = found;
    return overlayPage({
      locale,
      answer,
      stream: `/overlay/${token}/stream`,
      layout: layoutOf(asked.layout),
      theme: asked.theme === 'light' || asked.theme === 'dark' ? asked.theme : overlay.theme,
      qr: asked.qr === '0' ? null : await pictureOf(stage.link),
    });
  }
}

/** The machine that broadcasts is no reader: Chinese unless the address says otherwise. */
const languageOf = ({ query }: FastifyRequest): Locale => localeOf({ query, headers: {} });

const layoutOf = (layout: unknown): OverlayLayout => (layout === 'ticker' ? 'ticker' : 'bar');

/** A QR code with its quiet zone, as a picture that needs no further request. */
async function pictureOf(link: string): Promise<string> {
  const svg = await svgOf(link, { type: 'svg', errorCorrectionLevel: 'M', margin: 4 });
  return `data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`;
}
