/** A relief project of the demonstration; `startDays` and `endDays` count from today. */
export interface DemoProject {
  readonly slug: string;
  readonly executor: string | null;
  readonly nameZh: string;
  readonly nameEn: string;
  readonly summaryZh: string;
  readonly summaryEn: string;
  readonly storyZh: string;
  readonly storyEn: string;
  readonly picture: string;
  readonly pictureAltZh: string;
  readonly pictureAltEn: string;
  /** Minor units of CNY; null = no goal. */
  readonly goal: bigint | null;
  readonly startDays: number;
  readonly endDays: number | null;
  readonly filingNo: string | null;
  readonly emergency: boolean;
  readonly end: 'draft' | 'published' | 'closed';
  /** How often a gift of the demonstration goes to this project, among the sum of all weights. */
  readonly weight: number;
}

const FILING = '539900000000000A17';

export const DEMO_PROJECTS: readonly DemoProject[] = [
  {
    slug: 'love-to-homes',
    executor: null,
    nameZh: '红十字博爱送万家·暖冬行动',
    nameEn: 'Love to Ten Thousand Homes: a warm winter',
    summaryZh: '为四个县的困难家庭送去棉被、大米、食用油和一次上门问候。',
    summaryEn: 'A quilt, rice, cooking oil and a visit for families in hardship in four counties.',
    storyZh:
      '每年冬至前后，志愿者按村里核对过的名单，把一只家庭箱送到门口：一床两公斤的棉被、十公斤大米、五升食用油，还有一张写着求助电话的卡片。\n\n一只家庭箱的采购价是 268 元，由公开比价确定。名单由村、乡、县三级核对并公示七天，签收单每户一张。\n\n今年计划走访 1,200 户，其中独居老人 460 户。余款将用于同一项目的下一年度，并另行公布。',
    storyEn:
      'Around the winter solstice volunteers carry a family box to each door on a list that village, township and county have checked: a two-kilogram quilt, ten kilograms of rice, five litres of cooking oil and a card with a number to call for help.\n\nA box costs 268 yuan, by public comparison of offers. The list is posted for seven days before the first visit and every household signs for its box.\n\nThis year 1,200 households are to be visited, 460 of them elderly people living alone. What is left over goes to next year’s round and will be published.',
    picture: 'winter-parcels.webp',
    pictureAltZh: '雪夜的山村里，两位志愿者把家庭箱和毛毯送到屋前',
    pictureAltEn: 'Two volunteers bring a family box and blankets to a mountain village on a snowy night',
    goal: 32_160_000n,
    startDays: -58,
    endDays: 75,
    filingNo: `${FILING}A26001`,
    emergency: false,
    end: 'published',
    weight: 9,
  },
  {
    slug: 'angel-hearts',
    executor: null,
    nameZh: '天使圆梦·先心病患儿救助',
    nameEn: 'Angel Hearts: surgery for children with heart disease',
    summaryZh: '为低收入家庭的先天性心脏病患儿补足医保报销之外的手术费用。',
    summaryEn: 'Covers what insurance leaves open when a child of a low-income family needs heart surgery.',
    storyZh:
      '一台先心病手术在医保报销之后，家庭平均还要承担两万元左右。项目对 0–14 岁患儿按病种定额补助，最高三万元，由定点医院直接结算，不经过个人账户。\n\n申请由县级红十字会初审，市红十字会组织医生复审。公布的只有县、病种和金额，不公布孩子的姓名和照片。',
    storyEn:
      'After insurance a family still pays about twenty thousand yuan for a child’s heart operation. The project pays a fixed sum by diagnosis, thirty thousand at most, to the hospital directly and never through a private account.\n\nThe county chapter checks each request, doctors review it with the city society. Only county, diagnosis and sum are published, never a child’s name or picture.',
    picture: 'child-heart-care.webp',
    pictureAltZh: '大人牵着孩子站在山坡上，孩子放的风筝是一颗心',
    pictureAltEn: "A grown-up and a child on a hillside; the child's kite is a heart",
    goal: 60_000_000n,
    startDays: -60,
    endDays: 120,
    filingNo: `${FILING}A26002`,
    emergency: false,
    end: 'published',
    weight: 7,
  },
  {
    slug: 'flood-rebuilding',
    executor: 'wangling',
    nameZh: '望岭县暴雨灾后恢复重建',
    nameEn: 'Rebuilding Wangling County after the flood',
    summaryZh: '修复村道、便桥和饮水点，帮助 86 户把受损房屋修到能过冬。',
    summaryEn: 'Repairs lanes, footbridges and water points, and makes 86 damaged homes fit for winter.',
    storyZh:
      '今夏的暴雨冲毁了望岭县六个村的便桥和饮水点。紧急救援阶段已经结束，重建才刚开始。\n\n资金按村里议定的清单使用：便桥四座、饮水点十一处、房屋修缮补助 86 户，每户不超过一万二千元。每一项完工后由村民代表和第三方共同验收，照片和验收单公布在本页。',
    storyEn:
      'This summer’s rain washed away footbridges and water points in six villages of Wangling County. The emergency is over, rebuilding has only begun.\n\nThe money follows a list that the villages agreed on: four footbridges, eleven water points and repairs to 86 homes, up to twelve thousand yuan each. Every work is accepted by villagers together with an outside inspector, and photographs and papers are published on this page.',
    picture: 'flood-rebuilding.webp',
    pictureAltZh: '河边两位村民搬运木料，一名工人在屋架上修房顶',
    pictureAltEn: 'By the river two villagers carry timber while a worker mends a roof',
    goal: 120_000_000n,
    startDays: -59,
    endDays: 200,
    filingNo: `${FILING}A26003`,
    emergency: false,
    end: 'published',
    weight: 10,
  },
  {
    slug: 'first-aid-training',
    executor: 'shiqiao',
    nameZh: '应急救护培训进乡村',
    nameEn: 'Emergency training comes to the villages',
    summaryZh: '让每个行政村至少有两名持证的应急救护员和一台自动体外除颤仪。',
    summaryEn: 'Two certified first-aiders and one defibrillator for every village.',
    storyZh:
      '从村里到最近的急救站，平均要四十分钟。心脏骤停的黄金时间只有四分钟。\n\n项目在石桥县和柳湾县开设十六学时的救护员课程，教心肺复苏、止血包扎和溺水急救，考试合格发证，两年复训一次；同时为偏远村配备自动体外除颤仪，由村卫生室管理并每月巡检。',
    storyEn:
      'From the villages it takes forty minutes to the nearest ambulance. After cardiac arrest there are four.\n\nIn Shiqiao and Liuwan counties the project gives sixteen-hour courses in resuscitation, bleeding control and rescue from drowning, with an examination, a certificate and a refresher after two years. Remote villages also get a defibrillator that the village clinic keeps and checks every month.',
    picture: 'emergency-training.webp',
    pictureAltZh: '学员围着模型练习心肺复苏，墙上挂着自动体外除颤仪',
    pictureAltEn: 'Trainees around a resuscitation model, a defibrillator on the wall',
    goal: 24_000_000n,
    startDays: -50,
    endDays: 150,
    filingNo: `${FILING}A26004`,
    emergency: false,
    end: 'published',
    weight: 6,
  },
  {
    slug: 'school-clinics',
    executor: 'qinghe',
    nameZh: '青禾县乡村小学卫生室',
    nameEn: 'Health rooms for village schools in Qinghe',
    summaryZh: '为十二所乡村小学改建卫生室，并培训兼职校医。',
    summaryEn: 'Builds health rooms in twelve village schools and trains a teacher in each.',
    storyZh:
      '青禾县有十二所小学没有卫生室，擦伤和发烧都要走到镇上。项目为每所学校改建一间十二平方米的卫生室，配备药柜、视力表、血压计和急救包，并为每校培训一名兼职校医。\n\n每间卫生室预算 18,500 元，清单公开，设备由学校验收并登记。',
    storyEn:
      'Twelve primary schools in Qinghe have no health room: a scratch or a fever means a walk into town. Each school gets a room of twelve square metres with a medicine cupboard, eye chart, blood-pressure meter and first-aid kit, and one trained teacher.\n\nA room costs 18,500 yuan. The list is public and the school signs for each item.',
    picture: 'school-clinic.webp',
    pictureAltZh: '医生在乡村小学门前为孩子们做检查',
    pictureAltEn: 'A doctor examines children in front of their village school',
    goal: 22_200_000n,
    startDays: -40,
    endDays: 90,
    filingNo: `${FILING}A26005`,
    emergency: false,
    end: 'published',
    weight: 5,
  },
  {
    slug: 'water-safety',
    executor: 'liuwan',
    nameZh: '柳湾县青少年防溺水行动',
    nameEn: 'Water safety for the children of Liuwan',
    summaryZh: '在十九处水域设置救生杆、救生圈和警示牌，开设防溺水课。',
    summaryEn: 'Rescue poles, lifebuoys and signs at nineteen waters, and lessons for the schools.',
    storyZh:
      '项目已经结束：十九处水域的救生设施全部安装完毕，四十二所学校上了防溺水课，参加学生 9,860 人次。\n\n感谢每一位捐赠人。项目页会一直保留，账目随时可查。',
    storyEn:
      'This project is complete: all nineteen waters have their rescue gear, and forty-two schools held lessons for 9,860 pupils.\n\nThank you to everyone who gave. The page stays, and so do its accounts.',
    picture: 'water-safety.webp',
    pictureAltZh: '孩子们在划定的水域游泳，岸边有救生圈，瞭望台上有人值守',
    pictureAltEn: 'Children swim inside a marked area, with a lifebuoy ashore and a guard on watch',
    goal: 1_000_000n,
    startDays: -60,
    endDays: -12,
    filingNo: `${FILING}A26006`,
    emergency: false,
    end: 'closed',
    weight: 3,
  },
  {
    slug: 'community-homes',
    executor: 'qinghe',
    nameZh: '2027年博爱家园建设',
    nameEn: 'Community homes 2027',
    summaryZh: '草稿：在两个社区建设集防灾、健康和互助于一体的博爱家园。',
    summaryEn: 'Draft: community homes for preparedness, health and neighbourly help in two places.',
    storyZh: '项目方案正在编制，尚未备案。',
    storyEn: 'The plan is being written and has not been filed yet.',
    picture: 'school-clinic.webp',
    pictureAltZh: '医生在乡村小学门前为孩子们做检查',
    pictureAltEn: 'A doctor examines children in front of their village school',
    goal: 40_000_000n,
    startDays: 40,
    endDays: 300,
    filingNo: null,
    emergency: false,
    end: 'draft',
    weight: 0,
  },
];
