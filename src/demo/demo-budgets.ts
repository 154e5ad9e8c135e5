/** What the demonstration's projects say about their money, by slug: each budget adds up to the goal. */
export const DEMO_BUDGETS: Readonly<
  Record<string, { readonly budget: string; readonly faqZh?: string; readonly faqEn?: string }>
> = {
  'love-to-homes': {
    budget: [
      '棉被 1,200 床，每床 118 元 | 1,200 quilts at 118 yuan | 141,600',
      '大米 1,200 袋，每袋 75 元 | 1,200 sacks of rice at 75 yuan | 90,000',
      '食用油 1,200 桶，每桶 55 元 | 1,200 cans of oil at 55 yuan | 66,000',
      '装箱、运输和志愿者保险，每户 20 元 | Packing, transport and insurance of volunteers, 20 yuan a household | 24,000',
    ].join('\n'),
    faqZh:
      '怎样确定帮助哪些家庭？\n名单由村、乡、县三级核对并公示七天，每户签收。\n\n筹得比目标多怎么办？\n余款用于同一项目的下一年度，并在本页公布。',
    faqEn:
      'How are the families chosen?\nVillage, township and county check the list, it is posted for seven days, and each household signs.\n\nWhat if more comes in than the goal?\nIt goes to next year’s round of the same project and is published here.',
  },
  'angel-hearts': {
    budget: [
      '手术补助 26 名患儿，平均 21,000 元 | Surgery for 26 children, 21,000 yuan on average | 546,000',
      '医生复审与术后随访 | Review by doctors and check-ups afterwards | 36,000',
      '患儿家庭往返交通 | Travel of the families | 18,000',
    ].join('\n'),
    faqZh: '补助怎样支付？\n由定点医院直接结算，不经过个人账户；每名患儿最高三万元。',
    faqEn:
      'How is it paid?\nTo the hospital directly, never through a private account; thirty thousand yuan a child at most.',
  },
  'flood-rebuilding': {
    budget: [
      '便桥 4 座 | Four footbridges | 248,000',
      '饮水点 11 处 | Eleven water points | 88,000',
      '房屋修缮补助 86 户 | Repairs to 86 homes | 826,000',
      '第三方验收与公示 | Acceptance by an outside inspector, publication | 38,000',
    ].join('\n'),
  },
  'first-aid-training': {
    budget: [
      '救护员课程 12 期，每期 8,000 元 | Twelve courses at 8,000 yuan | 96,000',
      '自动体外除颤仪 6 台，每台 21,000 元 | Six defibrillators at 21,000 yuan | 126,000',
      '复训与巡检 | Refreshers and monthly checks | 18,000',
    ].join('\n'),
  },
  'school-clinics': {
    budget: [
      '房间改建 12 间，每间 9,800 元 | Twelve rooms at 9,800 yuan | 117,600',
      '药柜、视力表、血压计和急救包 12 套 | Twelve sets of equipment at 6,700 yuan | 80,400',
      '兼职校医培训 12 人 | Training twelve teachers at 2,000 yuan | 24,000',
    ].join('\n'),
  },
  'water-safety': {
    budget: [
      '救生杆 19 根，每根 180 元 | 19 rescue poles at 180 yuan | 3,420',
      '救生圈 19 个，每个 120 元 | 19 lifebuoys at 120 yuan | 2,280',
      '警示牌与防溺水课材料 | Signs and material for lessons | 4,300',
    ].join('\n'),
  },
};
