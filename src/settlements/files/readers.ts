import type { Provider } from '../../providers/provider-account.entity.js';
import { AlipayFlow } from './alipay-flow.js';
import { AlipayTrade } from './alipay-trade.js';
import type { LayoutColumns } from './layout.js';
import { LayoutList } from './layout-list.js';
import { ListText } from './list-text.js';
import type { FileReader, FileScope, Problems } from './parsed-line.js';
import { WechatFlow } from './wechat-flow.js';
import { WechatTrade } from './wechat-trade.js';

export type Bill = 'trade' | 'flow' | 'platform' | 'bank';

/** Bills that each kind of account has; Stripe's lines come through its API. */
export const BILLS_OF: Readonly<Record<Provider | 'bank', readonly Bill[]>> = {
  stripe: [],
  wechat: ['trade', 'flow'],
  alipay: ['trade', 'flow'],
  platform: ['platform'],
  bank: ['bank'],
};

const READERS = {
  wechat: { trade: WechatTrade, flow: WechatFlow },
  alipay: { trade: AlipayTrade, flow: AlipayFlow },
} as const;

/** The reader of a provider's own bill. */
export function billReader(
  provider: 'wechat' | 'alipay',
  bill: 'trade' | 'flow',
  scope: FileScope,
  problems: Problems,
): FileReader {
  return new READERS[provider][bill](scope, problems);
}

/** The reader of a bank's or a platform's list. */
export function listReader(
  bill: 'platform' | 'bank',
  columns: LayoutColumns,
  scope: FileScope,
  problems: Problems,
): { readonly list: LayoutList; readonly text: FileReader } {
  const list = new LayoutList(bill, columns, scope, problems);
  return { list, text: new ListText(list, problems) };
}
