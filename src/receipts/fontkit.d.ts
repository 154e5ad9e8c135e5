/** The few parts of fontkit 2 that the receipt's drawing uses; the package ships no types of its own. */
declare module 'fontkit' {
  export interface Font {
    readonly postscriptName: string;
    readonly unitsPerEm: number;
    hasGlyphForCodePoint(codePoint: number): boolean;
    glyphForCodePoint(codePoint: number): { readonly advanceWidth: number };
  }
  export function create(buffer: Uint8Array): Font;
}
