/** What an account is; decides which side makes it grow. */
export type AccountKind = 'asset' | 'liability' | 'net_asset' | 'income' | 'cost';

interface ChartLine {
  readonly kind: AccountKind;
  readonly zh: string;
  readonly en: string;
}

/**
 * The chart of accounts: 民间非营利组织会计制度, level-1 codes as accounting software ships them, level 2 ours.
 * Clearing accounts (1009xx, 112202) exist once per provider account, so that each provider's balance stands alone.
 */
export const CHART = {
  '100101': { kind: 'asset', zh: '捐赠现金', en: 'Donation cash' },
  '100201': { kind: 'asset', zh: '捐赠专户', en: 'Dedicated donation account' },
  '100901': { kind: 'asset', zh: '微信支付待清算', en: 'WeChat Pay clearing' },
  '100902': { kind: 'asset', zh: '支付宝待清算', en: 'Alipay clearing' },
  '100903': { kind: 'asset', zh: 'Stripe待清算', en: 'Stripe clearing' },
  '100904': { kind: 'asset', zh: '银行在途', en: 'Payout in transit' },
  '112201': { kind: 'asset', zh: '支付争议', en: 'Disputes receivable' },
  '112202': { kind: 'asset', zh: '平台应收', en: 'Platform receivable' },
  '220901': { kind: 'liability', zh: '待认领款', en: 'Unidentified money' },
  '220902': { kind: 'liability', zh: '应退捐款', en: 'Refunds payable' },
  '2601': { kind: 'liability', zh: '受托代理负债', en: 'Agency liability' },
  '3101': { kind: 'net_asset', zh: '非限定性净资产', en: 'Unrestricted net assets' },
  '3102': { kind: 'net_asset', zh: '限定性净资产', en: 'Restricted net assets' },
  '410101': { kind: 'income', zh: '捐赠收入—非限定性', en: 'Donation income, unrestricted' },
  '410102': { kind: 'income', zh: '捐赠收入—限定性', en: 'Donation income, restricted' },
  '4901': { kind: 'income', zh: '其他收入', en: 'Other income' },
  '510101': { kind: 'cost', zh: '现金救助', en: 'Relief in cash' },
  '510102': { kind: 'cost', zh: '物资救助', en: 'Relief in goods' },
  '510103': { kind: 'cost', zh: '项目执行', en: 'Project work' },
  '510104': { kind: 'cost', zh: '拨付下级红会', en: 'Allocation to county societies' },
  '530101': { kind: 'cost', zh: '支付手续费', en: 'Provider fees' },
  '530102': { kind: 'cost', zh: '募捐宣传', en: 'Fundraising publicity' },
} as const satisfies Readonly<Record<string, ChartLine>>;

export type AccountCode = keyof typeof CHART;

/** Where money lies that a provider, or another platform, has taken for us and not yet paid out. */
const CLEARING = {
  wechat: '100901',
  alipay: '100902',
  stripe: '100903',
  platform: '112202',
} as const satisfies Readonly<Record<string, AccountCode>>;

/** The clearing account of a provider. */
export function clearingCode(provider: keyof typeof CLEARING): AccountCode {
  return CLEARING[provider];
}

/** Every provider's clearing account. */
export const CLEARING_CODES: readonly AccountCode[] = Object.values(CLEARING);

/** The same as a list for SQL. */
export const CLEARING_SQL = CLEARING_CODES.map((code) => `'${code}'`).join(', ');

/** Accounts that exist once per provider account: their `providerAccountKey` is provider_account.id. */
export const PER_PROVIDER_ACCOUNT: readonly AccountCode[] = [...CLEARING_CODES, '100904'];

/** Kinds of account whose balance is a fund's: income, cost and net assets (design: fund balance). */
export const FUND_KINDS: readonly AccountKind[] = ['income', 'cost', 'net_asset'];

/** The income account for gifts to a fund: restricted funds have their own. */
export function incomeCode(fundKind: 'restricted' | 'unrestricted'): '410101' | '410102' {
  return fundKind === 'restricted' ? '410102' : '410101';
}

/** The net assets to which a year's closing moves such income. */
export function netAssetsCode(fundKind: 'restricted' | 'unrestricted'): '3101' | '3102' {
  return fundKind === 'restricted' ? '3102' : '3101';
}
