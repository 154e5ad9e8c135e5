import type { CostCode } from '../disbursements/disbursements.queries.js';
import type { PurposeKind } from '../disbursements/use-changes.queries.js';

/** What a project of the demonstration filed, by its slug. Areas: the whole city. */
export const DEMO_USES: Readonly<
  Record<
    string,
    {
      readonly kinds: readonly PurposeKind[];
      readonly costs: readonly CostCode[];
      readonly textZh: string;
      readonly textEn: string;
    }
  >
> = {
  'love-to-homes': {
    kinds: ['living'],
    costs: ['510101', '510102', '510103'],
    textZh: '为四县困难家庭采购并发放家庭箱（棉被、大米、食用油），走访独居老人。',
    textEn:
      'Family boxes (quilt, rice, oil) for households in hardship in four counties, and visits to the elderly.',
  },
  'angel-hearts': {
    kinds: ['medical'],
    costs: ['510101'],
    textZh: '先天性心脏病患儿手术费用补助，由定点医院直接结算。',
    textEn: 'Fixed support for heart surgery of children, paid to the hospital directly.',
  },
  'flood-rebuilding': {
    kinds: ['disaster', 'facilities'],
    costs: ['510101', '510102', '510103', '510104'],
    textZh: '修复便桥、饮水点，补助受损房屋修缮。',
    textEn: 'Footbridges, water points and repairs to damaged homes.',
  },
  'first-aid-training': {
    kinds: ['training'],
    costs: ['510103'],
    textZh: '应急救护员培训与考试。',
    textEn: 'Courses and examinations for first-aiders.',
  },
  'school-clinics': {
    kinds: ['schooling', 'facilities'],
    costs: ['510102', '510103'],
    textZh: '改建十二所乡村小学卫生室并配备设备。',
    textEn: 'Health rooms with equipment in twelve village schools.',
  },
  'water-safety': {
    kinds: ['training', 'facilities'],
    costs: ['510102', '510103'],
    textZh: '水域救生设施与防溺水课。',
    textEn: 'Rescue gear at waters and lessons for schools.',
  },
};

/** The change of use that the demonstration shows: first-aid courses had money left for defibrillators. */
export const DEMO_CHANGE = {
  project: 'first-aid-training',
  daysAgo: 9,
  kinds: ['training', 'facilities'],
  costs: ['510102', '510103'],
  textZh: '应急救护员培训与考试；为偏远村配备自动体外除颤仪。',
  textEn: 'Courses and examinations for first-aiders; defibrillators for remote villages.',
  reasonZh: '培训费用低于预算，余款用于村卫生室的除颤仪。',
  reasonEn: 'The courses cost less than planned; what is left buys defibrillators for village clinics.',
  filingRecordNo: 'BG2026-0117',
} as const;

/** A payment of the demonstration. Amounts are minor units; a project that has less is left without it. */
export interface DemoPayment {
  readonly project: string;
  readonly daysAgo: number;
  readonly cost: CostCode;
  readonly kind: PurposeKind;
  readonly amount: bigint;
  readonly payee: string;
  readonly publicZh: string;
  readonly publicEn: string;
  readonly areaZh: string;
  readonly areaEn: string;
  readonly households: string;
  readonly persons: string;
  /** A drawing of `assets`, shown as a photograph. */
  readonly picture: string | null;
  /** Lines of the drawn list of goods, empty for none. */
  readonly goods: readonly (readonly [name: string, quantity: string, amount: string])[];
  /** The bank sends it back on the next day. */
  readonly returned?: boolean;
}

export const DEMO_PAYMENTS: readonly DemoPayment[] = [
  {
    project: 'love-to-homes',
    daysAgo: 20,
    cost: '510102',
    kind: 'living',
    amount: 214_400n,
    payee: '云川市惠民物资供应有限公司',
    publicZh: '采购家庭箱 8 只（棉被、大米、食用油），发放给首批困难家庭',
    publicEn: 'Eight family boxes (quilt, rice, oil) for the first households',
    areaZh: '云川市青禾县',
    areaEn: 'Qinghe County, Yunchuan',
    households: '8',
    persons: '21',
    picture: 'winter-parcels.svg',
    goods: [
      ['棉被 2 kg', '8 床', '¥880.00'],
      ['大米 10 kg', '8 袋', '¥640.00'],
      ['食用油 5 L', '8 桶', '¥624.00'],
    ],
  },
  {
    project: 'love-to-homes',
    daysAgo: 6,
    cost: '510101',
    kind: 'living',
    amount: 60_000n,
    payee: '云川市红十字志愿服务队',
    publicZh: '独居老人冬季取暖补助，每户 200 元',
    publicEn: 'Winter heating support for elderly people living alone, 200 yuan each',
    areaZh: '云川市望岭县',
    areaEn: 'Wangling County, Yunchuan',
    households: '3',
    persons: '3',
    picture: null,
    goods: [],
  },
  {
    project: 'flood-rebuilding',
    daysAgo: 18,
    cost: '510102',
    kind: 'facilities',
    amount: 180_000n,
    payee: '望岭县石桥建材厂',
    publicZh: '一号便桥的水泥与钢筋',
    publicEn: 'Cement and steel for the first footbridge',
    areaZh: '云川市望岭县',
    areaEn: 'Wangling County, Yunchuan',
    households: '14',
    persons: '52',
    picture: 'flood-rebuilding.svg',
    goods: [
      ['水泥 42.5', '30 袋', '¥900.00'],
      ['钢筋 12 mm', '18 根', '¥900.00'],
    ],
  },
  {
    project: 'flood-rebuilding',
    daysAgo: 8,
    cost: '510104',
    kind: 'disaster',
    amount: 120_000n,
    payee: '望岭县红十字会',
    publicZh: '房屋修缮补助，拨付县红十字会',
    publicEn: 'Support for repairs to homes, passed on to the county society',
    areaZh: '云川市望岭县',
    areaEn: 'Wangling County, Yunchuan',
    households: '2',
    persons: '7',
    picture: null,
    goods: [],
    returned: true,
  },
  {
    project: 'first-aid-training',
    daysAgo: 15,
    cost: '510103',
    kind: 'training',
    amount: 96_000n,
    payee: '云川市应急救护培训中心',
    publicZh: '第一期救护员课程：教材、模型租用与考试',
    publicEn: 'First course for first-aiders: books, models and examination',
    areaZh: '云川市石桥县',
    areaEn: 'Shiqiao County, Yunchuan',
    households: '',
    persons: '24',
    picture: 'emergency-training.svg',
    goods: [],
  },
  {
    project: 'water-safety',
    daysAgo: 25,
    cost: '510102',
    kind: 'facilities',
    amount: 76_000n,
    payee: '柳湾县安澜救生器材店',
    publicZh: '救生圈、救生杆与警示牌',
    publicEn: 'Lifebuoys, rescue poles and signs',
    areaZh: '云川市柳湾县',
    areaEn: 'Liuwan County, Yunchuan',
    households: '',
    persons: '',
    picture: 'water-safety.svg',
    goods: [
      ['救生圈', '10 只', '¥360.00'],
      ['救生杆', '4 根', '¥240.00'],
      ['警示牌', '4 块', '¥160.00'],
    ],
  },
];
