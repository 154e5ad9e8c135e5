import { presetsOf } from '../../../src/web/donor/amounts.js';
import { openForm } from '../../../src/web/donor/typed-gift.js';
import type {
  Frame,
  GiftView,
  GiveFormView,
  OrganizationView,
  ProjectView,
} from '../../../src/web/donor/views.js';

/** Views as the controllers make them, for tests of pages alone. */
export const frame = (over: Partial<Frame> = {}): Frame => ({
  locale: 'zh-CN',
  url: '/projects/warm-winter?ch=AbC12',
  publicUrl: 'https://give.example.org',
  demo: false,
  ...over,
});

export const yuan = (amount: bigint) => ({ amount, currency: 'CNY' });

export const organization: OrganizationView = {
  slug: 'haizhou',
  name: '海州市红十字会',
  creditCode: '53330000501874064B',
  certificate: { no: 'GK-0001', until: '2029-06-30' },
  address: '博爱路 12 号',
  phone: '0500-88121999',
  complaintPhone: '0500-88121990',
  mail: 'give@example.org',
  about: ['成立于 1986 年。'],
  people: [{ office: '会长', name: '沈知远' }],
  zone: 'Asia/Shanghai',
};

export const project = (over: Partial<ProjectView> = {}): ProjectView => ({
  slug: 'warm-winter',
  name: '温暖过冬',
  summary: '为困难家庭送去温暖包。',
  emergency: false,
  closed: false,
  picture: { href: '/projects/warm-winter/picture/fil_x', alt: '雪中的村庄' },
  progress: {
    raised: yuan(1234500n),
    refunded: yuan(0n),
    goal: yuan(2000000n),
    percent: 61,
    donations: 12,
    donors: 11,
    asOf: new Date('2026-11-24T05:32:10Z'),
    ledgerSeq: '4711',
  },
  currency: 'CNY',
  story: ['第一段。', '第二段。'],
  storyLang: null,
  budget: [
    { name: '棉被 60 床', amount: yuan(1500000n) },
    { name: '运费', amount: yuan(500000n) },
  ],
  questions: [{ question: '余款怎么办？', answer: ['用于下一年度的同一项目。'] }],
  organization,
  executor: '临县红十字会',
  filingNo: '53330000501874064BA26023',
  filingUrl: null,
  startsOn: '2026-11-01',
  endsOn: '2027-01-31',
  stop: null,
  presets: presetsOf('CNY'),
  updates: [],
  spending: null,
  latest: [
    {
      label: '张*',
      message: null,
      dedication: '',
      amount: yuan(5000n),
      at: new Date('2026-11-24T05:30:00Z'),
    },
  ],
  ...over,
});

export const form = (over: Partial<GiveFormView> = {}): GiveFormView => ({
  slug: 'warm-winter',
  currency: 'CNY',
  presets: presetsOf('CNY'),
  minorMax: yuan(20000n),
  formKey: 'k'.repeat(24),
  channel: 'AbC12',
  typed: openForm('CNY'),
  problems: [],
  notice: null,
  ...over,
});

export const gift = (over: Partial<GiftView> = {}): GiftView => ({
  id: 'don_01kaz3x9f8e2m7q5t4v6w8y0ab',
  path: '/donations/don_01kaz3x9f8e2m7q5t4v6w8y0ab?key=secret',
  state: 'booked',
  amount: yuan(20000n),
  givenBack: null,
  label: '张*',
  monthly: null,
  refund: {
    ...{ path: '/donations/x/refund-request?key=secret', requests: [], mayAsk: true },
    ...{ zone: 'Asia/Shanghai', today: '2026-11-24' },
  },
  publicity: { chosen: 'MASKED', label: '张*', named: true, path: '/donations/x/publicity?key=secret' },
  words: [],
  project: { slug: 'warm-winter', name: '温暖过冬' },
  organization,
  createdAt: new Date('2026-11-24T05:30:10Z'),
  money: {
    paidAt: new Date('2026-11-24T05:31:10Z'),
    offline: false,
    steps: {
      accepted: { state: 'done', at: new Date('2026-11-24T05:31:11Z') },
      booked: { state: 'done', at: new Date('2026-11-24T05:31:12Z') },
      receipt: { state: 'done', at: new Date('2026-11-24T05:31:14Z') },
      settlement: { state: 'waiting', expectedBy: new Date('2026-12-04T05:31:10Z') },
      bank: { state: 'open' },
    },
    settlement: null,
  },
  spent: null,
  ledgerSeq: '4711',
  included: { asOf: new Date('2026-11-24T05:31:12Z'), raised: yuan(1234500n), ledgerSeq: '4712' },
  receipt: { number: 'HZ-2026-000311', href: '/donations/x/receipt.pdf?key=secret', gifts: 1 },
  earlierReceipts: [],
  official: {
    ...{ state: null, given: null, since: null, delivery: null, correctable: false, corrected: false },
    ...{ path: '/donations/x/official-receipt?key=secret', problems: [] },
    typed: { kind: 'person', name: '', number: '' },
  },
  declined: null,
  fee: null,
  resumePath: '/donations/x/checkout?key=secret',
  ...over,
});
