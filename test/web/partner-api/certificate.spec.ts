import { certificateObstacles, networkOf } from '../../../src/disclosure/certificate.js';
import { PartnerKeys } from '../../../src/partners/partner-keys.service.js';
import { Projects } from '../../../src/projects/projects.service.js';
import { buildActivePartner } from '../../partners/partner-kit.js';
import { openTestApp, type TestApp } from '../../support/app.js';
import { buildProject } from '../../support/builders.js';

let app: TestApp;
beforeAll(async () => {
  app = await openTestApp();
});
afterAll(() => app.close());

const kept = (projectId: string) =>
  app.database.rows<Record<string, unknown>>(
    'SELECT partner_key_id, network, valid, reasons FROM certificate_check WHERE project_id = ? ORDER BY id',
    [projectId],
  );

test('each check is answered and kept: with the key, or with no more than the network', async () => {
  const project = await buildProject(app);
  const url = `/api/v1/projects/${project.slug}/certificate`;
  const first = await app.inject({ url, remoteAddress: '203.0.113.77' });
  expect(first.json()).toMatchObject({
    project: project.slug,
    valid: true,
    on: '2026-11-20',
    reasons: [],
    filing: { register: 'https://cszg.mca.gov.cn/' },
  });
  const known = { 'if-none-match': String(first.headers.etag) };
  const again = await app.inject({ url, remoteAddress: '2001:db8:1:2:3::4', headers: known });
  expect([again.statusCode, first.headers['cache-control']]).toEqual([304, 'no-cache']);
  const { partnerId } = await buildActivePartner(app, project.organizationId);
  const wish = { livemode: true, name: 'Desk', scopes: ['channels:read'], origins: [] };
  const key = await app.get(PartnerKeys).create({}, partnerId, { kind: 'secret', ...wish });
  await app.inject({ url, headers: { authorization: `Bearer ${key.text}` } });
  await app.get(Projects).close({ staffId: null }, project.id);
  const closed = (await app.inject({ url, remoteAddress: '203.0.113.77' })).json();
  expect([closed.valid, closed.reasons[0].code]).toEqual([false, 'closed']);
  const rows = await kept(project.id);
  expect(rows.map((row) => [row.partner_key_id, row.network, Number(row.valid), row.reasons])).toEqual([
    [null, '203.0.113.0/24', 1, ''],
    [null, '2001:db8:1::/48', 1, ''],
    [key.id, null, 1, ''],
    [null, '203.0.113.0/24', 0, 'closed'],
  ]);
});

test('what was kept cannot be changed, and unknown projects are not kept', async () => {
  await expect(
    app.database.inTransaction((tx) => tx.query('DELETE FROM certificate_check')),
  ).rejects.toThrow();
  const draft = await buildProject(app, { state: 'draft' });
  for (const slug of [draft.slug, 'nobody'])
    expect((await app.inject({ url: `/api/v1/projects/${slug}/certificate` })).statusCode).toBe(404);
  expect(await kept(draft.id)).toEqual([]);
});

test.each([
  [{ certificateNo: null, certificateValidUntil: null }, ['no_certificate']],
  [{ certificateValidUntil: '2026-11-19' }, ['certificate_ended']],
  [{ certificateValidFrom: '2026-11-21' }, ['certificate_not_begun']],
  [{ certificateValidUntil: '2026-11-20' }, []],
])('the certificate %j: %j', async (change, reasons) => {
  const organization = {
    certificateNo: 'GK-1',
    certificateValidFrom: '2024-01-01',
    certificateValidUntil: '2028-12-31',
    ...change,
  };
  const project = { state: 'published', startsOn: null, endsOn: null, emergency: false, filingNo: 'x' };
  expect(certificateObstacles(project as never, organization, '2026-11-20', 'Asia/Shanghai')).toEqual(
    reasons,
  );
});

test.each([
  ['::ffff:203.0.113.7', '203.0.113.0/24'],
  ['::1', '0:0:0::/48'],
])('of %s only %s is kept', (address, network) => {
  expect(networkOf(address)).toBe(network);
});
