import { createHash } from 'node:crypto';
import PDFDocument from 'pdfkit';
import { create as createQr } from 'qrcode';
import { font } from '../../dist/receipts/receipt.fonts.js';
import { drawPage, PAGE_SIZE } from '../../dist/receipts/receipt.page.js';
import { verificationUrl } from '../../dist/receipts/receipt.pdf.js';
import { answerMessages } from './programs.mjs';

// The ceiling of `receipts`: bare pdfkit drawing the same page with the same shared fonts. Everything that can be known
// of a page beforehand is: each text already has its place, its size and its face, each amount its words. What is left
// is the QR code, pdfkit's own work, and putting the bytes together. Nothing is numbered, kept or sent.

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
  return calls.filter(({ name, values }) => {
    if (name === 'registerFont') return false;
    if (name !== 'font') return true;
    const same = face === values[0];
    face = values[0];
    return !same;
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
    for (const face of ['sans', 'title']) doc.registerFont(face, font(face));
    createQr([{ data: Buffer.from(url), mode: 'byte' }], { errorCorrectionLevel: 'M' });
    for (const { name, values } of calls) doc[name](...values);
    doc.end();
  });
}
