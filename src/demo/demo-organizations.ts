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
}

export const CITY: DemoOrganization = {
  slug: 'yunchuan',
  kind: 'society',
  nameZh: '云川市红十字会（演示）',
  nameEn: 'Yunchuan City Red Cross Society (demonstration)',
  creditCode: '539900000000000A17',
  certificateNo: '演示公募字〔2024〕第001号',
  addressZh: '云川市博爱路8号',
  addressEn: '8 Boai Road, Yunchuan',
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
  },
];
