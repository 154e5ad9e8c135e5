import type { PictureFacts } from '../../../../src/web/embed/pictures/picture-facts.js';

type Overrides = Partial<Omit<PictureFacts, 'progress'>> & { progress?: Partial<PictureFacts['progress']> };

/** What a picture of a running project shows, or what `overrides` says. */
export function sampleFacts({ progress, ...overrides }: Overrides = {}): PictureFacts {
  return {
    locale: 'zh-CN',
    name: '红十字博爱送万家·暖冬行动',
    summary: '为四个县的困难家庭送去棉被、大米、食用油和一次上门问候。',
    society: '云川市红十字会',
    filingNo: '539900000000000A17A26001',
    emergency: false,
    closed: false,
    giving: true,
    demo: false,
    zone: 'Asia/Shanghai',
    channel: null,
    link: 'https://give.example.org/projects/love-to-homes',
    ...overrides,
    progress: {
      ...{ project: 'love-to-homes', currency: 'CNY', goal: '32160000', raised: '21345600', refunded: '0' },
      ...{ donations: 1296, donors: 988, percent: 66, as_of: '2026-11-24T07:00:00.000Z' },
      ...{ ledger_seq: 21432, version: 3 },
      ...progress,
    },
  };
}
