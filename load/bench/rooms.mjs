import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { Organizations } from '../../dist/organizations/organizations.service.js';
import { loadConfig } from '../../dist/platform/config/load-config.js';
import { ProjectsQueries } from '../../dist/projects/projects.queries.js';
import { Projects } from '../../dist/projects/projects.service.js';
import { WorkerModule } from '../../dist/worker.module.js';

/** The worker's rooms from the build, without its loops: `get(Class)`, `close()`. */
export async function openRooms(environment) {
  const config = loadConfig(environment);
  const app = await NestFactory.createApplicationContext(WorkerModule.with({ config }), {
    logger: ['error', 'fatal'],
    abortOnError: false,
  });
  return { app, config, get: (token) => app.get(token, { strict: false }), close: () => app.close() };
}

/** A society and published projects, made by the same use cases as an editor's. */
export async function buildProjects(rooms, count) {
  const organizationId = await rooms.get(Organizations).create({
    slug: 'bench-city',
    kind: 'society',
    nameZh: '滨城市红十字会',
    nameEn: 'Bincheng City Red Cross Society',
    creditCode: '53330000501874064B',
    certificate: { no: '13000020260001', validFrom: '2020-01-01', validUntil: '2099-12-31' },
  });
  const projects = [];
  for (let n = 1; n <= count; n++) {
    const seed = { staffId: null };
    const id = await rooms.get(Projects).create(seed, {
      organizationId,
      slug: `winter-parcels-${n}`,
      nameZh: `博爱送万家 第${n}期`,
      nameEn: `Love to ten thousand homes, part ${n}`,
      summaryZh: '为困难家庭送去过冬物资。',
      summaryEn: 'Winter supplies for families in need.',
      storyZh: STORY_ZH,
      storyEn: STORY_EN,
      goal: 500_000_000n,
      filingNo: '53330000501874064BA26001',
      currency: 'CNY',
    });
    await rooms.get(Projects).publish(seed, id);
    const { fundId, slug } = await rooms.get(ProjectsQueries).byId(id);
    projects.push({ id, fundId, slug });
  }
  return { organizationId, projects };
}

const STORY_ZH = [
  '每年入冬，山里的气温会降到零下二十度。独居老人、残疾人家庭和失去劳动力的家庭，最难的就是这三个月。',
  '一份“博爱家庭包”里有棉被、棉衣、面粉、食用油和常用药品，由志愿者送到家里，当面签收，逐户登记。',
  '您的捐赠会先进入本项目的专项资金，采购、运输和发放的每一笔支出都在项目页面上公布，并可以从您的捐赠一直查到那一笔支出。',
].join('\n\n');
const STORY_EN = [
  'Every winter the mountains see twenty degrees below zero. For old people on their own, for families with a disability and for those without anyone who can work, these three months are the hardest.',
  'A parcel holds a quilt, winter clothes, flour, oil and everyday medicine. Volunteers bring it to the door, it is signed for, and each household is listed.',
  'Your gift first enters the fund of this project. Every purchase, every transport and every handing out is published on the page of the project, and can be followed from your gift to the very payment.',
].join('\n\n');
