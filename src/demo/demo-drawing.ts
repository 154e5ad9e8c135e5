import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import { glyphsOf } from '../platform/drawing/fonts.js';
import { outlineOf } from '../platform/drawing/outlines.js';

const EM = 1_000;
const LINE = 64;
const WIDTH = 900;

/** A text of our own fonts as paths. */
function drawn(text: string, x: number, y: number, size: number): string {
  let left = x;
  return glyphsOf(text)
    .map((glyph) => {
      const scale = size / EM;
      const path = `<path transform="translate(${left} ${y}) scale(${scale} ${-scale})" d="${outlineOf(glyph)}"/>`;
      left += glyph.width * scale;
      return path;
    })
    .join('');
}

/** A list of goods as a society prints it: drawn by us, of no real delivery. */
export async function drawnGoods(
  title: string,
  lines: readonly (readonly [string, string, string])[],
): Promise<Buffer> {
  const height = (lines.length + 3) * LINE;
  const rows = lines.map(([name, quantity, amount], index) => {
    const y = (index + 3) * LINE - 22;
    const rule = `<rect x="40" y="${y + 18}" width="${WIDTH - 80}" height="1" fill="#bbb"/>`;
    return drawn(name, 48, y, 26) + drawn(quantity, 480, y, 26) + drawn(amount, 680, y, 26) + rule;
  });
  const head = drawn(title, 40, LINE, 34) + drawn('演示资料，不是真实凭证', 40, LINE + 40, 20);
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}"><rect width="100%" height="100%" fill="#fff"/>${head}${rows.join('')}</svg>`;
  return sharp(Buffer.from(svg)).png().toBuffer();
}

/** A drawing of `assets` as a picture file. */
export async function drawnPicture(name: string): Promise<Buffer> {
  return sharp(await readFile(new URL(`assets/${name}`, import.meta.url)))
    .resize({ width: 1_200 })
    .jpeg({ quality: 82 })
    .toBuffer();
}
