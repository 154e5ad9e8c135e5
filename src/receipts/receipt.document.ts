import PDFDocument from 'pdfkit';
import { type Face, font } from '../platform/drawing/fonts.js';

/** What pdfkit has and its types leave out. */
interface Inside {
  readonly _font: {
    readonly id: string;
    /** The font's object in the document. */
    ref(): unknown;
    /** Characters as the hexadecimal numbers that they have in the document's subset. */
    encode(text: string, features: readonly string[]): [codes: string[], positions: unknown];
  };
  readonly _fontSize: number;
  readonly page: { readonly height: number; readonly fonts: Record<string, unknown> };
}

/** Marks are placed over the character before them: pdfkit sets such texts. */
const MARK = /\p{M}/u;
/** Asked for features (none), pdfkit takes a text as one piece instead of word by word. */
const NONE: readonly string[] = [];

/** A PDF whose texts are one line of one face each, at a place that is known. */
export class ReceiptDocument extends PDFDocument {
  private face: Face | undefined;

  /**
   * Sets a text in the chosen size and colour. It writes what `text()` of pdfkit would write, without measuring, wrapping
   * and following the text, which were half of the work of a page. Places and space between characters are points.
   */
  setRun(face: Face, text: string, x: number, baseline: number, spacing: number): this {
    if (face !== this.face) {
      // pdfkit takes an opened font wherever it takes bytes, but its types know only bytes. Registering costs nothing
      // and opens no font twice; under a name it keeps one subset a face and document.
      this.registerFont(face, font(face) as unknown as Buffer).font(face);
      this.face = face;
    }
    if (MARK.test(text)) {
      this.text(text, x, baseline, { lineBreak: false, baseline: 'alphabetic', characterSpacing: spacing });
      return this;
    }
    const { _font, _fontSize, page } = this as unknown as Inside;
    page.fonts[_font.id] ??= _font.ref();
    const [codes] = _font.encode(text, NONE);
    const space = spacing === 0 ? '' : `${short(spacing)} Tc\n`;
    this.addContent(
      `q\n1 0 0 -1 0 ${short(page.height)} cm\nBT\n` +
        `1 0 0 1 ${short(x)} ${short(page.height - baseline)} Tm\n/${_font.id} ${short(_fontSize)} Tf\n` +
        `${space}[<${codes.join('')}> 0] TJ\nET\nQ`,
    );
    return this;
  }
}

/** A number with six decimals at most, as pdfkit writes it. */
const short = (points: number) => Math.round(points * 1e6) / 1e6;
