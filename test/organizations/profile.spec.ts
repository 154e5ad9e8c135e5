import { profileOf, profileProblems, readPeople } from '../../src/organizations/organization-profile.js';
import { OrganizationProfiles } from '../../src/organizations/organization-profiles.service.js';
import { OrganizationsQueries } from '../../src/organizations/organizations.queries.js';
import { openTestApp, type TestApp } from '../support/app.js';
import { buildChapter, buildOrganization } from '../support/builders.js';
import { refusal } from '../support/refusal.js';

describe("an organization's public profile", () => {
  let app: TestApp;
  let id: string;
  beforeAll(async () => {
    app = await openTestApp();
    id = await buildOrganization(app, { phone: '0500-1', complaintPhone: '0500-2' });
  });
  afterAll(() => app.close());

  const present = async (of = id) => {
    const organization = await app.get(OrganizationsQueries).byId(of);
    if (!organization) throw new Error('no organization');
    return profileOf(organization);
  };
  const edit = async (change: object, of = id) =>
    app
      .get(OrganizationProfiles)
      .edit({ staffId: null, organizationId: of }, { ...(await present(of)), ...change });

  test('is changed field by field, and the trail keeps both values', async () => {
    await edit({ aboutZh: '成立于 1986 年。', people: '会长 | President | 沈知远' });
    await edit({});
    expect(await present()).toMatchObject({ aboutZh: '成立于 1986 年。' });
    const trail = await app.database.rows<object>(
      "SELECT * FROM audit_event WHERE action = 'organization.edited' AND organization_id = ?",
      [id],
    );
    expect(trail).toHaveLength(1);
    expect(JSON.stringify(trail[0])).toContain('沈知远');
  });

  test.each([
    [{ people: '沈知远' }, 'people', 'people_line'],
    [{ mailAddress: 'nobody' }, 'mailAddress', 'mail_form'],
    [{ complaintPhone: '' }, 'complaintPhone', 'empty'],
    [{ certificateValidUntil: null }, 'certificateValidUntil', 'empty'],
    [{ certificateNo: null }, 'certificateNo', 'empty'],
    [{ certificateValidUntil: '2026-02-30' }, 'certificateValidUntil', 'no_day'],
    [{ certificateValidUntil: '2001-01-01' }, 'certificateValidUntil', 'ends_before_start'],
    [{ phone: '0'.repeat(41) }, 'phone', 'too_long'],
  ])('%j is refused and its field named', async (change, field, code) => {
    const before = await present();
    expect(profileProblems({ ...before, ...change }).map((each) => [each.field, each.code])).toEqual([
      [field, code],
    ]);
    expect(await refusal(edit(change))).toEqual(['organization_invalid', code]);
    expect(await present()).toEqual(before);
  });

  test('of a chapter without a certificate needs no telephone', async () => {
    const chapter = await buildChapter(app, id);
    await edit({ people: '会长 | 温以恒' }, chapter);
    expect(readPeople((await present(chapter)).people)).toEqual({
      people: [{ officeZh: '会长', officeEn: '', name: '温以恒' }],
    });
  });
});
