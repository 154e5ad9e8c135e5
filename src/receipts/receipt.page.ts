import { moneyInCapitals } from '../kernel/amount-in-capitals.js';
import { dayIn } from '../kernel/clock.js';
import { readableMoney } from '../kernel/money.js';
import { qrOf } from '../platform/drawing/qr.js';
import type { ReceiptDocument } from './receipt.document.js';
import type { ReceiptContent, ReceiptLine } from './receipt.snapshot.js';
import { setText, type TextStyle } from './receipt.text.js';

type Doc = ReceiptDocument;

/** A5 landscape in points: half a sheet of A4, the size of the paper receipts that people file. */
export const PAGE_SIZE: [number, number] = [595.28, 419.53];
const [WIDTH, HEIGHT] = PAGE_SIZE;

const RED = '#9E1B22';
const GOLD = '#C2A15A';
const INK = '#1E2126';
const GREY = '#6A6F78';
const HAIR = '#D9D2C3';
const PAPER = '#FFFDF8';
const TINT = '#F8F1E3';

const LEFT = 50;
const RIGHT = WIDTH - 50;
const VALUE = LEFT + 84;
const HALF = 322;

const WAYS_OF_PAYING: Readonly<Record<string, string>> = {
  stripe: '在线支付 Online (Stripe)',
  wechat: '微信支付 WeChat Pay',
  alipay: '支付宝 Alipay',
  platform: '互联网募捐平台 Fundraising platform',
};

const THANKS = '感谢您的爱心，每一分善款都可追溯。 Thank you. Every cent can be followed.';
const NOTE_ZH =
  '本确认书证明上述捐赠已收到并入账，不是公益事业捐赠票据，不作为税前扣除凭证；如需票据，请凭编号向受赠单位另行申请。';
const NOTE_EN =
  'This page confirms that the gift was received and booked. It is not the official receipt of the finance bureau ' +
  '(公益事业捐赠票据) and not a tax document; the official receipt is applied for separately, with the number above.';

/** Draws the whole page. `url` is what the QR leads to, `copy` prints 副本 for every page but the first one handed out. */
export function drawPage(doc: Doc, content: ReceiptContent, url: string, copy: boolean): void {
  drawFrame(doc);
  drawHead(doc, content, copy);
  drawRows(doc, content);
  drawFoot(doc, content, url);
  if (content.items) drawList(doc, content, content.items);
}

function drawFrame(doc: Doc): void {
  doc.rect(0, 0, WIDTH, HEIGHT).fill(PAPER);
  doc
    .lineWidth(1.4)
    .strokeColor(RED)
    .rect(20, 20, WIDTH - 40, HEIGHT - 40)
    .stroke();
  doc
    .lineWidth(0.5)
    .strokeColor(GOLD)
    .rect(25, 25, WIDTH - 50, HEIGHT - 50)
    .stroke();
  for (const [x, y, right, down] of [
    [25, 25, 1, 1],
    [WIDTH - 25, 25, -1, 1],
    [25, HEIGHT - 25, 1, -1],
    [WIDTH - 25, HEIGHT - 25, -1, -1],
  ] as const) {
    doc
      .moveTo(x + 14 * right, y)
      .lineTo(x + 14 * right, y + 5 * down)
      .lineTo(x + 5 * right, y + 5 * down);
    doc.lineTo(x + 5 * right, y + 14 * down).lineTo(x, y + 14 * down);
  }
  doc.stroke();
}

function drawHead(doc: Doc, content: ReceiptContent, copy: boolean): void {
  const room = { width: WIDTH - 340, align: 'center' } as const;
  setText(doc, content.organization.name_zh, 170, 55, {
    size: 12.5,
    smallest: 6,
    color: INK,
    spacing: 1.5,
    ...room,
  });
  setText(doc, '捐赠确认书', 170, 87, { size: 26, color: RED, face: 'title', spacing: 7, ...room });
  setText(doc, 'DONATION CONFIRMATION', 170, 102, { size: 7.5, color: GOLD, spacing: 2.6, ...room });
  setText(doc, '编号 No.', RIGHT - 130, 49, { size: 7, color: GREY, width: 130, align: 'right' });
  const number: TextStyle = { size: 11, color: RED, face: 'title', width: 130, align: 'right' };
  setText(doc, content.number, RIGHT - 130, 63, number);
  if (content.replaces) {
    const small: TextStyle = { size: 6.5, smallest: 4, color: GREY, width: 130, align: 'right' };
    const more = content.replaces.length > 1 ? ` 等 ${content.replaces.length} 份` : '';
    setText(doc, `替换 Replaces ${content.replaces[0]}${more}`, RIGHT - 130, 74, small);
  }
  let x = LEFT;
  if (copy) x = drawMark(doc, '副本 COPY', x, RED);
  if (content.demo) drawMark(doc, '演示 DEMO', x, GREY);
}

function drawMark(doc: Doc, text: string, x: number, color: string): number {
  doc.lineWidth(0.9).strokeColor(color).roundedRect(x, 42, 58, 18, 3).stroke();
  setText(doc, text, x, 54.2, { size: 8.5, color, width: 58, align: 'center' });
  return x + 64;
}

function drawRows(doc: Doc, { donor, project, organization, ...content }: ReceiptContent): void {
  const money = { amount: BigInt(content.amount), currency: content.currency };
  const value: TextStyle = { size: 10, smallest: 6.5, color: INK, width: RIGHT - VALUE };
  const half: TextStyle = { ...value, width: HALF - VALUE - 10 };
  const last: TextStyle = { ...value, width: RIGHT - HALF - 76 };
  const small: TextStyle = { size: 7, smallest: 4.5, color: GREY };

  label(doc, LEFT, 129, '捐赠人', 'Donor');
  setText(doc, donor, VALUE, 134, { ...value, size: 13.5, smallest: 7 });
  rule(doc, 146);

  label(doc, LEFT, 164, '捐赠项目', 'Project');
  setText(doc, project.name_zh, VALUE, 164, { ...value, size: 11 });
  setText(doc, project.name_en, VALUE, 175, { ...small, size: 7.5, width: RIGHT - VALUE });
  if (content.items) {
    const count = `共 ${content.items.length} 笔，明细见附页 ${content.items.length} gifts, listed overleaf`;
    setText(doc, count, HALF, 175, { ...small, width: RIGHT - HALF, align: 'right' });
  }
  rule(doc, 184);

  doc.rect(LEFT - 8, 184.3, RIGHT - LEFT + 16, 46).fill(TINT);
  label(doc, LEFT, 204, '捐赠金额', 'Amount');
  setText(doc, readableMoney(money, 'zh-CN'), VALUE, 214, { ...half, size: 20, face: 'title', color: RED });
  setText(doc, '大写 In capitals', HALF, 203, small);
  setText(doc, `币种 Currency ${money.currency}`, HALF, 203, {
    ...small,
    width: RIGHT - HALF,
    align: 'right',
  });
  const capitals: TextStyle = { ...value, size: 11.5, face: 'title', width: RIGHT - HALF };
  setText(doc, moneyInCapitals(money), HALF, 220, capitals);
  rule(doc, 230.6);

  label(doc, LEFT, 249, '支付日期', 'Paid on');
  const first = content.items?.[0]?.paid_on ?? content.paid_on;
  setText(doc, first === content.paid_on ? first : `${first} – ${content.paid_on}`, VALUE, 252, half);
  label(doc, HALF, 249, '支付方式', 'Paid by');
  setText(doc, WAYS_OF_PAYING[content.provider] ?? content.provider, HALF + 76, 252, last);
  rule(doc, 264);

  label(doc, LEFT, 281, '受赠单位', 'Received by');
  setText(doc, organization.name_zh, VALUE, 281, { ...half, smallest: 5 });
  setText(doc, organization.name_en, VALUE, 291, { ...small, width: HALF - VALUE - 10 });
  label(doc, HALF, 281, '统一社会信用代码', 'Credit code');
  setText(doc, organization.credit_code, HALF + 76, 284, last);
  rule(doc, 299);

  label(doc, LEFT, 317, '募捐备案编号', 'Filing No.');
  setText(doc, project.filing_no ?? '补办中 being filed', VALUE, 320, half);
}

function label(doc: Doc, x: number, y: number, zh: string, en: string): void {
  setText(doc, zh, x, y, { size: 8.5, color: GREY });
  setText(doc, en, x, y + 9.5, { size: 6, color: GREY });
}

function rule(doc: Doc, y: number): void {
  doc
    .lineWidth(0.5)
    .strokeColor(HAIR)
    .moveTo(LEFT - 8, y)
    .lineTo(RIGHT + 8, y)
    .stroke();
}

function drawFoot(doc: Doc, content: ReceiptContent, url: string): void {
  const note: TextStyle = { size: 7, color: GREY, width: RIGHT - LEFT - 84, lines: 2, smallest: 6 };
  setText(doc, THANKS, LEFT, 349, { ...note, size: 9, color: RED });
  const at = setText(doc, NOTE_ZH, LEFT, 361, note);
  setText(doc, NOTE_EN, LEFT, at + 8.5, { ...note, size: 6, smallest: 5 });
  const issued = dayIn(new Date(content.issued_at), content.organization.time_zone);
  setText(doc, `出具日期 Issued on ${issued}`, HALF, 320, { ...note, size: 8 });
  setText(doc, `核验码 Code ${content.code}`, LEFT, 387, { ...note, size: 6.5 });
  drawQr(doc, url, RIGHT - 60, 309, 60);
  const caption: TextStyle = { size: 6.5, color: GREY, width: 84, align: 'center' };
  setText(doc, '扫码核验 Scan to verify', RIGHT - 72, 379, caption);
}

const ROW = 15;
const ROWS_A_PAGE = 19;

/** The gifts of a merged receipt, on pages of their own. */
function drawList(doc: Doc, { number, ...content }: ReceiptContent, items: readonly ReceiptLine[]): void {
  const pages = Math.ceil(items.length / ROWS_A_PAGE);
  const money = (amount: string) =>
    readableMoney({ amount: BigInt(amount), currency: content.currency }, 'zh-CN');
  const text: TextStyle = { size: 8, smallest: 5, color: INK };
  const right: TextStyle = { ...text, width: 90, align: 'right' };
  for (let page = 0; page < pages; page++) {
    doc.addPage({ size: PAGE_SIZE, margin: 0 });
    drawFrame(doc);
    setText(doc, `捐赠明细 Gifts · ${number}`, LEFT, 52, { size: 11, color: RED });
    setText(doc, `${page + 1} / ${pages}`, RIGHT - 60, 52, {
      size: 8,
      color: GREY,
      width: 60,
      align: 'right',
    });
    rule(doc, 60);
    items.slice(page * ROWS_A_PAGE, (page + 1) * ROWS_A_PAGE).forEach((item, row) => {
      const y = 74 + row * ROW;
      setText(doc, String(page * ROWS_A_PAGE + row + 1), LEFT, y, { ...text, color: GREY });
      setText(doc, item.paid_on, LEFT + 26, y, text);
      setText(doc, `${item.project.name_zh} ${item.project.name_en}`, LEFT + 86, y, { ...text, width: 300 });
      setText(doc, money(item.amount), RIGHT - 90, y, right);
    });
    if (page < pages - 1) continue;
    const end = 74 + (items.length - page * ROWS_A_PAGE) * ROW;
    rule(doc, end - 9);
    setText(doc, '合计 Total', LEFT + 86, end + 2, text);
    setText(doc, money(content.amount), RIGHT - 90, end + 2, right);
  }
}

/** Draws the code as one path of horizontal bars; the empty paper around it is its quiet zone. */
function drawQr(doc: Doc, text: string, x: number, y: number, size: number): void {
  const { size: modules, isDark } = qrOf(text);
  doc
    .save()
    .translate(x, y)
    .scale(size / modules);
  for (let row = 0; row < modules; row++) {
    for (let column = 0; column < modules; column++) {
      const start = column;
      while (column < modules && isDark(row, column)) column++;
      if (column > start) doc.rect(start, row, column - start, 1);
    }
  }
  doc.fill(INK).restore();
}
