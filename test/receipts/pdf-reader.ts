/**
 * Reads an uncompressed PDF of ours the way a reader's "select all, copy" does: the codes that each font draws, through
 * that font's ToUnicode map. Written from the PDF format, knows nothing of how the page is made.
 */
export function textOf(pdf: Buffer): string {
  const source = pdf.toString('latin1');
  const objects = new Map<string, string>();
  for (const [, id = '', body = ''] of source.matchAll(/^(\d+) 0 obj\n(.*?)\nendobj/gms))
    objects.set(id, body);
  const pages = [...objects.values()].filter((body) => /\/Contents/.test(body));
  return pages.map((page) => textOfPage(objects, page)).join('\n');
}

function textOfPage(objects: ReadonlyMap<string, string>, page: string): string {
  const resources = objects.get(/\/Resources (\d+)/.exec(page)?.[1] ?? '') ?? page;
  const fonts = new Map<string, Map<number, string>>();
  for (const [, name = '', id = ''] of resources.matchAll(/\/(F\d+) (\d+) 0 R/g)) {
    const map = objects.get(/\/ToUnicode (\d+)/.exec(objects.get(id) ?? '')?.[1] ?? '') ?? '';
    fonts.set(name, unicodeMap(map));
  }
  const content = objects.get(/\/Contents (\d+)/.exec(page)?.[1] ?? '') ?? '';
  let text = '';
  let baseline = '';
  const texts = /1 0 0 1 [-\d.]+ ([-\d.]+) Tm\n\/(F\d+) [\d.]+ Tf.*?\[(.*?)\] TJ/gs;
  for (const [, y = '', font = '', array = ''] of content.matchAll(texts)) {
    const codes = [...array.matchAll(/<([0-9a-f]+)>/g)].map(([, hex = '']) => hex).join('');
    const chars = (codes.match(/.{4}/g) ?? []).map((code) => fonts.get(font)?.get(parseInt(code, 16)) ?? '?');
    text += (y === baseline ? '' : '\n') + chars.join('');
    baseline = y;
  }
  return text;
}

function unicodeMap(cmap: string): Map<number, string> {
  const map = new Map<number, string>();
  for (const [, range = ''] of cmap.matchAll(/beginbfrange\n(.*?)endbfrange/gs)) {
    for (const [, first = '', list = ''] of range.matchAll(/<([0-9a-f]+)> <[0-9a-f]+> \[(.*?)\]/g)) {
      let code = parseInt(first, 16);
      for (const [, hex = ''] of list.matchAll(/<([0-9a-f ]+)>/g)) {
        map.set(code++, Buffer.from(hex.replaceAll(' ', ''), 'hex').swap16().toString('utf16le'));
      }
    }
  }
  return map;
}

/** The picture of the QR code on the page, four pixels a module with its quiet zone, as jsQR takes it. */
export function qrPictureOf(pdf: Buffer): { data: Uint8ClampedArray; width: number } {
  const bars = [...pdf.toString('latin1').matchAll(/^(\d+) (\d+) (\d+) 1 re$/gm)].map((bar) =>
    bar.slice(1).map(Number),
  );
  const modules = Math.max(...bars.map(([x = 0, , length = 0]) => x + length));
  const scale = 4;
  const width = (modules + 8) * scale;
  const data = new Uint8ClampedArray(width * width * 4).fill(255);
  for (const [x = 0, y = 0, length = 0] of bars) {
    for (let row = (y + 4) * scale; row < (y + 5) * scale; row++) {
      for (let column = (x + 4) * scale; column < (x + 4 + length) * scale; column++) {
        data.fill(0, (row * width + column) * 4, (row * width + column) * 4 + 3);
      }
    }
  }
  return { data, width };
}
