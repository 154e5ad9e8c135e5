import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database/database.js';
import type { MappingMatches } from './gift-mapping.entity.js';

/** One line of an account's mapping. */
export interface MappingLine {
  readonly id: string;
  readonly matches: MappingMatches;
  readonly value: string;
  readonly projectId: string;
  readonly projectNameZh: string;
  readonly projectNameEn: string;
  readonly changedAt: Date;
}

/** A project that words may be said to mean. */
export interface MappableProject {
  readonly id: string;
  readonly nameZh: string;
  readonly nameEn: string;
}

/** Words of payments in files that wait to be accepted, for which nobody has said a project. */
export interface UnmappedWords {
  readonly attach: string | null;
  readonly description: string | null;
  readonly payments: number;
  readonly amount: bigint;
  readonly currency: string;
}

/** Which of the mapping's rows speaks for a line `l` of account `l.account`: 商户数据包 first. */
export const MAPPED_SQL = `LEFT JOIN gift_mapping ma ON ma.provider_account_id = f.provider_account_id
    AND ma.matches = 'attach' AND ma.value = l.attach
  LEFT JOIN gift_mapping md ON md.provider_account_id = f.provider_account_id AND md.matches = 'description'
    AND md.value = CONVERT(l.description USING utf8mb4) COLLATE utf8mb4_bin AND ma.id IS NULL`;

/** Read models of the mapping. */
@Injectable()
export class GiftMappingsQueries {
  constructor(private readonly database: Database) {}

  /** What is said of an account's payments, by what it matches. */
  ofAccount(organizationId: string, accountId: string): Promise<MappingLine[]> {
    return this.database.rows(
      `SELECT m.id, m.matches, m.value, m.project_id AS projectId, p.name_zh AS projectNameZh,
              p.name_en AS projectNameEn, m.changed_at AS changedAt
         FROM gift_mapping m JOIN project p ON p.id = m.project_id
        WHERE m.organization_id = ? AND m.provider_account_id = ? ORDER BY m.matches, m.value`,
      [organizationId, accountId],
    );
  }

  /** Projects of the organization to which gifts in this currency can be mapped, newest first. */
  projects(organizationId: string, currency: string): Promise<MappableProject[]> {
    return this.database.rows(
      `SELECT id, name_zh AS nameZh, name_en AS nameEn FROM project
        WHERE organization_id = ? AND currency = ? AND state <> 'draft'
        ORDER BY state = 'closed', published_at DESC, id DESC`,
      [organizationId, currency],
    );
  }

  /** Words of payments in files that were read and not accepted yet, most money first. */
  async unmapped(organizationId: string, accountId: string): Promise<UnmappedWords[]> {
    const rows = await this.database.rows<{
      attach: string | null;
      description: string | null;
      payments: string;
      amount: string;
      currency: string;
    }>(
      `SELECT l.attach, l.description, COUNT(*) AS payments, SUM(l.amount) AS amount, l.currency
         FROM statement_file f JOIN statement_file_line l ON l.file_id = f.id AND l.type = 'payment'
         ${MAPPED_SQL}
        WHERE f.organization_id = ? AND f.provider_account_id = ? AND f.state = 'read'
          AND ma.id IS NULL AND md.id IS NULL
        GROUP BY l.attach, l.description, l.currency ORDER BY SUM(l.amount) DESC LIMIT 50`,
      [organizationId, accountId],
    );
    return rows.map(({ payments, amount, ...row }) => {
      const count = Number(payments);
      return { ...row, payments: count, amount: BigInt(amount) };
    });
  }
}
