import { newId } from '../../src/kernel/ids.js';
import { PartnerAgreements } from '../../src/partners/partner-agreements.service.js';
import { PartnerLogins } from '../../src/partners/partner-logins.service.js';
import { Partners } from '../../src/partners/partners.service.js';
import type { TestApp } from '../support/app.js';
import { buildPerson } from '../support/two-people.js';

export const PASSWORD = 'four words make one';
export const ORIGIN = { address: '192.0.2.7', userAgent: 'test' };
/** The beginning of a PDF is enough to be one. */
export const PDF = { name: '执照.pdf', bytes: Buffer.from('%PDF-1.7\n%test') };

/** A partner with one owner who has not come yet, and a draft agreement. */
export async function buildPartner(app: TestApp, organizationId: string) {
  const mail = `owner-${newId()}@example.org`;
  const made = await app.get(Partners).create(
    {},
    {
      nameZh: '云川新传媒',
      nameEn: 'Yunchuan New Media',
      kind: 'media',
      website: '',
      introduction: '本地新媒体',
      homeOrganizationId: organizationId,
      displayName: '苏禾',
      mail,
    },
  );
  return { ...made, mail };
}

/** Everything that an agreement needs but its approval. Returns who evaluated it. */
export async function completeAgreement(
  app: TestApp,
  partner: { partnerId: string; agreementId: string },
  organizationId: string,
  span: { validFrom?: string; validUntil?: string } = {},
): Promise<string> {
  const { partnerId, agreementId } = partner;
  const staffId = await buildPerson(app, organizationId, 'partner-manager');
  const agreements = app.get(PartnerAgreements);
  for (const paper of ['certificate', 'agreement'] as const)
    await agreements.attach({}, { partnerId }, agreementId, paper, PDF);
  await agreements.writeTerms(staffId, organizationId, agreementId, {
    evaluation: '证照齐全，三年内无处罚。',
    number: `HZ-${newId().slice(-8)}`,
    validFrom: '2026-01-01',
    validUntil: '2027-12-31',
    ...span,
  });
  return staffId;
}

/** A partner with an agreement in force, its owner signed in. */
export async function buildActivePartner(
  app: TestApp,
  organizationId: string,
  span: { validFrom?: string; validUntil?: string } = {},
) {
  const partner = await buildPartner(app, organizationId);
  const staffId = await completeAgreement(app, partner, organizationId, span);
  await app.get(PartnerAgreements).approve(staffId, organizationId, partner.agreementId);
  const cookie = `boai_partner=${await partnerSession(app, partner.ownerId)}`;
  return { ...partner, staffId, cookie };
}

/** A session's token for a person, by a one-time login. */
export async function partnerSession(app: TestApp, personId: string): Promise<string> {
  const logins = app.get(PartnerLogins);
  return logins.byLink(await logins.createLink(personId), ORIGIN);
}
