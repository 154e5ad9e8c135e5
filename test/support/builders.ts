import type { Type } from '@nestjs/common';
import { UseChanges } from '../../src/disbursements/use-changes.service.js';
import { newId } from '../../src/kernel/ids.js';
import { type NewOrganization, Organizations } from '../../src/organizations/organizations.service.js';
import { Channels } from '../../src/partners/channels.service.js';
import { ProjectsQueries } from '../../src/projects/projects.queries.js';
import { type NewProject, Projects } from '../../src/projects/projects.service.js';
import { wideUse } from './spending.js';

/** Where builders find the use cases: an application under test. */
export interface Rooms {
  get<T>(token: Type<T>): T;
}

const SEED = { staffId: null };
/** Unique in its database and short enough for a slug. */
const tail = (): string => newId().slice(-10);

/** A society with a certificate valid until 2099, or what `overrides` says. Returns its id. */
export function buildOrganization(app: Rooms, overrides: Partial<NewOrganization> = {}): Promise<string> {
  return app.get(Organizations).create({
    slug: `society-${tail()}`,
    kind: 'society',
    nameZh: '测试市红十字会',
    nameEn: 'Test City Red Cross',
    creditCode: '53330000501874064B',
    certificate: { no: '13000020260001', validFrom: '2020-01-01', validUntil: '2099-12-31' },
    ...overrides,
  });
}

/** A county chapter of the society, without a certificate of its own. Returns its id. */
export function buildChapter(
  app: Rooms,
  parentId: string,
  overrides: Partial<NewOrganization> = {},
): Promise<string> {
  return buildOrganization(app, {
    slug: `chapter-${tail()}`,
    kind: 'chapter',
    parentId,
    nameZh: '测试县红十字会',
    nameEn: 'Test County Red Cross',
    certificate: undefined,
    ...overrides,
  });
}

export type ProjectOverrides = Partial<NewProject> & { readonly state?: 'draft' | 'published' | 'closed' };

export interface BuiltProject {
  readonly id: string;
  readonly organizationId: string;
  readonly fundId: string;
  readonly slug: string;
}

/**
 * A project that takes gifts in CNY, of its own society unless `organizationId` names one; it went through the
 * same use cases as an editor's, and its money may be used for all relief in its city. `state` is where it ends up (default published).
 */
export async function buildProject(app: Rooms, overrides: ProjectOverrides = {}): Promise<BuiltProject> {
  const { state = 'published', ...given } = overrides;
  const organizationId = given.organizationId ?? (await buildOrganization(app));
  const projects = app.get(Projects);
  const id = await projects.create(SEED, {
    slug: `project-${tail()}`,
    nameZh: '红十字博爱送万家（测试）',
    nameEn: 'Love to Ten Thousand Homes (test)',
    summaryZh: '为困难家庭送去过冬物资。',
    summaryEn: 'Winter supplies for families in need.',
    storyZh: '冬天来临之前，把棉被和粮油送到困难家庭。',
    storyEn: 'Quilts, flour and oil reach families before winter.',
    goal: 10_000_000n,
    filingNo: '53330000501874064BA26001',
    currency: 'CNY',
    ...given,
    organizationId,
  });
  await app.get(UseChanges).writePlan(SEED, organizationId, wideUse(id));
  if (state !== 'draft') await projects.publish(SEED, id);
  if (state === 'closed') await projects.close(SEED, id);
  const project = await app.get(ProjectsQueries).byId(id);
  if (!project) throw new Error(`the project ${id} that was just made is not there`);
  return { id, organizationId, fundId: project.fundId, slug: project.slug };
}

/** A partner's outlet. Returns id and code. */
export async function buildChannel(app: Rooms): Promise<{ id: string; code: string }> {
  const code = newId().slice(-8);
  const id = await app.get(Channels).create({ code, nameZh: '测试公众号', nameEn: 'Test account' });
  return { id, code };
}
