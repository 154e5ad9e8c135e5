import { Injectable } from '@nestjs/common';
import type { UseChange } from '../disbursements/use-change.entity.js';
import {
  costCodesOf,
  linesOf,
  purposeKindsOf,
  UseChangesQueries,
} from '../disbursements/use-changes.queries.js';
import { withPrefix } from '../kernel/ids.js';
import { LedgerQueries } from '../ledger/ledger.queries.js';
import { Database } from '../platform/database/database.js';
import { Files, type StoredFile } from '../platform/files/files.js';
import { FundOrders } from './fund-orders.queries.js';
import type {
  FiledUse,
  ProjectSpending,
  PublicEvidence,
  SpendingBalance,
  SpendingLine,
} from './project-spending.js';
import { PUBLIC_EVIDENCE, PUBLIC_LINES, SPENT_AND_MOVED } from './project-spending.statements.js';

export type {
  BothWords,
  FiledUse,
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
  readonly organizationId: string;
  readonly currency: string;
}

/** On the project's own page. */
const ON_PAGE = 5;
/**
 * Sums go through all gifts of a fund. They are counted anew when the organization's books have grown, but a count that
 * took long is given out, with its own number, for so many times as long.
 */
const LONG_MS = 25;
const REMEMBERED_TIMES = 40;
const REMEMBERED_MAX = 2_000;

interface Counted {
  readonly lastSeq: bigint;
  until: number;
  readonly sums: Promise<FundSums>;
}

type FundSums = Omit<SpendingBalance, 'reserved'>;

/** How the money of public projects was spent, as everybody may read it. Nothing of a draft ever leaves here. */
@Injectable()
export class PublicSpending {
  private readonly counted = new Map<string, Counted>();

  constructor(
    private readonly database: Database,
    private readonly ledger: LedgerQueries,
    private readonly orders: FundOrders,
    private readonly uses: UseChangesQueries,
    private readonly files: Files,
  ) {}

  /** A project's spending, the newest first; null for a draft and for none. */
  async ofProject(projectId: string, page: Partial<SpendingPage> = {}): Promise<ProjectSpending | null> {
    const [project] = await this.database.rows<ProjectRow>(
      `SELECT fund_id AS fundId, organization_id AS organizationId, currency FROM project WHERE id = ? AND state IN ('published', 'closed')`,
      [projectId],
    );
    if (!project) return null;
    const [lines, [total], balance, uses] = await Promise.all([
      this.lines(projectId, { limit: ON_PAGE, ...page }),
      this.database.rows<{ n: string }>(
        `SELECT COUNT(*) AS n FROM (${PUBLIC_LINES} AND d.project_id = ?) l`,
        [projectId],
      ),
      this.balance(projectId, project),
      this.uses.approved(projectId),
    ]);
    const count = Number(total?.n ?? 0);
    return { lines, count, balance, uses: uses.map(filedUse) };
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

  private async balance(projectId: string, project: ProjectRow): Promise<SpendingBalance> {
    const [promised] = await this.database.rows<{ amount: string | null }>(
      "SELECT SUM(amount) AS amount FROM disbursement WHERE project_id = ? AND state = 'approved'",
      [projectId],
    );
    return { ...(await this.sums(project)), reserved: BigInt(promised?.amount ?? '0') };
  }

  private async sums(project: ProjectRow): Promise<FundSums> {
    const { fundId, organizationId } = project;
    const lastSeq = await this.ledger.lastSeq(organizationId);
    const known = this.counted.get(fundId);
    if (known && (known.lastSeq === lastSeq || known.until > performance.now())) return known.sums;
    const began = performance.now();
    const counted: Counted = { lastSeq, until: 0, sums: this.count(project) };
    if (this.counted.size >= REMEMBERED_MAX) this.counted.clear();
    this.counted.set(fundId, counted);
    try {
      const sums = await counted.sums;
      const took = performance.now() - began;
      if (took > LONG_MS) counted.until = performance.now() + took * REMEMBERED_TIMES;
      return sums;
    } catch (error) {
      this.counted.delete(fundId);
      throw error;
    }
  }

  private async count({ fundId, currency }: ProjectRow): Promise<FundSums> {
    const { incoming, outgoing, oldestUnspentSince, ledgerSeq, asOf } = await this.orders.totals(fundId);
    const [row] = await this.database.rows<{ spent: string | null; moved: string | null }>(SPENT_AND_MOVED, [
      ledgerSeq.toString(),
      fundId,
    ]);
    const [spent, moved] = [BigInt(row?.spent ?? '0'), BigInt(row?.moved ?? '0')];
    const unspent = incoming - outgoing;
    return {
      ...{ currency, raised: unspent + spent - moved, spent, moved, unspent },
      ...{ oldestUnspentSince, ledgerSeq, asOf },
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

function filedUse(use: UseChange): FiledUse {
  const { number, textZh, textEn, areasZh, areasEn, usesFrom, usesUntil, approvedAt, filedOn } = use;
  if (number === null || approvedAt === null) throw new Error('an approved use has a number and a moment');
  return {
    number,
    purposeKinds: purposeKindsOf(use),
    costCodes: costCodesOf(use),
    areas: { zh: linesOf(areasZh), en: linesOf(areasEn) },
    ...{ from: usesFrom, until: usesUntil, since: approvedAt },
    text: { zh: textZh, en: textEn },
    change:
      filedOn === null
        ? null
        : { reason: { zh: use.reasonZh, en: use.reasonEn }, filingNo: use.filingRecordNo, filedOn },
  };
}
