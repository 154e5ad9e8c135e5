import { Injectable } from '@nestjs/common';
import { Audit } from '../platform/audit/audit.js';
import type { Tx } from '../platform/database/database.js';

/** Who does something: somebody of a society, somebody of a partner, or the house itself (neither). */
export interface PartnerActor {
  readonly staffId?: string | null;
  readonly personId?: string | null;
}

export type PartnerSubject =
  | 'partner'
  | 'partner_agreement'
  | 'partner_person'
  | 'partner_key'
  | 'channel'
  | 'overlay'
  | 'webhook_endpoint';

/** Writes what is done with partners into the audit trail. */
@Injectable()
export class PartnerTrail {
  constructor(private readonly audit: Audit) {}

  /** `organizationId`: the society whose trail shows it; null for what a partner does about itself. */
  record(
    tx: Tx,
    actor: PartnerActor,
    event: {
      readonly action: string;
      readonly subjectType: PartnerSubject;
      readonly subjectId: string;
      readonly organizationId?: string | null;
      readonly before?: Readonly<Record<string, unknown>>;
      readonly after?: Readonly<Record<string, unknown>>;
    },
  ): Promise<void> {
    return this.audit.record(tx, {
      ...event,
      organizationId: event.organizationId ?? null,
      staffId: actor.staffId ?? null,
      partnerPersonId: actor.personId ?? null,
    });
  }
}
