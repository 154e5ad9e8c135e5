import { Injectable } from '@nestjs/common';
import { Clock, dayIn } from '../../../kernel/clock.js';
import { Config } from '../../../platform/config/config.js';
import { type Packed, zipStream } from '../../../platform/files/zip-stream.js';
import type { Locale } from '../../../platform/i18n/locale.js';
import { tagOf } from '../embed-headers.js';
import { Widgets } from '../widgets.service.js';
import { readmeWords } from './kit.words.js';
import { articleText, certificateOn, filingText, type KitFacts, readmeText } from './kit-texts.js';
import { Pictures } from './pictures.service.js';
import type { Picture } from './shelf.js';

/** An article kit that is ready to be sent. */
export interface ArticleKit {
  readonly fileName: string;
  readonly etag: string;
  readonly stream: () => Generator<Buffer>;
}

/**
 * What an editor of a WeChat account needs for an article about a project: articles there run no scripts and load no
 * pictures from outside, so the kit is pictures with the moment of their numbers, a link, texts, and the papers.
 */
@Injectable()
export class ArticleKits {
  constructor(
    private readonly config: Config,
    private readonly clock: Clock,
    private readonly widgets: Widgets,
    private readonly pictures: Pictures,
  ) {}

  /**
   * Everything in a kit shows the same numbers. Null when no public project has this slug.
   * @param code of a channel, "" for none. @throws Refusal unavailable/pictures_busy.
   */
  async kitOf(slug: string, code: string): Promise<ArticleKit | null> {
    const [zh, english] = [await this.factsOf(slug, 'zh-CN', code), await this.factsOf(slug, 'en', code)];
    if (!zh || !english) return null;
    const en = { ...english, shown: { ...english.shown, progress: zh.shown.progress } };
    const files = await this.filesOf(zh, en);
    const { progress, channel } = zh.shown;
    return {
      fileName: `boai-${slug}${channel === null ? '' : `-${channel}`}-${progress.as_of.slice(0, 10)}.zip`,
      etag: tagOf(Buffer.concat(files.map(({ bytes }) => bytes))),
      stream: () => zipStream(files),
    };
  }

  private async filesOf(zh: KitFacts, en: KitFacts): Promise<Packed[]> {
    const { pictures } = this;
    const { shown } = zh;
    const drawn = async (name: string, picture: Promise<Picture>) => ({ name, bytes: (await picture).body });
    const text = (name: string, content: string) => ({ name, bytes: plainText(content) });
    const numbers = Buffer.from(`${JSON.stringify(shown.progress, null, 2)}\n`);
    const files = [
      ...(await Promise.all([
        drawn(readmeWords('file.cover'), pictures.card(shown, '16:9', 1200, true)),
        drawn(readmeWords('file.square'), pictures.card(shown, '1:1', 1080, true)),
        drawn(readmeWords('file.tall'), pictures.card(shown, '3:4', 1080, true)),
        drawn(readmeWords('file.poster'), pictures.poster(shown, 1080, true)),
        drawn(readmeWords('file.qr'), pictures.qr(shown.link, 720)),
        drawn(readmeWords('file.filing'), pictures.filing(zh)),
      ])),
      text(readmeWords('file.article'), articleText(zh)),
      text(readmeWords('file.article.en'), articleText(en)),
      text(readmeWords('file.link'), shown.link),
      text(readmeWords('file.papers'), filingText(zh)),
      { name: readmeWords('file.numbers'), bytes: numbers },
    ];
    const readme = readmeWords('file.readme');
    return [text(readme, readmeText(zh, [readme, ...files.map(({ name }) => name)])), ...files];
  }

  private async factsOf(slug: string, locale: Locale, code: string): Promise<KitFacts | null> {
    const shown = await this.pictures.factsOf(slug, locale, code);
    const widget = shown && (await this.widgets.find(slug));
    if (!widget) return null;
    const { organization, snapshot } = widget;
    const { project } = snapshot;
    const [story, address] =
      locale === 'en' && project.storyEn.trim() !== ''
        ? [project.storyEn, organization.addressEn || organization.addressZh]
        : [project.storyZh, organization.addressZh];
    return {
      shown,
      story,
      creditCode: organization.creditCode,
      certificate: certificateOn(organization, dayIn(this.clock.now(), organization.timeZone)),
      startsOn: project.startsOn,
      endsOn: project.endsOn,
      phone: organization.phone,
      complaintPhone: organization.complaintPhone,
      address,
      machine: new URL(`/api/v1/projects/${slug}/certificate`, this.config.PUBLIC_URL).href,
    };
  }
}

/** As every editor on every machine opens it: UTF-8 with its mark, lines ended as on Windows. */
function plainText(content: string): Buffer<ArrayBuffer> {
  return Buffer.from(`\u{feff}${content.replace(/\r?\n/g, '\r\n')}\r\n`);
}
