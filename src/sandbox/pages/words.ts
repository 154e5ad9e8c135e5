export type Language = 'zh' | 'en';

export interface Words {
  title: string;
  notice: string;
  method: string;
  methods: Record<string, string>;
  saved: string;
  later_charges: string;
  cards: Record<string, string>;
  pay: string;
  decline: string;
  later: string;
  back: string;
  onward: string;
  declined: string;
  paid: string;
  waiting: string;
  expired: string;
  unknown: string;
}

/** The checkout page's texts; each button carries both languages' word for its act, as testers read either. */
export const WORDS: Record<Language, Words> = {
  zh: {
    title: '模拟支付',
    notice: '这是沙盒（模拟支付）：不会动用真实资金。Sandbox: no real money.',
    method: '支付方式',
    methods: { card: '银行卡', alipay: '支付宝', wechat_pay: '微信支付' },
    saved: '本次支付会保存这张卡，供以后按您的约定扣款。',
    later_charges: '以后扣款时这张测试卡会：',
    cards: {
      pays: '成功',
      insufficient_funds: '余额不足',
      generic_decline: '被银行拒绝',
      expired_card: '已过期',
      authentication_required: '要求本人验证',
    },
    pay: '支付 / Pay',
    decline: '拒付 / Decline',
    later: '稍后支付 / Pay later',
    back: '取消并返回',
    onward: '继续',
    declined: '支付被拒绝，没有扣款。您可以重试。',
    paid: '已支付。',
    waiting: '已提交，款项将稍后到账。',
    expired: '本次支付已过期。',
    unknown: '没有这笔支付。',
  },
  en: {
    title: 'Sandbox payment',
    notice: 'This is a sandbox: no real money moves. 这是模拟支付，不会扣款。',
    method: 'Payment method',
    methods: { card: 'Card', alipay: 'Alipay', wechat_pay: 'WeChat Pay' },
    saved: 'The card is kept, to be charged later as you agreed.',
    later_charges: 'When it is charged later, this test card:',
    cards: {
      pays: 'pays',
      insufficient_funds: 'has insufficient funds',
      generic_decline: 'is declined',
      expired_card: 'has expired',
      authentication_required: 'asks for authentication',
    },
    pay: 'Pay / 支付',
    decline: 'Decline / 拒付',
    later: 'Pay later / 稍后支付',
    back: 'Cancel and go back',
    onward: 'Continue',
    declined: 'The payment was declined and nothing was taken. You can try again.',
    paid: 'Paid.',
    waiting: 'Submitted; the money will arrive later.',
    expired: 'This payment has expired.',
    unknown: 'There is no such payment.',
  },
};

/** The session's locale decides; without one (or with `auto`) the browser's first language does. */
export function languageOf(locale: string | null, accepted = ''): Language {
  const wanted = locale && locale !== 'auto' ? locale : accepted;
  return wanted.toLowerCase().startsWith('zh') ? 'zh' : 'en';
}
