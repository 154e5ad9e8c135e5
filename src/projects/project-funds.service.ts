import { Injectable } from '@nestjs/common';
import { Funds } from '../ledger/funds.service.js';
import type { Tx } from '../platform/database/database.js';

/** Opens the fund that keeps a project's money. */
@Injectable()
export class ProjectFunds {
  constructor(private readonly funds: Funds) {}

  /** Funds are numbered P001, P002, … in each organization, as its accountants name projects. */
  async open(
    tx: Tx,
    project: {
      organizationId: string;
      currency: string;
      fundKind: 'restricted' | 'unrestricted';
      nameZh: string;
      nameEn: string;
    },
  ): Promise<string> {
    const { organizationId, currency, fundKind, nameZh, nameEn } = project;
    // One after the other, so that two projects made at once do not get one number.
    await tx.query('SELECT id FROM organization WHERE id = ? FOR UPDATE', [organizationId]);
    const [row]: { n: string }[] = await tx.query(
      "SELECT COUNT(*) AS n FROM fund WHERE organization_id = ? AND code REGEXP '^P[0-9]+$'",
      [organizationId],
    );
    const code = `P${(BigInt(row?.n ?? '0') + 1n).toString().padStart(3, '0')}`;
    return this.funds.create(tx, { organizationId, code, kind: fundKind, currency, nameZh, nameEn });
  }
}
