import { Injectable } from '@nestjs/common';
import { Clock, dayIn } from '../kernel/clock.js';
import { OrganizationsQueries } from '../organizations/organizations.queries.js';
import { Database } from '../platform/database/database.js';

/** Who is told: partners whose agreement with the society holds today. */
@Injectable()
export class PartnerAudience {
  constructor(
    private readonly database: Database,
    private readonly organizations: OrganizationsQueries,
    private readonly clock: Clock,
  ) {}

  async of(organizationId: string): Promise<string[]> {
    const today = dayIn(this.clock.now(), await this.organizations.timeZoneOf(organizationId));
    const rows = await this.database.rows<{ id: string }>(
      `SELECT p.id FROM partner p JOIN partner_agreement a ON a.partner_id = p.id
        WHERE a.organization_id = ? AND a.state = 'active' AND p.state = 'active'
          AND ? BETWEEN a.valid_from AND a.valid_until ORDER BY p.id`,
      [organizationId, today],
    );
    return rows.map(({ id }) => id);
  }
}
