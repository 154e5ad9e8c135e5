import { readFile } from 'node:fs/promises';
import { Injectable } from '@nestjs/common';
import { dayIn } from '../kernel/clock.js';
import { Organizations } from '../organizations/organizations.service.js';
import { ProjectPictures } from '../projects/project-pictures.service.js';
import { type Preset, ProjectPresets } from '../projects/project-presets.service.js';
import { ProjectsQueries } from '../projects/projects.queries.js';
import { Projects } from '../projects/projects.service.js';
import { StaffMembers } from '../staff/staff.service.js';
import { DEMO_BUDGETS } from './demo-budgets.js';
import { CITY, COUNTIES, type DemoOrganization } from './demo-organizations.js';
import { DemoPartners } from './demo-partners.service.js';
import { DEMO_PRESETS } from './demo-presets.js';
import { DEMO_PROJECTS, type DemoProject } from './demo-projects.js';
import { DemoSpending } from './demo-spending.service.js';
import { DEMO_STAFF } from './demo-staff.js';

const DAY_MS = 86_400_000;
/** The calendar day so many days from the present. */
type DayAt = (offset: number) => string;
/** Done by the house itself, not by a person. */
const NOBODY = { staffId: null };

/** Sets up societies, people, partners and projects of the demonstration, through the same use cases as people. */
@Injectable()
export class DemoHouse {
  constructor(
    private readonly organizations: Organizations,
    private readonly staff: StaffMembers,
    private readonly partners: DemoPartners,
    private readonly projects: Projects,
    private readonly queries: ProjectsQueries,
    private readonly presets: ProjectPresets,
    private readonly pictures: ProjectPictures,
    private readonly spending: DemoSpending,
  ) {}

  /**
   * Periods and certificates are laid around `present`. Returns the ids of the projects by slug; those to be closed
   * are still open.
   */
  async build(present: Date): Promise<Map<string, string>> {
    const day = (offset: number) => dayIn(new Date(present.getTime() + offset * DAY_MS), 'Asia/Shanghai');
    const city = await this.organization(CITY, null, day);
    const chapters = new Map<string, string>();
    for (const county of COUNTIES) chapters.set(county.slug, await this.organization(county, city, day));
    let manager = '';
    for (const { loginName, displayName, role } of DEMO_STAFF) {
      const id = await this.staff.create({ loginName, displayName, roles: [{ organizationId: city, role }] });
      if (role === 'partner-manager') manager = id;
    }
    await this.partners.build(city, manager, { validFrom: day(-61), validUntil: day(304) });
    const ids = new Map<string, string>();
    for (const project of DEMO_PROJECTS)
      ids.set(project.slug, await this.project(project, city, chapters, day));
    return ids;
  }

  /** Ends the appeals that the demonstration shows as finished. */
  async closeFinished(ids: ReadonlyMap<string, string>): Promise<void> {
    for (const { slug, end } of DEMO_PROJECTS) {
      const id = ids.get(slug);
      if (id && end === 'closed') await this.projects.close(NOBODY, id);
    }
  }

  private organization(given: DemoOrganization, parentId: string | null, day: DayAt): Promise<string> {
    const { slug, kind, nameZh, nameEn, creditCode, certificateNo, addressZh, addressEn } = given;
    const { aboutZh, aboutEn, people } = given;
    return this.organizations.create({
      aboutZh,
      aboutEn,
      people,
      slug,
      kind,
      parentId,
      nameZh,
      nameEn,
      creditCode,
      addressZh,
      addressEn,
      phone: '000-1234 5678',
      complaintPhone: '000-1234 5679',
      mailAddress: `${slug}@example.org`,
      demo: true,
      ...(certificateNo
        ? { certificate: { no: certificateNo, validFrom: day(-700), validUntil: day(1000) } }
        : {}),
    });
  }

  private async project(
    given: DemoProject,
    city: string,
    chapters: ReadonlyMap<string, string>,
    day: DayAt,
  ): Promise<string> {
    const { executor, picture, startDays, endDays, end, weight: _weight, ...texts } = given;
    const id = await this.projects.create(NOBODY, {
      ...texts,
      ...DEMO_BUDGETS[given.slug],
      organizationId: city,
      executorOrganizationId: (executor && chapters.get(executor)) || null,
      currency: 'CNY',
      startsOn: day(startDays),
      // A project whose appeal is over is opened with its period still running and closed after its gifts.
      endsOn: endDays === null ? null : day(end === 'closed' ? 0 : endDays),
    });
    await this.pictures.set(NOBODY, id, {
      name: picture,
      contentType: 'image/webp',
      bytes: await readFile(new URL(`assets/${picture}`, import.meta.url)),
      altZh: given.pictureAltZh,
      altEn: given.pictureAltEn,
    });
    await this.offerPresets(id, DEMO_PRESETS[given.slug] ?? []);
    await this.spending.file(id, city, given.slug);
    if (end !== 'draft') await this.projects.publish(NOBODY, id);
    return id;
  }

  private async offerPresets(projectId: string, presets: readonly Preset[]): Promise<void> {
    const project = await this.queries.byId(projectId);
    if (project && presets.length > 0) await this.presets.set(NOBODY, projectId, project.version, presets);
  }
}
