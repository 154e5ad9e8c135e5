import type { Preset } from '../projects/project-presets.service.js';

const preset = (yuan: bigint, meaningZh: string, meaningEn: string): Preset => ({
  amount: yuan * 100n,
  meaningZh,
  meaningEn,
});

/** What gifts of the demonstration do, by project; where a story names a price, the sum follows from it. */
export const DEMO_PRESETS: Readonly<Record<string, readonly Preset[]>> = {
  'love-to-homes': [
    preset(20n, '一张求助卡和一次上门', 'a visit and a help card'),
    preset(66n, '一户的大米', 'rice for one household'),
    preset(134n, '半只家庭箱', 'half a family box'),
    preset(268n, '一只家庭箱', 'one family box'),
    preset(536n, '两户人家的冬天', 'the winter of two households'),
  ],
  'angel-hearts': [
    preset(50n, '一次术后复查的路费', 'the fare to one check-up'),
    preset(100n, '一次心脏彩超的一半', 'half of an ultrasound of the heart'),
    preset(200n, '一次心脏彩超', 'an ultrasound of the heart'),
    preset(500n, '一天的术后监护', 'a day of care after surgery'),
  ],
  'flood-rebuilding': [
    preset(30n, '一块便桥桥板', 'a plank of a footbridge'),
    preset(100n, '一米饮水管道', 'a metre of water pipe'),
    preset(300n, '一扇过冬的窗', 'a window before winter'),
    preset(500n, '一平方米屋面', 'a square metre of roof'),
  ],
  'first-aid-training': [
    preset(20n, '一套练习耗材', 'materials for one trainee'),
    preset(60n, '一名学员的教材', 'books for one trainee'),
    preset(180n, '一名持证救护员', 'one certified first-aider'),
    preset(500n, '一次整村培训的场地', 'the room for a village course'),
  ],
  'school-clinics': [
    preset(50n, '一只急救包', 'a first-aid kit'),
    preset(120n, '一台血压计', 'a blood-pressure meter'),
    preset(185n, '一间卫生室的百分之一', 'a hundredth of a health room'),
    preset(600n, '一只药柜', 'a medicine cupboard'),
  ],
};
