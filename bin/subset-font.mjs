#!/usr/bin/env node
// Builds the fonts in src/platform/drawing/assets from the Noto packages on npm and Debian's package fonts-hanazono. Run
// by hand when a font is renewed; the result is committed, so neither start nor tests need this script. Needs apt-get
// and python3 with fonttools 4.x (`python3 -m venv /tmp/fonts && /tmp/fonts/bin/pip install fonttools`), then
//   PYTHON=/tmp/fonts/bin/python node bin/subset-font.mjs
//
// Five fonts come out, and `cover.generated.json` with the characters that each holds, so that nobody opens a large
// font only to learn that it lacks one:
//   noto-sans-sc-gb2312.ttf    what nearly every receipt needs: GB2312 and Latin, small enough to stay open
//   noto-sans-sc-rare.ttf.br   every other character of the family, for rare names; opened at its first use
//   noto-serif-sc-title.ttf    the title and the amount only, in a bold serif
//   han-b.ttf.br               CJK Extension B (𠮷 and 42,000 more) of Hanazono Mincho; opened at its first use
//   emoji.ttf.br               Noto Emoji in black and white; opened at its first use
// GSUB and GPOS go: a receipt needs no ligatures and fontkit would walk those tables for every run of text.
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants } from 'node:zlib';

const SANS = '@expo-google-fonts/noto-sans-sc@0.4.3';
const EMOJI = '@expo-google-fonts/noto-emoji@0.4.7';
const HAN = 'fonts-hanazono';
const SERIF = '@expo-google-fonts/noto-serif-sc@0.4.3';
const TITLE = '捐赠确认书副本人民币零壹贰叁肆伍陆柒捌玖拾佰仟万亿元角分厘整美港欧日英镑';

const assets = fileURLToPath(new URL('../src/platform/drawing/assets/', import.meta.url));
const python = process.env.PYTHON ?? 'python3';
const work = mkdtempSync(join(tmpdir(), 'boai-fonts-'));

/** GB2312 as the standard's rows and cells give it, Latin up to Extended-A, and the marks a form needs. */
function gb2312() {
  const decoder = new TextDecoder('gbk');
  const points = new Set([0x3013]);
  for (let row = 0xa1; row <= 0xf7; row++) {
    for (let cell = 0xa1; cell <= 0xfe; cell++) {
      const point = decoder.decode(new Uint8Array([row, cell])).codePointAt(0);
      const privateUse = point >= 0xe000 && point < 0xf900;
      if (point !== 0xfffd && !privateUse) points.add(point);
    }
  }
  for (let point = 0x20; point < 0x180; point++) points.add(point);
  return points;
}

function unpack(name) {
  const pack = execFileSync('npm', ['pack', '--silent', name], { cwd: work, encoding: 'utf8' }).trim();
  const folder = join(work, pack.replace(/\.tgz$/, ''));
  execFileSync('sh', ['-c', `mkdir "${folder}" && tar xzf "${join(work, pack)}" -C "${folder}"`]);
  return join(folder, 'package');
}

function codePoints(font) {
  const script =
    'import sys;from fontTools.ttLib import TTFont;print(*sorted(TTFont(sys.argv[1]).getBestCmap()))';
  const printed = execFileSync(python, ['-c', script, font], { encoding: 'utf8', maxBuffer: 1 << 24 });
  return printed.trim().split(' ').map(Number);
}

function subset(font, points, output) {
  const list = join(work, 'unicodes.txt');
  writeFileSync(list, [...points].map((point) => `U+${point.toString(16)}`).join('\n'));
  execFileSync(python, [
    ...['-m', 'fontTools.subset', font, `--unicodes-file=${list}`, `--output-file=${output}`],
    ...['--no-hinting', '--layout-features=', '--drop-tables+=GSUB,GPOS,GDEF,BASE,STAT,vhea,vmtx,VORG'],
  ]);
}

/** A font that is not plain as it comes. `grid`: see plain-font.py. */
function plain(font, points, family, output, grid) {
  const list = join(work, 'unicodes.txt');
  writeFileSync(list, [...points].map((point) => point.toString(16)).join('\n'));
  const script = fileURLToPath(new URL('plain-font.py', import.meta.url));
  execFileSync(python, [script, font, output, family, list, ...(grid ? [String(grid)] : [])]);
}

function pack(font, output) {
  const bytes = readFileSync(font);
  const params = { [constants.BROTLI_PARAM_LGWIN]: 24, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
  writeFileSync(join(assets, output), brotliCompressSync(bytes, { params }));
}

/** Gap before and length of each unbroken range of characters, in turn. */
function ranges(points) {
  const numbers = [];
  let next = 0;
  for (const point of [...points].sort((a, b) => a - b)) {
    if (point === next && numbers.length > 0) numbers[numbers.length - 1]++;
    else numbers.push(point - next, 1);
    next = point + 1;
  }
  return numbers;
}

try {
  const sansPackage = unpack(SANS);
  const sans = join(sansPackage, '400Regular/NotoSansSC_400Regular.ttf');
  const common = gb2312();
  subset(sans, common, join(assets, 'noto-sans-sc-gb2312.ttf'));

  const rare = join(work, 'rare.ttf');
  const rarePoints = codePoints(sans).filter((point) => !common.has(point));
  subset(sans, rarePoints, rare);
  pack(rare, 'noto-sans-sc-rare.ttf.br');

  const serifPackage = unpack(SERIF);
  const title = new Set([...TITLE].map((char) => char.codePointAt(0)));
  for (let point = 0x20; point < 0x7f; point++) title.add(point);
  for (const point of [0xa3, 0xa5, 0x20ac]) title.add(point);
  const serif = join(serifPackage, '700Bold/NotoSerifSC_700Bold.ttf');
  subset(serif, title, join(assets, 'noto-serif-sc-title.ttf'));

  const known = new Set([...common, ...rarePoints]);
  const unknown = (font, from, until) =>
    codePoints(font).filter((point) => !known.has(point) && point >= from && point <= until);
  execFileSync('sh', ['-c', `apt-get download ${HAN} && dpkg -x ${HAN}_*.deb han`], { cwd: work });
  const hanazono = join(work, 'han/usr/share/fonts/truetype/hanazono/HanaMinB.ttf');
  const han = join(work, 'han-b.ttf');
  plain(hanazono, unknown(hanazono, 0x20000, 0x2a6df), 'Boai Han B', han, 4);
  pack(han, 'han-b.ttf.br');

  const emojiPackage = unpack(EMOJI);
  const noto = join(emojiPackage, '400Regular/NotoEmoji_400Regular.ttf');
  const emoji = join(work, 'emoji.ttf');
  // Not the letters of tag sequences, which have no shape of their own.
  plain(noto, unknown(noto, 0x2000, 0x1ffff), 'Boai Emoji', emoji);
  pack(emoji, 'emoji.ttf.br');

  const faces = {
    sans: join(assets, 'noto-sans-sc-gb2312.ttf'),
    rare,
    title: join(assets, 'noto-serif-sc-title.ttf'),
    han,
    emoji,
  };
  const cover = Object.entries(faces).map(([face, font]) => [face, ranges(codePoints(font))]);
  writeFileSync(join(assets, 'cover.generated.json'), `${JSON.stringify(Object.fromEntries(cover))}\n`);

  copyFileSync(join(work, `han/usr/share/doc/${HAN}/copyright`), join(assets, 'LICENSE-Hanazono.txt'));
  copyFileSync(join(emojiPackage, 'LICENSE_FONT'), join(assets, 'OFL-NotoEmoji.txt'));
  copyFileSync(join(sansPackage, 'LICENSE_FONT'), join(assets, 'OFL-NotoSansSC.txt'));
  copyFileSync(join(serifPackage, 'LICENSE_FONT'), join(assets, 'OFL-NotoSerifSC.txt'));
} finally {
  rmSync(work, { recursive: true, force: true });
}
