/** Invented outlets: no real place or person. */
const MEDIA_CENTRE = {
  nameZh: '云川融媒体中心（演示）',
  nameEn: 'Yunchuan Media Centre (demonstration)',
  kind: 'media',
  website: 'https://media.example.org/',
  introduction: '本地新闻短视频、直播和公众号，面向云川市和四个县的读者。本条目为演示，不是真实单位。',
  displayName: '苏禾',
  mail: 'owner@media.example.org',
  demo: true,
} as const;

const STUDIO = {
  nameZh: '青禾短视频工作室（演示）',
  nameEn: 'Qinghe Short Video Studio (demonstration)',
  kind: 'media',
  website: '',
  introduction: '拍摄县城生活的短视频团队，希望在直播间展示救助项目的进度。本条目为演示，不是真实单位。',
  displayName: '陆小满',
  mail: 'owner@studio.example.org',
  demo: true,
} as const;

/** One that works, with an agreement and channels, and one that has applied. */
export const DEMO_PARTNERS = { active: MEDIA_CENTRE, applied: STUDIO } as const;

/** A colleague of the active partner's owner. */
export const DEMO_MEMBER = {
  mail: 'editor@media.example.org',
  displayName: '程野',
  role: 'member',
} as const;

/** What the city society wrote about the active partner before it approved the agreement (慈善法 26). */
export const DEMO_EVALUATION =
  '核对互联网新闻信息服务许可证与营业执照，近三年无行政处罚；历次公益报道内容属实；知悉不得代收捐款。评估结论：可以合作。';
