import { Injectable, Logger } from '@nestjs/common';
import { renderAsync } from '@resvg/resvg-js';
import { ChannelsQueries } from '../../../partners/channels.queries.js';
import { Config } from '../../../platform/config/config.js';
import type { Locale } from '../../../platform/i18n/locale.js';
import { tagOf } from '../embed-headers.js';
import { links } from '../embed-links.js';
import { Widgets } from '../widgets.service.js';
import { badgeSvg } from './badge.js';
import { cardSheet, type Ratio } from './card.js';
import { ChannelMemory } from './channel-memory.js';
import type { PictureFacts } from './picture-facts.js';
import { pngOf } from './png.js';
import type { Sheet } from './sheet.js';
import { type Picture, PictureShelf } from './shelf.js';
import { Turns } from './turns.js';

const SHELF_BYTES = 48 * 1024 * 1024;
/** As long as a reader may keep the numbers anyway. */
const REST_MS = 5_000;
/** A picture takes a core for a tenth of a second; gifts must not wait for it. */
const DRAWN_AT_ONCE = 2;
const WAITING_MAX = 64;

/** Pictures of public projects: drawn from the numbers in memory, so they go on while the database is away. */
@Injectable()
export class Pictures {
  private readonly log = new Logger(Pictures.name);
  private readonly shelf = new PictureShelf({
    bytesMax: SHELF_BYTES,
    restMs: REST_MS,
    onTrouble: (error) => this.log.error(error, 'a picture could not be drawn, the last one was sent'),
  });
  private readonly turns = new Turns(DRAWN_AT_ONCE, WAITING_MAX);
  private readonly channelMemory: ChannelMemory;

  constructor(
    private readonly config: Config,
    private readonly widgets: Widgets,
    channels: ChannelsQueries,
  ) {
    this.channelMemory = new ChannelMemory(async (code) => (await channels.byCode(code)) !== null);
  }

  /**
   * What a picture of this project shows; null when no public project has this slug.
   * @param code of a channel, "" for none; one that nobody has makes the picture that everybody gets.
   */
  async factsOf(slug: string, locale: Locale, code: string): Promise<PictureFacts | null> {
    const widget = this.widgets.of(slug) ?? (await this.widgets.find(slug));
    if (!widget) return null;
    const { organization, answer, snapshot } = widget;
    const { project } = snapshot;
    const channel = (await this.channelMemory.has(code)) ? code : null;
    const address = links(this.config.PUBLIC_URL);
    return {
      locale,
      name: inWords(locale, project.nameZh, project.nameEn),
      summary: inWords(locale, project.summaryZh, project.summaryEn),
      society: inWords(locale, organization.nameZh, organization.nameEn),
      filingNo: project.filingNo,
      emergency: project.emergency,
      closed: project.state === 'closed',
      giving: answer.open,
      demo: this.config.DEMO || organization.demo,
      zone: organization.timeZone,
      progress: snapshot.answer,
      channel,
      link: channel === null ? address.project(slug) : address.channel(channel, slug),
    };
  }

  badge(facts: PictureFacts): Promise<Picture> {
    return this.shelf.get(keyOf(facts, 'badge'), JSON.stringify(facts), async () => {
      const body = Buffer.from(badgeSvg(facts));
      return { body, type: 'image/svg+xml; charset=utf-8', etag: tagOf(body) };
    });
  }

  /** @param width in pixels; the height follows from the ratio. @throws Refusal unavailable/pictures_busy. */
  card(facts: PictureFacts, ratio: Ratio, width: number): Promise<Picture> {
    const key = keyOf(facts, `card ${ratio} ${width}`);
    return this.drawn(key, facts, width, () => cardSheet(facts, ratio));
  }

  private drawn(key: string, facts: PictureFacts, width: number, sheetOf: () => Sheet): Promise<Picture> {
    return this.shelf.get(key, JSON.stringify(facts), () =>
      this.turns.take(async () => {
        const sheet = sheetOf();
        const made = await renderAsync(sheet.svg(), {
          // Letters are outlines already: what fonts this machine has makes no difference.
          font: { loadSystemFonts: false },
          fitTo: { mode: 'width', value: width },
        });
        const pixels = { width: made.width, height: made.height, rgba: made.pixels };
        const body = await pngOf(pixels, {
          Title: facts.name,
          Description: sheet.said.join('\n'),
          'boai-progress': JSON.stringify(facts.progress),
        });
        return { body, type: 'image/png', etag: tagOf(body) };
      }),
    );
  }
}

function keyOf({ progress, locale, channel }: PictureFacts, kind: string): string {
  return `${kind} ${progress.project} ${locale} ${channel ?? ''}`;
}

/** The text of the reader's language, or the Chinese one where there is no translation. */
function inWords(locale: Locale, zh: string, en: string): string {
  return locale === 'en' && en.trim() !== '' ? en : zh;
}
