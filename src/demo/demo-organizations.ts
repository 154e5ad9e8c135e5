/** Invented societies: no real place, person or credit code. Every page marks them as a demonstration. */
export interface DemoOrganization {
  readonly slug: string;
  readonly kind: 'society' | 'chapter';
  readonly nameZh: string;
  readonly nameEn: string;
  readonly creditCode: string;
  readonly certificateNo: string | null;
  readonly addressZh: string;
  readonly addressEn: string;
  readonly aboutZh: string;
  readonly aboutEn: string;
  /** Invented names. */
  readonly people: string;
}

/** What a county chapter of the demonstration says of itself. */
const chapter = (county: string, en: string, head: string) => ({
  aboutZh: `${county}红十字会是云川市红十字会的县级地方组织，负责本县的应急救护培训、困难家庭帮扶和救灾物资发放。面向公众的募捐由市红十字会办理，本会执行其中在本县的项目。`,
  aboutEn: `The ${en} County chapter belongs to the Yunchuan City Red Cross Society. It trains first-aiders, helps families in hardship and hands out relief goods in the county. Appeals to the public are the city society’s; the chapter carries out those in its county.`,
  people: `会长 | President | ${head}`,
});

export const CITY: DemoOrganization = {
  slug: 'yunchuan',
  kind: 'society',
  nameZh: '云川市红十字会（演示）',
  nameEn: 'Yunchuan City Red Cross Society (demonstration)',
  creditCode: '539900000000000A17',
  certificateNo: '演示公募字〔2024〕第001号',
  addressZh: '云川市博爱路8号',
  addressEn: '8 Boai Road, Yunchuan',
  aboutZh:
    '云川市红十字会成立于 1986 年，从事人道救助、应急救护培训、无偿献血和造血干细胞捐献的宣传动员。本会具有公开募捐资格，募得的款项按募捐方案使用，账目每日结清并公开。\n\n监事会对捐赠款物的接受、管理和使用进行监督；年度工作报告和审计报告向社会公布。',
  aboutEn:
    'The society was founded in 1986. It brings relief, trains first-aiders and promotes the giving of blood and stem cells. It holds a certificate for appeals to the public; what it raises is used as its filed plans say, and its books are closed and published every day.\n\nA board of supervisors watches over gifts and their use; the annual report and the audit are published.',
  people:
    '法定代表人、常务副会长 | Legal representative, executive vice-president | 沈知远\n监事长 | Head of the board of supervisors | 陆文渊\n筹资与财务负责人 | Fundraising and finance | 苏若宁',
};

export const COUNTIES: readonly DemoOrganization[] = [
  {
    slug: 'qinghe',
    kind: 'chapter',
    nameZh: '青禾县红十字会（演示）',
    nameEn: 'Qinghe County Red Cross Chapter (demonstration)',
    creditCode: '539901000000000A25',
    certificateNo: null,
    addressZh: '青禾县仁和街21号',
    addressEn: '21 Renhe Street, Qinghe County',
    ...chapter('青禾县', 'Qinghe', '温以恒'),
  },
  {
    slug: 'wangling',
    kind: 'chapter',
    nameZh: '望岭县红十字会（演示）',
    nameEn: 'Wangling County Red Cross Chapter (demonstration)',
    creditCode: '539902000000000A33',
    certificateNo: null,
    addressZh: '望岭县山前路3号',
    addressEn: '3 Shanqian Road, Wangling County',
    ...chapter('望岭县', 'Wangling', '顾承山'),
  },
  {
    slug: 'shiqiao',
    kind: 'chapter',
    nameZh: '石桥县红十字会（演示）',
    nameEn: 'Shiqiao County Red Cross Chapter (demonstration)',
    creditCode: '539903000000000A41',
    certificateNo: null,
    addressZh: '石桥县河东街16号',
    addressEn: '16 Hedong Street, Shiqiao County',
    ...chapter('石桥县', 'Shiqiao', '程立桥'),
  },
  {
    slug: 'liuwan',
    kind: 'chapter',
    nameZh: '柳湾县红十字会（演示）',
    nameEn: 'Liuwan County Red Cross Chapter (demonstration)',
    creditCode: '539904000000000A59',
    certificateNo: null,
    addressZh: '柳湾县码头路40号',
    addressEn: '40 Matou Road, Liuwan County',
    ...chapter('柳湾县', 'Liuwan', '江晓渡'),
  },
];
