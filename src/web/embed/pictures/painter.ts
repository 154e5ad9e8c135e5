import { renderAsync } from '@resvg/resvg-js';
import { tagOf } from '../embed-headers.js';
import { pngOf } from './png.js';
import type { Sheet } from './sheet.js';
import type { Picture } from './shelf.js';
import { Turns } from './turns.js';

/** A picture takes a core for a tenth of a second; gifts must not wait for it. */
const DRAWN_AT_ONCE = 2;
const WAITING_MAX = 64;

/** Turns sheets into PNG, beside the thread that answers, and never many at once. */
export class Painter {
  private readonly turns = new Turns(DRAWN_AT_ONCE, WAITING_MAX);

  /**
   * @param width in pixels; the height follows. @param texts for machines, beside what the sheet says.
   * @throws Refusal unavailable/pictures_busy.
   */
  paint(sheet: Sheet, width: number, texts: Readonly<Record<string, string>>): Promise<Picture> {
    return this.turns.take(async () => {
      const made = await renderAsync(sheet.svg(), {
        // Letters are outlines already: what fonts this machine has makes no difference.
        font: { loadSystemFonts: false },
        fitTo: { mode: 'width', value: width },
      });
      const pixels = { width: made.width, height: made.height, rgba: made.pixels };
      const body = await pngOf(pixels, { ...texts, Description: sheet.said.join('\n') });
      return { body, type: 'image/png', etag: tagOf(body) };
    });
  }
}
