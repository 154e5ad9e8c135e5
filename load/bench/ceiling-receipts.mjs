import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { create as openFont } from 'fontkit';
import PDFDocument from 'pdfkit';
import { create as createQr } from 'qrcode';
import { drawPage, PAGE_SIZE } from '../../dist/receipts/receipt.page.js';
import { verificationUrl } from '../../dist/receipts/receipt.pdf.js';
import { answerMessages } from './programs.mjs';

// The ceiling of `receipts`: bare pdfkit and fontkit drawing the same page, each font opened once. Everything that can be
// known of a page beforehand is: each text already has its place, its size and its face, each amount its words. What is
// left is the QR code, pdfkit's own work, and putting the bytes together. Nothing is numbered, kept or sent.

const FACES = { sans: 'noto-sans-sc-gb2312.ttf', title: 'noto-serif-sc-title.ttf' };
const fonts = Object.entries(FACES).map(([face, file]) => [face, sharedFont(file)]);

/**
 * A font for all documents. A document's subset asks each glyph for its outline, only to see whether it is composed of
 * others, and fontkit reads it anew every time: its first answer is kept.
 */
function sharedFont(file) {
  const font = openFont(readFileSync(new URL(`../../dist/platform/drawing/assets/${file}`, import.meta.url)));
  const remembering = new WeakSet();
  const plain = font.getGlyph.bind(font);
  font.getGlyph = (id, codePoints) => {
    const glyph = plain(id, codePoints);
    if (codePoints) glyph.codePoints = codePoints;
    if (!remembering.has(glyph)) rememberOutline(glyph);
    remembering.add(glyph);
    return glyph;
  };
  return font;
}

function rememberOutline(glyph) {
  const decode = glyph._decode.bind(glyph);
  let known;
  glyph._decode = () => {
    if (known === undefined) {
      const outline = decode();
      known = outline?.numberOfContours > 0 ? { numberOfContours: outline.numberOfContours } : outline;
    }
    return known;
  };
}

answerMessages(async ({ contents, publicUrl }) => {
  const pages = contents.map((content) => {
    const url = verificationUrl(publicUrl, content.code);
    return { content, url, calls: callsOf(content, url) };
  });
  const drawn = [];
  const started = performance.now();
  for (const page of pages) drawn.push(await draw(page));
  const seconds = (performance.now() - started) / 1000;
  const sha256 = drawn.map((bytes) => createHash('sha256').update(bytes).digest('hex'));
  return { units: pages.length, seconds, sha256, bytes: drawn[0]?.length };
});

/** Which calls of pdfkit make the page. Choosing the face that is chosen already is left out. */
function callsOf(content, url) {
  const calls = [];
  const recorder = new Proxy(
    {},
    {
      get:
        (_target, name) =>
        (...values) => {
          calls.push({ name, values });
          return recorder;
        },
    },
  );
  drawPage(recorder, content, url, false);
  let face;
  return calls.flatMap(({ name, values }) => {
    if (name !== 'setRun') return [{ name, values }];
    const [wanted, text, x, y, characterSpacing] = values;
    const chosen = face === wanted ? [] : [{ name: 'font', values: [wanted] }];
    face = wanted;
    const options = { lineBreak: false, baseline: 'alphabetic', characterSpacing };
    return [...chosen, { name: 'text', values: [text, x, y, options] }];
  });
}

function draw({ content, url, calls }) {
  const issued = new Date(content.issued_at);
  const doc = new PDFDocument({
    size: PAGE_SIZE,
    margin: 0,
    font: '',
    compress: false,
    lang: 'zh-CN',
    displayTitle: true,
    info: {
      Title: `捐赠确认书 ${content.number}`,
      Author: content.organization.name_zh,
      Producer: 'Boai',
      Creator: 'Boai',
      CreationDate: issued,
      ModDate: issued,
    },
  });
  const chunks = [];
  return new Promise((resolve, reject) => {
    doc.on('data', (chunk) => chunks.push(chunk));
    doc.on('end', () => resolve(Buffer.concat(chunks)));
    doc.on('error', reject);
    for (const [face, font] of fonts) doc.registerFont(face, font);
    createQr([{ data: Buffer.from(url), mode: 'byte' }], { errorCorrectionLevel: 'M' });
    for (const { name, values } of calls) doc[name](...values);
    doc.end();
  });
}
