import { readFileSync } from 'node:fs';

/**
 * `sans` carries nearly everything, `rare` the name characters outside GB2312, `title` the title and the amount, `han`
 * CJK Extension B, `emoji` pictures in black and white.
 */
export type Face = 'sans' | 'rare' | 'title' | 'han' | 'emoji';

/** Joiners, variation selectors and controls have no shape of their own; drawn, they would be boxes. */
const SHAPELESS = /[\p{Cc}\p{Cf}\p{Variation_Selector}]/gu;

/** First character of each unbroken range that a face holds, and the first one after it, in turn. */
type Cover = Int32Array;

const read = (): Readonly<Record<Face, readonly number[]>> =>
  JSON.parse(readFileSync(new URL('./assets/cover.generated.json', import.meta.url), 'utf8'));

let known: Readonly<Record<Face, Cover>> | undefined;

function coverOf(face: Face): Cover {
  known ??= Object.fromEntries(
    Object.entries(read()).map(([name, steps]) => {
      let at = 0;
      return [name, Int32Array.from(steps, (step) => (at += step))];
    }),
  ) as Record<Face, Cover>;
  return known[face];
}

/** Whether a face holds a character; opens no font. */
export function covers(face: Face, codePoint: number): boolean {
  const cover = coverOf(face);
  let [low, high] = [0, cover.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((cover[middle] ?? 0) <= codePoint) low = middle + 1;
    else high = middle;
  }
  // An odd number of borders lies at or before a character that is inside a range.
  return low % 2 === 1;
}

/** What of a text is drawn: composed, every space a plain one, nothing that has no shape. */
export function shapesOf(text: string): string {
  return text.normalize('NFC').replace(/\s+/gu, ' ').replace(SHAPELESS, '');
}

/** A character's number as people quote it: `U+20BB7`. */
export const codeOf = (char: string): string =>
  `U+${(char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;

/** What our fonts can put on a receipt or a picture. */
export const FontCover = {
  /** The characters of a text that none of our fonts holds, each once, in their order; empty when all can be drawn. */
  missing(text: string): string[] {
    return [...new Set(shapesOf(text))].filter((char) => {
      const point = char.codePointAt(0) ?? 0;
      return !(['sans', 'rare', 'han', 'emoji'] as const).some((face) => covers(face, point));
    });
  },

  /** Such characters for a sentence: `𬺰 (U+2CEB0)`; a reader whose own fonts lack one too has its number. */
  named(missing: readonly string[]): string {
    return missing.map((char) => `${char} (${codeOf(char)})`).join(', ');
  },
} as const;
