import { newId } from '../kernel/ids.js';
import type { Tx } from '../platform/database/database.js';
import type { ProviderPayout } from '../providers/payment-provider.service.js';
import type { ProviderAccount } from '../providers/provider-account.entity.js';

/** A settlement as it stands in our books. */
export interface StandingSettlement {
  readonly id: string;
  readonly linesImportedAt: Date | null;
}

/**
 * Writes a payout down as the provider states it now: what it said last counts. Locks the account's row, so that two
 * imports take turns.
 */
export async function keepSettlement(
  tx: Tx,
  account: ProviderAccount,
  payout: ProviderPayout,
  now: Date,
): Promise<StandingSettlement> {
  await tx.query('SELECT id FROM provider_account WHERE id = ? FOR UPDATE', [account.id]);
  const [standing]: StandingSettlement[] = await tx.query(
    `SELECT id, lines_imported_at AS linesImportedAt FROM settlement
      WHERE provider_account_id = ? AND provider_payout_id = ?`,
    [account.id, payout.id],
  );
  const { state, arrivesOn, failureCode } = payout;
  if (standing) {
    await tx.query(
      `UPDATE settlement SET state = ?, arrives_on = ?, failure_code = ?, updated_at = ?
        WHERE id = ? AND NOT (state = ? AND arrives_on <=> ? AND failure_code <=> ?)`,
      [state, arrivesOn, failureCode, now, standing.id, state, arrivesOn, failureCode],
    );
    return standing;
  }
  const id = newId();
  await tx.query(
    `INSERT INTO settlement (id, organization_id, provider_account_id, provider_payout_id, amount, currency, state,
       automatic, paid_out_at, arrives_on, failure_code, updated_at) VALUES (?)`,
    [
      [
        id,
        account.organizationId,
        account.id,
        payout.id,
        payout.amount.toString(),
        payout.currency,
        state,
        payout.automatic,
        payout.createdAt,
        arrivesOn,
        failureCode,
        now,
      ],
    ],
  );
  return { id, linesImportedAt: null };
}

/**
 * Says of stored statement lines that this settlement pays them out; a line that another one has stays there. Locks
 * the account's row, so that two imports take turns.
 */
export async function insertSettlementLines(
  tx: Tx,
  accountId: string,
  settlementId: string,
  lineKeys: readonly string[],
): Promise<void> {
  await tx.query('SELECT id FROM provider_account WHERE id = ? FOR UPDATE', [accountId]);
  const taken: { key: string }[] = await tx.query(
    'SELECT line_key AS `key` FROM settlement_line WHERE provider_account_id = ? AND line_key IN (?)',
    [accountId, lineKeys],
  );
  const known = new Set(taken.map(({ key }) => key));
  const rows = lineKeys.filter((key) => !known.has(key)).map((key) => [accountId, key, settlementId]);
  if (rows.length === 0) return;
  await tx.query('INSERT INTO settlement_line (provider_account_id, line_key, settlement_id) VALUES ?', [
    rows,
  ]);
}

/** What a settlement's lines add up to, minor units. */
export async function netOfSettlement(tx: Tx, settlementId: string): Promise<bigint> {
  const [row]: { net: string | null }[] = await tx.query(
    `SELECT SUM(l.net) AS net FROM settlement_line s
       JOIN statement_line l ON l.provider_account_id = s.provider_account_id AND l.line_key = s.line_key
      WHERE s.settlement_id = ?`,
    [settlementId],
  );
  return BigInt(row?.net ?? 0);
}

/** All lines of the settlement are in our books. */
export async function markImported(tx: Tx, settlementId: string, now: Date): Promise<void> {
  await tx.query(
    'UPDATE settlement SET lines_imported_at = COALESCE(lines_imported_at, ?), updated_at = ? WHERE id = ?',
    [now, now, settlementId],
  );
}
