import { Injectable } from '@nestjs/common';
import { Database } from '../../../platform/database/database.js';

/** What each project has raised as the ledger's progress says, minor units, with the number it was true at. */
export type RaisedByProject = ReadonlyMap<
  string,
  { readonly raised: bigint; readonly donations: number; readonly ledgerSeq: bigint }
>;

/** Reads the progress of an organization's projects for lists. */
@Injectable()
export class RaisedQueries {
  constructor(private readonly database: Database) {}

  /** Projects without a single gift are not in the map. */
  async ofOrganization(organizationId: string): Promise<RaisedByProject> {
    const rows = await this.database.rows<{ id: string; raised: string; donations: string; seq: string }>(
      `SELECT project_id AS id, raised, donations, ledger_seq AS seq FROM project_progress
       WHERE organization_id = ?`,
      [organizationId],
    );
    return new Map(
      rows.map(({ id, raised, donations, seq }) => [
        id,
        {
          raised: BigInt(raised),
          donations: Number(donations),
          ledgerSeq: BigInt(seq),
        },
      ]),
    );
  }
}
