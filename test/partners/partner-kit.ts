import type { Type } from '@nestjs/common';
import { newId } from '../../src/kernel/ids.js';
import { PartnerLogins } from '../../src/partners/partner-logins.service.js';
import { Partners } from '../../src/partners/partners.service.js';
import type { Database } from '../../src/platform/database/database.js';

interface Rooms {
  readonly database: Database;
  get<T>(token: Type<T>): T;
}

export const PASSWORD = 'four words make one';
export const ORIGIN = { address: '192.0.2.7', userAgent: 'test' };

/** A partner with one owner who has not come yet, and a draft agreement. */
export async function buildPartner(app: Rooms, organizationId: string) {
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

/** A session's token for a person, by a one-time login. */
export async function partnerSession(app: Rooms, personId: string): Promise<string> {
  const logins = app.get(PartnerLogins);
  return logins.byLink(await logins.createLink(personId), ORIGIN);
}
