import { PartnerAgreements } from '../../src/partners/partner-agreements.service.js';
import { PartnersJobs } from '../../src/partners/partners.jobs.js';
import { PartnersQueries } from '../../src/partners/partners.queries.js';
import { Partners } from '../../src/partners/partners.service.js';
import { openTestApp, type TestApp } from '../support/app.js';
import { buildOrganization } from '../support/builders.js';
import { refusal } from '../support/refusal.js';
import { buildPerson } from '../support/two-people.js';
import { buildActivePartner, buildPartner, completeAgreement, PDF } from './partner-kit.js';

let app: TestApp;
let organizationId: string;
let agreements: PartnerAgreements;
let queries: PartnersQueries;

const DAY_MS = 86_400_000;

beforeAll(async () => {
  app = await openTestApp();
  organizationId = await buildOrganization(app, { mailAddress: 'office@society.example.org' });
  agreements = app.get(PartnerAgreements);
  queries = app.get(PartnersQueries);
});
afterAll(() => app.close());
afterEach(() => app.clock.set(new Date('2026-11-20T04:00:00Z')));

async function state(agreementId: string): Promise<string | undefined> {
  return (await queries.agreement({ organizationId }, agreementId))?.state;
}

describe('an agreement', () => {
  test('is approved with licence, text, evaluation, number and span, and not before', async () => {
    const partner = await buildPartner(app, organizationId);
    const { partnerId, agreementId } = partner;
    const staffId = await buildPerson(app, organizationId, 'partner-manager');
    const approve = () => agreements.approve(staffId, organizationId, agreementId);
    const all = [
      'agreement_incomplete',
      'agreement_no_certificate',
      'agreement_no_text',
      'agreement_no_evaluation',
      'agreement_no_number',
      'agreement_no_span',
    ];
    expect(await refusal(approve())).toEqual(all);
    await agreements.attach({}, { partnerId }, agreementId, 'agreement', PDF);
    await agreements.writeTerms(staffId, organizationId, agreementId, {
      ...{ evaluation: '', number: 'HZ-1', validFrom: '2026-01-01', validUntil: '2026-12-31' },
    });
    expect(await refusal(approve())).toEqual([
      'agreement_incomplete',
      'agreement_no_certificate',
      'agreement_no_evaluation',
    ]);
    expect(await queries.standingOf(partnerId)).toBe('not_active');
    await agreements.attach({}, { partnerId }, agreementId, 'certificate', PDF);
    await agreements.writeTerms(staffId, organizationId, agreementId, {
      ...{ evaluation: '已核对', number: 'HZ-1', validFrom: '2026-01-01', validUntil: '2026-12-31' },
    });
    await approve();
    expect(await queries.standingOf(partnerId)).toBe('active');
    expect((await queries.byId(partnerId))?.state).toBe('active');
    expect(await queries.activePartnersOf(organizationId)).toContain(partnerId);
    expect(await queries.activeOrganizationsOf(partnerId)).toEqual([organizationId]);
    const trail = await app.database.rows<{ action: string; staff_id: string | null }>(
      "SELECT action, staff_id FROM audit_event WHERE subject_type = 'partner_agreement' AND subject_id = ? ORDER BY id",
      [agreementId],
    );
    expect(trail.map(({ action }) => action)).toEqual([
      'agreement.agreement_attached',
      'agreement.terms_written',
      'agreement.certificate_attached',
      'agreement.terms_written',
      'agreement.approved',
    ]);
    expect(trail.at(-1)?.staff_id).toBe(staffId);
  });

  test('two who approve at the same moment approve it once', async () => {
    const partner = await buildPartner(app, organizationId);
    const staffId = await completeAgreement(app, partner, organizationId);
    const both = await Promise.allSettled(
      [1, 2].map(() => agreements.approve(staffId, organizationId, partner.agreementId)),
    );
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await state(partner.agreementId)).toBe('active');
  });

  test('turned down and approved at the same moment is one of the two', async () => {
    for (let round = 0; round < 4; round++) {
      const partner = await buildPartner(app, organizationId);
      const staffId = await completeAgreement(app, partner, organizationId);
      await Promise.allSettled([
        agreements.approve(staffId, organizationId, partner.agreementId),
        agreements.attach({}, { partnerId: partner.partnerId }, partner.agreementId, 'certificate', PDF),
        agreements.end(staffId, organizationId, partner.agreementId, '材料不实'),
      ]);
      // Ending is allowed after approving, so it always comes true in the end.
      expect(await state(partner.agreementId)).toBe('ended');
    }
  });

  test('is nothing of another society', async () => {
    const stranger = await buildOrganization(app);
    const { agreementId, partnerId, staffId } = await buildActivePartner(app, organizationId);
    const terms = { evaluation: 'x', number: 'x', validFrom: '', validUntil: '' };
    for (const work of [
      agreements.approve(staffId, stranger, agreementId),
      agreements.suspend(staffId, stranger, agreementId, 'x'),
      agreements.resume(staffId, stranger, agreementId),
      agreements.end(staffId, stranger, agreementId, 'x'),
      agreements.writeTerms(staffId, stranger, agreementId, terms),
      agreements.attach({ staffId }, { organizationId: stranger }, agreementId, 'certificate', PDF),
      app.get(Partners).suspend(staffId, stranger, partnerId, 'x'),
      app.get(Partners).reinstate(staffId, stranger, partnerId),
    ])
      expect(await refusal(work)).toEqual(['not_found']);
    expect(await queries.standingOf(partnerId)).toBe('active');
  });

  test('rests while it is suspended, holds again, and ends for good', async () => {
    const { agreementId, partnerId, staffId } = await buildActivePartner(app, organizationId);
    await agreements.suspend(staffId, organizationId, agreementId, '待核实');
    expect(await queries.standingOf(partnerId)).toBe('not_active');
    expect(await queries.activePartnersOf(organizationId)).not.toContain(partnerId);
    await agreements.resume(staffId, organizationId, agreementId);
    expect(await queries.standingOf(partnerId)).toBe('active');
    await agreements.end(staffId, organizationId, agreementId, '期满');
    expect(await queries.standingOf(partnerId)).toBe('not_active');
    expect(await refusal(agreements.resume(staffId, organizationId, agreementId))).toEqual([
      'partner_state_changed',
    ]);
    expect(await refusal(agreements.end(staffId, organizationId, agreementId, ' '))).toEqual([
      'partner_invalid',
      'empty',
    ]);
  });

  test('papers of an approved agreement stay as they are', async () => {
    const { agreementId, partnerId } = await buildActivePartner(app, organizationId);
    const change = agreements.attach({}, { partnerId }, agreementId, 'certificate', PDF);
    expect(await refusal(change)).toEqual(['partner_state_changed']);
  });

  test('a page, a program and an empty file are no papers', async () => {
    const { agreementId, partnerId } = await buildPartner(app, organizationId);
    for (const bytes of ['<html><script>', 'MZ', '', 'GIF89a'].map((text) => Buffer.from(text)))
      expect(
        await refusal(
          agreements.attach({}, { partnerId }, agreementId, 'certificate', { name: 'a.pdf', bytes }),
        ),
      ).toEqual(['partner_invalid', 'paper_kind']);
  });

  test('holds from its first to its last day, in the society’s own zone', async () => {
    const { partnerId } = await buildActivePartner(app, organizationId, {
      validFrom: '2026-11-22',
      validUntil: '2026-11-24',
    });
    for (const [at, standing] of [
      ['2026-11-21T15:59:59Z', 'not_active'],
      ['2026-11-21T16:00:00Z', 'active'],
      ['2026-11-24T15:59:59Z', 'active'],
      ['2026-11-24T16:00:00Z', 'not_active'],
    ] as const) {
      app.clock.set(new Date(at));
      expect([at, await queries.standingOf(partnerId)]).toEqual([at, standing]);
      const listed = (await queries.activePartnersOf(organizationId)).includes(partnerId);
      expect([at, listed]).toEqual([at, standing === 'active']);
    }
  });

  test('is renewed by a new one, without a day between the two', async () => {
    const { agreementId, partnerId, staffId } = await buildActivePartner(app, organizationId, {
      validUntil: '2026-12-01',
    });
    const next = await agreements.begin({}, partnerId, organizationId);
    expect(await refusal(agreements.begin({}, partnerId, organizationId))).toEqual(['partner_state_changed']);
    await completeAgreement(app, { partnerId, agreementId: next }, organizationId, {
      validFrom: '2026-11-25',
    });
    expect(await refusal(agreements.approve(staffId, organizationId, next))).toEqual([
      'agreement_incomplete',
      'agreement_not_begun',
    ]);
    app.clock.set(new Date('2026-11-25T04:00:00Z'));
    await agreements.approve(staffId, organizationId, next);
    expect([await state(agreementId), await state(next)]).toEqual(['ended', 'active']);
    expect(await queries.standingOf(partnerId)).toBe('active');
  });

  test('one number stands for one agreement of a society', async () => {
    const staffId = await buildPerson(app, organizationId, 'partner-manager');
    const terms = { evaluation: 'x', number: 'HZ-TWICE', validFrom: '2026-01-01', validUntil: '2026-12-31' };
    const [first, second] = [
      await buildPartner(app, organizationId),
      await buildPartner(app, organizationId),
    ];
    await agreements.writeTerms(staffId, organizationId, first.agreementId, terms);
    expect(await refusal(agreements.writeTerms(staffId, organizationId, second.agreementId, terms))).toEqual([
      'agreement_number_taken',
      'agreement_number_taken',
    ]);
  });

  test.each([
    ['2026-02-30', '2026-12-31', 'day_form'],
    ['yesterday', '2026-12-31', 'day_form'],
    ['2026-12-31', '2026-01-01', 'agreement_span_turned'],
    ['2026-12-31', '', 'empty'],
  ])('a span from %s to %s is refused', async (validFrom, validUntil, code) => {
    const { agreementId } = await buildPartner(app, organizationId);
    const staffId = await buildPerson(app, organizationId, 'partner-manager');
    const terms = { evaluation: 'x', number: '', validFrom, validUntil };
    expect(await refusal(agreements.writeTerms(staffId, organizationId, agreementId, terms))).toEqual([
      'partner_invalid',
      code,
    ]);
  });

  test('thirty days before its end owners and society get one mail each, however often it is looked at', async () => {
    const { agreementId } = await buildActivePartner(app, organizationId, { validUntil: '2027-01-31' });
    const mails = () =>
      app.database.rows<{ recipient_masked: string }>(
        'SELECT recipient_masked FROM mail_message WHERE dedupe_key LIKE ? ORDER BY recipient_masked',
        [`agreement-ends:${agreementId}:%`],
      );
    const last = new Date('2027-01-31T04:00:00Z').getTime();
    app.clock.set(new Date(last - 31 * DAY_MS));
    await app.get(PartnersJobs).warn();
    expect(await mails()).toHaveLength(0);
    for (const before of [30, 29, 1]) {
      app.clock.set(new Date(last - before * DAY_MS));
      await app.get(PartnersJobs).warn();
    }
    expect((await mails()).map(({ recipient_masked }) => recipient_masked)).toEqual([
      'o***@example.org',
      'o***@society.example.org',
    ]);
  });
});
