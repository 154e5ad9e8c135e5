import { withPrefix } from '../../../src/kernel/ids.js';
import { PartnerAgreements } from '../../../src/partners/partner-agreements.service.js';
import { PartnersQueries } from '../../../src/partners/partners.queries.js';
import { buildActivePartner, buildPartner, PDF, partnerSession } from '../../partners/partner-kit.js';
import { as, form, openConsole, type Person, type TestConsole } from './console.js';

let desk: TestConsole;
let manager: Person;

beforeAll(async () => {
  desk = await openConsole();
  manager = await desk.signIn(desk.society, 'partner-manager');
});
afterAll(() => desk.app.close());

const page = (agreementId: string) =>
  `/console/${desk.society.slug}/partners/${withPrefix('agr', agreementId)}`;
const get = (url: string, person = manager) => desk.app.inject(as(person, { url }));
const post = (url: string, fields: Record<string, string> = {}, person = manager) =>
  desk.app.inject(as(person, form(url, fields)));

describe('the society’s desk of partners', () => {
  test('an application is evaluated and approved, and the partner can work', async () => {
    const partner = await buildPartner(desk.app, desk.society.id);
    const here = page(partner.agreementId);
    const list = await get(`/console/${desk.society.slug}/partners`);
    expect(list.body).toContain('云川新传媒');
    const bare = await get(here);
    for (const lacking of [
      '缺少合作方证照',
      '缺少已签署的协议',
      '缺少评估记录',
      '缺少协议编号',
      '缺少有效期',
    ])
      expect(bare.body).toContain(lacking);
    expect(bare.body).not.toContain(`${here}/approval`);
    const early = await post(`${here}/approval`);
    expect(early.statusCode).toBe(409);
    expect(early.body).toContain('缺少合作方证照');

    const agreements = desk.app.get(PartnerAgreements);
    await partnerSession(desk.app, partner.ownerId);
    for (const paper of ['certificate', 'agreement'] as const)
      await agreements.attach(
        { personId: partner.ownerId },
        { partnerId: partner.partnerId },
        partner.agreementId,
        paper,
        PDF,
      );
    const refused = await post(`${here}/terms`, {
      ...{ evaluation: '已核对证照', number: 'HZ-2026-1' },
      ...{ valid_from: '2026-11-01', valid_until: '2026-10-01' },
    });
    expect(refused.statusCode).toBe(422);
    expect(refused.body).toContain('到期日早于生效日');
    expect(refused.body).toContain('已核对证照');
    const saved = await post(`${here}/terms`, {
      ...{ evaluation: '已核对证照\r\n三年内无处罚', number: 'HZ-2026-1' },
      ...{ valid_from: '2026-11-01', valid_until: '2026-12-10' },
    });
    expect(saved.headers.location).toBe(`${here}?done=termsWritten`);
    expect((await post(`${here}/approval`)).headers.location).toBe(`${here}?done=agreementApproved`);
    expect(await desk.app.get(PartnersQueries).standingOf(partner.partnerId)).toBe('active');
    const approved = await get(here);
    expect(approved.body).toContain('20 天后到期');
    // Who did what: the partner's own person and the society's.
    expect(approved.body).toContain('合作方 苏禾');
    expect(approved.body).toContain('批准协议');
  });

  test('papers are downloads, whatever their names say', async () => {
    const partner = await buildActivePartner(desk.app, desk.society.id);
    const paper = await get(`${page(partner.agreementId)}/papers/certificate`);
    expect(paper.statusCode).toBe(200);
    expect(paper.headers['content-type']).toBe('application/pdf');
    expect(paper.headers['content-disposition']).toMatch(/^attachment; filename\*=UTF-8''/);
    expect(paper.headers['x-content-type-options']).toBe('nosniff');
  });

  test('suspending stops the partner’s pages with the reason, and only with a reason', async () => {
    const partner = await buildActivePartner(desk.app, desk.society.id);
    const here = page(partner.agreementId);
    expect((await post(`${here}/partner/suspension`, { reason: '' })).statusCode).toBe(422);
    await post(`${here}/partner/suspension`, { reason: '待核实' });
    const keys = await desk.app.inject({ url: '/partner/keys', headers: { cookie: partner.cookie } });
    expect([keys.statusCode, keys.body.includes('该合作已暂停')]).toEqual([403, true]);
    await post(`${here}/partner/reinstatement`);
    const again = await desk.app.inject({ url: '/partner/keys', headers: { cookie: partner.cookie } });
    expect(again.statusCode).toBe(200);
    await post(`${here}/suspension`, { reason: '待核实' });
    await post(`${here}/resumption`);
    await post(`${here}/end`, { reason: '期满' });
    expect((await post(`${here}/resumption`)).statusCode).toBe(409);
    const trail = (await get(here)).body;
    for (const act of ['暂停合作方', '恢复合作方', '暂停协议', '恢复协议', '终止协议'])
      expect(trail).toContain(act);
  });

  test('a supervisor reads and changes nothing; a clerk does not find it', async () => {
    const partner = await buildPartner(desk.app, desk.society.id);
    const here = page(partner.agreementId);
    const supervisor = await desk.signIn(desk.society, 'supervisor');
    const read = await get(here, supervisor);
    expect(read.statusCode).toBe(200);
    expect(read.body).not.toContain(`action="${here}`);
    expect((await post(`${here}/end`, { reason: 'x' }, supervisor)).statusCode).toBe(404);
    const clerk = await desk.signIn(desk.society, 'clerk');
    expect((await get(here, clerk)).statusCode).toBe(404);
  });
});
