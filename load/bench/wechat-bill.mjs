// A trade bill of WeChat Pay as its documents describe it, made from a seed: byte order mark, CRLF, a backtick before
// each cell, fees with five decimals, names with commas, refunds among the gifts, and the two lines that sum it up.

const CAPTIONS = {
  ALL: '交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,应结订单金额,代金券金额,微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,商品名称,商户数据包,手续费,费率,订单金额,申请退款金额,费率备注',
  SUCCESS:
    '交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,应结订单金额,代金券金额,商品名称,商户数据包,手续费,费率,订单金额,费率备注',
  REFUND:
    '交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,应结订单金额,代金券金额,退款申请时间,退款成功时间,微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,商品名称,商户数据包,手续费,费率,订单金额,申请退款金额,费率备注',
  OLD: '交易时间,公众账号ID,商户号,子商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,总金额,企业红包金额,微信退款单号,商户退款单号,退款金额,企业红包退款金额,退款类型,退款状态,商品名称,商户数据包,手续费,费率',
};
const SUMMARY = {
  ALL: '总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额',
  SUCCESS: '总交易单数,应结订单总金额,手续费总金额,订单总金额',
  REFUND: '总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额',
  OLD: '总交易单数,总交易额,总退款金额,总企业红包退款金额,手续费总金额',
};
const NAMES = ['红十字博爱送万家', '灾后重建', '爱心,互助,送温暖', '“一张纸”献爱心', '应急救护 AED 进校园'];
const DAY_SECONDS = 86_400;

/** Minor units as yuan. */
export function yuan(amount) {
  const digits = String(amount < 0n ? -amount : amount).padStart(3, '0');
  return `${amount < 0n ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

/** Mixes a number into another that looks like chance: the same for the same number. */
function mixed(n) {
  let x = (n + 0x9e3779b9) | 0;
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return (x ^ (x >>> 16)) >>> 0;
}

/** The nth line of a bill: each `refundEvery`th one gives the gift before it back. */
export function lineOf(n, { seed = 1, refundEvery = 10, fees = true } = {}) {
  const refund = refundEvery > 0 && n % refundEvery === refundEvery - 1;
  const gift = refund ? n - 1 : n;
  const chance = mixed(gift * 7 + seed);
  const amount = BigInt(100 + (chance % 50_000));
  const fee = fees ? (amount * 6n + 500n) / 1000n : 0n;
  return {
    n,
    gift,
    refund,
    amount,
    fee,
    second: chance % DAY_SECONDS,
    name: NAMES[chance % NAMES.length],
    project: `P${String(chance % 7).padStart(3, '0')}`,
  };
}

function clock(second) {
  const two = (n) => String(n).padStart(2, '0');
  return `${two(Math.floor(second / 3600))}:${two(Math.floor(second / 60) % 60)}:${two(second % 60)}`;
}

function row(line, day, variant, merchantNo) {
  const { gift, refund, amount, fee, name, project } = line;
  const paid = refund ? '0.00' : yuan(amount);
  const back = refund ? yuan(amount) : '0.00';
  const number = String(gift).padStart(10, '0');
  const time = `${day} ${clock(line.second)}`;
  const refunds = refund
    ? [`5030000260${day.replaceAll('-', '')}${number}`, `RFD${number}`, back, '0.00', 'ORIGINAL', 'SUCCESS']
    : ['0', '0', '0.00', '0.00', '', ''];
  const cells = [
    ...[
      time,
      'wx0123456789abcdef',
      merchantNo,
      '0',
      '',
      `4200002601${day.replaceAll('-', '')}${number}`,
      `DON${number}`,
    ],
    ...[
      'oUpF8uMuAJO_M2pxb1Q9zNjWeS6o',
      'JSAPI',
      refund ? 'REFUND' : 'SUCCESS',
      'OTHERS',
      'CNY',
      paid,
      '0.00',
    ],
    ...(variant === 'REFUND' ? [time, refund ? time : ''] : []),
    ...(variant === 'SUCCESS' ? [] : refunds),
    ...[name, project, `${yuan(refund ? -fee : fee)}000`, '0.60%'],
    ...(variant === 'OLD' ? [] : [paid, ...(variant === 'SUCCESS' ? [] : [back]), '']),
  ];
  return `\`${cells.join(',`')}\r\n`;
}

/**
 * The bill as pieces of text. `order` names the lines' places: 'time' (as they come), 'turned', or 'mixed'.
 * `lines` counts gifts and refunds; SUCCESS keeps only gifts, REFUND only refunds.
 */
export function* wechatBill(options) {
  const { lines, day, merchantNo, variant = 'ALL', order = 'time', footer = true } = options;
  yield `\uFEFF${CAPTIONS[variant]}\r\n`;
  const sum = { count: 0, paid: 0n, back: 0n, fee: 0n };
  let piece = '';
  for (let at = 0; at < lines; at++) {
    const line = lineOf(
      order === 'turned' ? lines - 1 - at : order === 'mixed' ? (at * 7919) % lines : at,
      options,
    );
    if ((variant === 'SUCCESS' && line.refund) || (variant === 'REFUND' && !line.refund)) continue;
    sum.count++;
    sum[line.refund ? 'back' : 'paid'] += line.amount;
    sum.fee += line.refund ? -line.fee : line.fee;
    piece += row(line, day, variant, merchantNo);
    if (piece.length > 200_000) {
      yield piece;
      piece = '';
    }
  }
  yield piece;
  if (!footer) return;
  const [count, paid, back, fee] = [`${sum.count}.0`, yuan(sum.paid), yuan(sum.back), yuan(sum.fee)];
  const figures = {
    ALL: [count, paid, back, '0.00', fee, paid, back],
    SUCCESS: [count, paid, fee, paid],
    REFUND: [count, paid, back, '0.00', fee, paid, back],
    OLD: [count, paid, back, '0.00', fee],
  };
  yield `${SUMMARY[variant]}\r\n\`${figures[variant].join(',`')}\r\n`;
}
