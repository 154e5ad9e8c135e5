import { Injectable } from '@nestjs/common';
import { Cases } from '../cases/cases.service.js';
import { Clock } from '../kernel/clock.js';
import { Database } from '../platform/database/database.js';

/** The events that book a dispute come within minutes; recovery asks for lost ones every night. */
const BOOKED_WITHIN_MS = 24 * 60 * 60_000;
const AT_ONCE = 500;

interface UnbookedLine {
  readonly organizationId: string;
  readonly accountId: string;
  readonly key: string;
  readonly disputeId: string;
  readonly net: string;
  readonly currency: string;
}

/** Finds money of disputes that the provider's statement moved and no fact of ours booked: discrepancy D11. */
@Injectable()
export class UnbookedDisputes {
  constructor(
    private readonly database: Database,
    private readonly cases: Cases,
    private readonly clock: Clock,
  ) {}

  /** Opens a case for each such line that has been in our books for a day. @returns how many there are. */
  async openCases(): Promise<number> {
    const before = new Date(this.clock.now().getTime() - BOOKED_WITHIN_MS);
    const lines = await this.database.rows<UnbookedLine>(
      `SELECT l.organization_id AS organizationId, l.provider_account_id AS accountId, l.line_key AS \`key\`,
              l.source_key AS disputeId, l.net, l.currency
         FROM provider_account a
         JOIN statement_line l ON l.provider_account_id = a.id AND l.type = 'adjustment'
         LEFT JOIN fact f ON f.provider_account_id = l.provider_account_id AND f.fact_key = l.line_key
           AND f.kind IN ('dispute_withdrawn', 'dispute_reinstated')
         LEFT JOIN work_case c ON c.organization_id = l.organization_id
           AND c.dedupe_key = CONCAT('D11:', l.provider_account_id, ':', l.line_key)
        WHERE (l.source_key LIKE 'dp\\_%' OR l.source_key LIKE 'du\\_%') AND l.imported_at < ? AND f.id IS NULL
          AND c.id IS NULL
        ORDER BY l.id LIMIT ?`,
      [before, AT_ONCE],
    );
    for (const line of lines)
      await this.database.inTransaction((tx) =>
        this.cases.open(tx, {
          organizationId: line.organizationId,
          kind: 'D11',
          dedupeKey: `D11:${line.accountId}:${line.key}`.slice(0, 120),
          subjectType: 'statement_line',
          subjectId: line.key.slice(0, 64),
          amount: BigInt(line.net),
          currency: line.currency,
          detail: `dispute ${line.disputeId}: the statement moved ${line.net} ${line.currency} and no event booked it`,
        }),
      );
    return lines.length;
  }
}
