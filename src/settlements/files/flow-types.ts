import { createHash } from 'node:crypto';

/** What WeChat Pay and Alipay call movements of our balance there, and our word for it (charity.md 3.4, 4.3). */
const TYPES: Readonly<Record<string, string>> = {
  交易: 'flow_payment',
  退款: 'flow_refund',
  扣除交易手续费: 'flow_fee',
  退回交易手续费: 'flow_fee_returned',
  提现: 'payout',
  在线支付: 'flow_payment',
  交易付款: 'flow_payment',
  交易退款: 'flow_refund',
  收费: 'flow_fee',
  '退款(交易退款)': 'flow_fee_returned',
};

const READABLE_BYTES = 24;

/**
 * Our word for a movement; for one that we do not know (D15) a stable name in ASCII, from which the provider's word can
 * be told again while it is short. The word itself stays in the line's description.
 */
export function flowType(word: string): string {
  const plain = word.normalize('NFKC').trim();
  const known = Object.hasOwn(TYPES, plain) ? TYPES[plain] : undefined;
  if (known) return known;
  if (/^[\x21-\x7e]{1,50}$/.test(plain)) return `flow:${plain}`;
  const bytes = Buffer.from(plain, 'utf8');
  return `flow:${bytes.length > READABLE_BYTES ? createHash('sha256').update(bytes).digest('hex').slice(0, 48) : bytes.toString('hex')}`;
}
