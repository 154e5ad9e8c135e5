/** The few parts of fontkit 2 that the receipt's drawing uses; the package ships no types of its own. */
declare module 'fontkit' {
  export interface Outline {
    /** Below zero for a glyph that is composed of others. */
    readonly numberOfContours: number;
  }
  export interface Glyph {
    readonly advanceWidth: number;
    /** The characters that the glyph was last asked for; a PDF's text is copied out by them. */
    codePoints: readonly number[];
    /** Reads the glyph's outline out of the font's bytes; null for an empty one. */
    _decode?(): Outline | null;
  }
  export interface Font {
    readonly postscriptName: string;
    readonly unitsPerEm: number;
    hasGlyphForCodePoint(codePoint: number): boolean;
    glyphForCodePoint(codePoint: number): Glyph;
    getGlyph(id: number, codePoints?: readonly number[]): Glyph;
  }
  export function create(buffer: Uint8Array): Font;
}
