import { Injectable } from '@nestjs/common';
import { withPrefix } from '../kernel/ids.js';
import { Database } from '../platform/database/database.js';
import { Files, type StoredFile } from '../platform/files/files.js';
import { FundOrders } from './fund-orders.queries.js';
import type { ProjectSpending, PublicEvidence, SpendingBalance, SpendingLine } from './project-spending.js';
import { PUBLIC_EVIDENCE, PUBLIC_LINES } from './project-spending.statements.js';

export type {
  BothWords,
  ProjectSpending,
  PublicEvidence,
  SpendingBalance,
  SpendingLine,
} from './project-spending.js';

/** Which lines are wanted: the newest first, those before a number. */
export interface SpendingPage {
  readonly limit: number;
  readonly before?: bigint | undefined;
}

interface LineRow {
  readonly id: string;
  readonly projectId: string;
  readonly ledgerSeq: string;
  readonly paidOn: string;
  readonly amount: string;
  readonly currency: string;
  readonly kind: SpendingLine['kind'];
  readonly publicZh: string;
  readonly publicEn: string;
  readonly areaZh: string;
  readonly areaEn: string;
  readonly households: number | null;
  readonly persons: number | null;
  readonly returnedOn: string | null;
}

interface EvidenceRow {
  readonly id: string;
  readonly disbursementId: string;
  readonly kind: PublicEvidence['kind'];
  readonly titleZh: string;
  readonly titleEn: string;
  readonly sha256: string;
  readonly fileId: string;
  readonly contentType: string;
  readonly size: string;
  readonly slug: string;
}

interface ProjectRow {
  readonly fundId: string;
  readonly currency: string;
}

/** On the project's own page. */
const ON_PAGE = 5;
/** Sums go through all gifts of a fund: a count is given out again for as many times the time that it took. */
const REMEMBERED_TIMES = 40;
const REMEMBERED_MS = 2_000;
const REMEMBERED_MAX = 2_000;

/** How the money of public projects was spent, as everybody may read it. Nothing of a draft ever leaves here. */
@Injectable()
export class PublicSpending {
  private readonly counted = new Map<string, { until: number; balance: Promise<SpendingBalance> }>();

  constructor(
    private readonly database: Database,
    private readonly orders: FundOrders,
    private readonly files: Files,
  ) {}

  /** A project's spending, the newest first; null for a draft and for none. */
  async ofProject(projectId: string, page: Partial<SpendingPage> = {}): Promise<ProjectSpending | null> {
    const [project] = await this.database.rows<ProjectRow>(
      `SELECT fund_id AS fundId, currency FROM project WHERE id = ? AND state IN ('published', 'closed')`,
      [projectId],
    );
    if (!project) return null;
    const [lines, [total], balance] = await Promise.all([
      this.lines(projectId, { limit: ON_PAGE, ...page }),
      this.database.rows<{ n: string }>(
        `SELECT COUNT(*) AS n FROM (${PUBLIC_LINES} AND d.project_id = ?) l`,
        [projectId],
      ),
      this.balance(projectId, project),
    ]);
    return { lines, count: Number(total?.n ?? 0), balance };
  }

  /** Lines of a project before a number of the books, the newest first. */
  async lines(projectId: string, { limit, before }: SpendingPage): Promise<SpendingLine[]> {
    const rows = await this.database.rows<LineRow>(
      `${PUBLIC_LINES} AND d.project_id = ? ${before === undefined ? '' : 'AND s.seq < ?'}
        ORDER BY s.seq DESC LIMIT ${Number(limit)}`,
      before === undefined ? [projectId] : [projectId, before.toString()],
    );
    return this.withEvidence(rows);
  }

  /** One line; null when it is not public. */
  async line(disbursementId: string): Promise<SpendingLine | null> {
    const rows = await this.database.rows<LineRow>(`${PUBLIC_LINES} AND d.id = ?`, [disbursementId]);
    const [line] = await this.withEvidence(rows);
    return line ?? null;
  }

  /** The bytes of a public paper of a project; null for every other: waiting, taken back, another project's. */
  async evidence(slug: string, evidenceId: string): Promise<StoredFile | null> {
    const [row] = await this.database.rows<EvidenceRow>(`${PUBLIC_EVIDENCE} AND v.id = ? AND p.slug = ?`, [
      evidenceId,
      slug,
    ]);
    return row ? this.files.find(row.fileId) : null;
  }

  private balance(projectId: string, project: ProjectRow): Promise<SpendingBalance> {
    const known = this.counted.get(projectId);
    if (known && known.until > performance.now()) return known.balance;
    const began = performance.now();
    const balance = this.count(projectId, project);
    const entry = { until: Number.POSITIVE_INFINITY, balance };
    if (this.counted.size >= REMEMBERED_MAX) this.counted.clear();
    this.counted.set(projectId, entry);
    balance.then(
      () => {
        const took = performance.now() - began;
        entry.until = performance.now() + Math.max(REMEMBERED_MS, took * REMEMBERED_TIMES);
      },
      () => this.counted.delete(projectId),
    );
    return balance;
  }

  private async count(projectId: string, { fundId, currency }: ProjectRow): Promise<SpendingBalance> {
    const { incoming, outgoing, oldestUnspentSince, ledgerSeq, asOf } = await this.orders.totals(fundId);
    const [sums] = await this.database.rows<{ spent: string | null; moved: string | null }>(
      `SELECT SUM(CASE WHEN e.kind IN ('disbursement', 'disbursement_returned')
                       THEN (d.kind = 'cost') * t.amount - (c.kind = 'cost') * t.amount ELSE 0 END) AS spent,
              SUM(CASE WHEN e.kind IN ('fund_transfer', 'adjustment', 'provider_fee', 'provider_fee_returned')
                       THEN (c.kind IN ('income', 'cost', 'net_asset')) * t.amount
                          - (d.kind IN ('income', 'cost', 'net_asset')) * t.amount ELSE 0 END) AS moved
         FROM entry e JOIN ledger_sequence s ON s.entry_id = e.id AND s.seq <= ?
         JOIN transfer t ON t.entry_id = e.id
         JOIN account d ON d.id = t.debit_account_id JOIN account c ON c.id = t.credit_account_id
        WHERE t.fund_id = ?`,
      [ledgerSeq.toString(), fundId],
    );
    const [promised] = await this.database.rows<{ amount: string | null }>(
      "SELECT SUM(amount) AS amount FROM disbursement WHERE project_id = ? AND state = 'approved'",
      [projectId],
    );
    const [spent, moved] = [BigInt(sums?.spent ?? '0'), BigInt(sums?.moved ?? '0')];
    const unspent = incoming - outgoing;
    return {
      ...{ currency, raised: unspent + spent - moved, spent, moved, unspent },
      ...{ reserved: BigInt(promised?.amount ?? '0'), oldestUnspentSince, ledgerSeq, asOf },
    };
  }

  private async withEvidence(rows: readonly LineRow[]): Promise<SpendingLine[]> {
    if (rows.length === 0) return [];
    const papers = await this.database.rows<EvidenceRow>(
      `${PUBLIC_EVIDENCE} AND v.disbursement_id IN (?) ORDER BY v.added_at, v.id`,
      [rows.map(({ id }) => id)],
    );
    return rows.map(({ publicZh, publicEn, areaZh, areaEn, ...row }) => ({
      ...row,
      ledgerSeq: BigInt(row.ledgerSeq),
      amount: BigInt(row.amount),
      purpose: { zh: publicZh, en: publicEn },
      area: { zh: areaZh, en: areaEn },
      evidence: papers.filter(({ disbursementId }) => disbursementId === row.id).map(publicEvidence),
    }));
  }
}

function publicEvidence({
  id,
  kind,
  titleZh,
  titleEn,
  contentType,
  size,
  sha256,
  slug,
}: EvidenceRow): PublicEvidence {
  const href = `/projects/${slug}/spending/evidence/${withPrefix('evd', id)}`;
  return {
    ...{ id, kind, title: { zh: titleZh, en: titleEn }, contentType },
    size: Number(size),
    sha256,
    href,
  };
}
