import { Injectable, Logger } from '@nestjs/common';
import { Refusal } from '../../../kernel/errors.js';
import { ChannelsQueries } from '../../../partners/channels.queries.js';
import { Config } from '../../../platform/config/config.js';
import type { Locale } from '../../../platform/i18n/locale.js';
import { tagOf } from '../embed-headers.js';
import { links } from '../embed-links.js';
import { Widgets } from '../widgets.service.js';
import { badgeSvg } from './badge.js';
import { cardSheet, type Ratio } from './card.js';
import { ChannelMemory } from './channel-memory.js';
import { filingSheet } from './filing-sheet.js';
import { kitWords } from './kit.words.js';
import { filingLines, type KitFacts } from './kit-texts.js';
import { Painter } from './painter.js';
import { words } from './picture.words.js';
import { type PictureFacts, textsOf } from './picture-facts.js';
import { posterSheet } from './poster.js';
import { qrSheet } from './qr-sheet.js';
import type { Sheet } from './sheet.js';
import { type Picture, PictureShelf } from './shelf.js';

const SHELF_BYTES = 48 * 1024 * 1024;
/** As long as a reader may keep the numbers anyway. */
const REST_MS = 5_000;
/** Of no importance: it is drawn as large as it is shown. */
const QR_SVG_WIDTH = 480;

const FILING_WIDTH = 1080;

interface Drawing {
  readonly key: string;
  readonly facts: PictureFacts;
  readonly width: number;
  readonly exact: boolean;
  readonly sheetOf: () => Sheet;
  /** What the picture depends on, when that is more than the facts. */
  readonly says?: object;
}

/** Pictures of public projects: drawn from the numbers in memory, so they go on while the database is away. */
@Injectable()
export class Pictures {
  private readonly log = new Logger(Pictures.name);
  private readonly shelf = new PictureShelf({
    bytesMax: SHELF_BYTES,
    restMs: REST_MS,
    onTrouble: (error) => {
      // That many ask for pictures at once is no defect.
      if (!(error instanceof Refusal))
        this.log.error(error, 'a picture could not be drawn, the last was sent');
    },
  });
  private readonly painter = new Painter();
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
    return this.shelf.get(keyOf(facts, 'badge'), JSON.stringify(facts), async () => svgOf(badgeSvg(facts)));
  }

  /**
   * @param width in pixels; the height follows from the ratio.
   * @param exact of these very facts, and not of those of some seconds ago.
   * @throws Refusal unavailable/pictures_busy.
   */
  card(facts: PictureFacts, ratio: Ratio, width: number, exact = false): Promise<Picture> {
    const key = keyOf(facts, `card ${ratio} ${width}`);
    return this.drawn({ key, facts, width, exact, sheetOf: () => cardSheet(facts, ratio) });
  }

  /** @param width in pixels; the height is four thirds of it. @throws Refusal unavailable/pictures_busy. */
  poster(facts: PictureFacts, width: number, exact = false): Promise<Picture> {
    const key = keyOf(facts, `poster ${width}`);
    return this.drawn({ key, facts, width, exact, sheetOf: () => posterSheet(facts) });
  }

  /** Certificate and filing as a picture for the end of an article. @throws Refusal unavailable/pictures_busy. */
  filing(kit: KitFacts): Promise<Picture> {
    const { shown: facts } = kit;
    const { locale } = facts;
    const [title, note] = [kitWords(locale, 'filing.title'), kitWords(locale, 'filing.note')];
    const demo = facts.demo ? `${words(locale, 'demo')} · ` : '';
    const sheetOf = () => filingSheet(title, `${demo}${note} · ${textsOf(facts).asOf}`, filingLines(kit));
    const key = keyOf(facts, 'filing');
    return this.drawn({ key, facts, width: FILING_WIDTH, exact: true, sheetOf, says: kit });
  }

  /** The short link of a channel, leading to a project if one is named; null when nobody has this code. */
  async channelLink(code: string, slug: string | undefined): Promise<string | null> {
    if (!(await this.channelMemory.has(code))) return null;
    return links(this.config.PUBLIC_URL).channel(code, slug);
  }

  /** A link as QR code. @throws Refusal unavailable/pictures_busy. */
  qr(link: string, width: number): Promise<Picture> {
    return this.shelf.get(`qr ${width} ${link}`, '', () =>
      this.painter.paint(qrSheet(link, width), width, {}),
    );
  }

  /** The same as SVG, for print. */
  qrSvg(link: string): Picture {
    return svgOf(qrSheet(link, QR_SVG_WIDTH).svg());
  }

  private drawn({ key, facts, width, exact, sheetOf, says = facts }: Drawing): Promise<Picture> {
    const texts = { Title: facts.name, 'boai-progress': JSON.stringify(facts.progress) };
    return this.shelf.get(
      key,
      JSON.stringify(says),
      () => this.painter.paint(sheetOf(), width, texts),
      exact,
    );
  }
}

function svgOf(svg: string): Picture {
  const body = Buffer.from(svg);
  return { body, type: 'image/svg+xml; charset=utf-8', etag: tagOf(body) };
}

function keyOf({ progress, locale, channel }: PictureFacts, kind: string): string {
  return `${kind} ${progress.project} ${locale} ${channel ?? ''}`;
}

/** The text of the reader's language, or the Chinese one where there is no translation. */
function inWords(locale: Locale, zh: string, en: string): string {
  return locale === 'en' && en.trim() !== '' ? en : zh;
}
