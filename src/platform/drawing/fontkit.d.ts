/** The few parts of fontkit 2 that receipts and pictures use; the package ships no types of its own. */
declare module 'fontkit' {
  export interface Glyph {
    readonly id: number;
    readonly advanceWidth: number;
    /** The characters that the glyph was last asked for; a PDF's text is copied out by them. */
    codePoints: readonly number[];
    _getMetrics?(): { readonly leftBearing: number };
  }
  export interface OutlinedGlyph extends Glyph {
    /** The outline, y upwards. */
    readonly path: { toSVG(): string };
  }
  /** Where a glyph of a run stands, in font units. */
  export interface Position {
    readonly xAdvance: number;
    readonly yAdvance: number;
    readonly xOffset: number;
    readonly yOffset: number;
    readonly advanceWidth: number;
  }
  export interface GlyphRun {
    readonly glyphs: readonly Glyph[];
    readonly positions: readonly Position[];
    readonly advanceWidth: number;
  }
  /** Glyphs of one document, numbered anew, and the font file that holds them. */
  export interface Subset {
    includeGlyph(id: number): number;
    encode(): Uint8Array;
  }
  export interface Font {
    readonly postscriptName: string;
    readonly unitsPerEm: number;
    readonly directory: {
      readonly tables: Readonly<Record<string, { readonly offset: number } | undefined>>;
    };
    readonly loca: { readonly version: number; readonly offsets: readonly number[] };
    readonly maxp: { readonly maxComponentElements: number };
    hasGlyphForCodePoint(codePoint: number): boolean;
    glyphForCodePoint(codePoint: number): OutlinedGlyph;
    getGlyph(id: number, codePoints?: readonly number[]): Glyph;
    layout(text: string): GlyphRun;
    createSubset(): Subset;
  }
  export function create(buffer: Uint8Array): Font;
}
