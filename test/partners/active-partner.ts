import { Partner } from '../../src/partners/partner.entity.js';
import { PartnerAgreement } from '../../src/partners/partner-agreement.entity.js';
import { Files } from '../../src/platform/files/files.js';
import type { TestApp } from '../support/app.js';
import { buildPartner } from './partner-kit.js';

/** A partner whose agreement with the society is in force from 2020 to 2099. */
export async function buildActivePartner(app: TestApp, organizationId: string) {
  const made = await buildPartner(app, organizationId);
  const { agreementId, partnerId } = made;
  await app.database.inTransaction(async (tx) => {
    const file = (name: string) =>
      app
        .get(Files)
        .store(tx, { organizationId, name, contentType: 'application/pdf', bytes: Buffer.from(name) });
    const [certificateFileId, agreementFileId] = [await file('licence.pdf'), await file('agreement.pdf')];
    await tx.update(
      PartnerAgreement,
      { id: agreementId },
      {
        ...{
          state: 'active',
          draftKey: null,
          liveKey: organizationId,
          number: agreementId,
          evaluation: 'seen',
        },
        ...{ validFrom: '2020-01-01', validUntil: '2099-12-31', certificateFileId, agreementFileId },
        approvedAt: app.clock.now(),
      },
    );
    await tx.update(Partner, { id: partnerId }, { state: 'active' });
  });
  return made;
}
