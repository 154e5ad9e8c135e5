import { withPrefix } from '../kernel/ids.js';
import type { Database } from '../platform/database/database.js';
import type { Column, ExportTable, Question, Row } from './export-table.js';
import { byDay, daysOf } from './reading.js';

const COLUMNS: readonly Column[] = [
  { head: '记账日期', kind: 'day' },
  { head: '支付时间', kind: 'time' },
  { head: '捐赠编号', kind: 'text' },
  { head: '项目', kind: 'text' },
  { head: '公示名称', kind: 'text' },
  { head: '渠道', kind: 'text' },
  { head: '支付单号', kind: 'text' },
  { head: '币种', kind: 'text' },
  { head: '捐赠金额', kind: 'amount' },
  { head: '已退金额', kind: 'amount' },
  { head: '手续费', kind: 'amount' },
  { head: '净额', kind: 'amount' },
  { head: '状态', kind: 'text' },
  { head: '捐赠确认书', kind: 'text' },
  { head: '推广渠道', kind: 'text' },
  { head: '总账序号', kind: 'count' },
];

const BRINGS = "('gift', 'suspense_gift', 'offline_gift', 'platform_gift')";
const WAYS: Readonly<Record<string, string>> = {
  stripe: 'Stripe',
  wechat: '微信支付',
  alipay: '支付宝',
  platform: '公募平台',
  cash: '现金',
  bank_transfer: '银行转账',
};

interface GiftRow {
  readonly entryId: string;
  readonly bookedOn: string;
  readonly occurredAt: Date;
  readonly kind: string;
  readonly donationId: string | null;
  readonly project: string | null;
  readonly label: string | null;
  readonly way: string | null;
  readonly account: string | null;
  readonly paymentKey: string | null;
  readonly currency: string;
  readonly amount: string;
  readonly refunded: string;
  readonly fee: string | null;
  readonly receiptNo: string | null;
  readonly channel: string | null;
  readonly seq: string;
}

/**
 * The booked gifts of a period, one line each, with no more of the donor than the public may see. A fee that the
 * provider has not told yet is empty, and so is the net then. What went back is what the gift's page says now.
 */
export async function donationsTable(database: Database, question: Question): Promise<ExportTable> {
  const days = await daysOf(database, question, `AND e.kind IN ${BRINGS}`);
  const rows = byDay<GiftRow>(database, days, (day, after, limit) => [
    `SELECT e.id AS entryId, e.booked_on AS bookedOn, e.occurred_at AS occurredAt, e.kind, d.id AS donationId,
       p.name_zh AS project, d.public_label AS label, COALESCE(o.way, a.provider) AS way, a.display_name AS account,
       f.fact_key AS paymentKey, cut.currency, cut.amount,
       COALESCE((SELECT SUM(r.amount) FROM refund r WHERE r.provider_account_id = f.provider_account_id
           AND r.payment_key = f.fact_key AND r.place IS NOT NULL
           AND r.state NOT IN ('requested', 'withdrawn', 'undone')), 0)
         + COALESCE((SELECT SUM(q.amount) FROM dispute q WHERE q.donation_id = e.subject_id
           AND q.provider_account_id = f.provider_account_id AND q.payment_key = f.fact_key AND q.state = 'lost'), 0)
         + IF(e.kind = 'offline_gift' AND EXISTS (SELECT 1 FROM entry v WHERE v.reverses_id = e.id
           AND v.organization_id = e.organization_id), cut.amount, 0) AS refunded,
       IF(e.kind = 'offline_gift', 0, (SELECT SUM(l.fee) FROM statement_line l
         WHERE l.provider_account_id = f.provider_account_id AND l.provider_payment_id = f.fact_key
           AND l.type IN ('charge', 'payment'))) AS fee,
       CASE WHEN r.id IS NULL THEN NULL ELSE CONCAT(r.year, '-', LPAD(r.no, 8, '0')) END AS receiptNo,
       c.code AS channel, cut.seq
     FROM (SELECT e.id, s.seq,
              (SELECT SUM(t.amount) FROM transfer t WHERE t.entry_id = e.id) AS amount,
              (SELECT MIN(t.currency) FROM transfer t WHERE t.entry_id = e.id) AS currency
            FROM entry e JOIN ledger_sequence s ON s.entry_id = e.id AND s.seq <= ?
            WHERE e.organization_id = ? AND e.booked_on = ? AND e.kind IN ${BRINGS} AND e.id > ?
            ORDER BY e.id LIMIT ?) cut
     JOIN entry e ON e.id = cut.id
     LEFT JOIN fact f ON e.source_type = 'fact' AND f.id = e.source_id
     LEFT JOIN provider_account a ON a.id = f.provider_account_id
     LEFT JOIN offline_gift o ON e.source_type = 'offline_gift' AND o.id = e.source_id
     LEFT JOIN donation d ON d.id = e.subject_id AND d.organization_id = e.organization_id
     LEFT JOIN project p ON p.id = COALESCE(e.project_id, d.project_id)
     LEFT JOIN channel c ON c.id = d.channel_id
     LEFT JOIN receipt_item i ON i.live_donation_id = d.id
     LEFT JOIN receipt r ON r.id = i.receipt_id
     ORDER BY e.id`,
    [question.seq, question.organizationId, day, after, limit],
  ]);
  return {
    sections: [{ name: '捐赠明细', columns: COLUMNS, rows: written(rows), totals: true }],
    expected: days.reduce((sum, { entries }) => sum + entries, 0),
  };
}

async function* written(batches: AsyncIterable<readonly GiftRow[]>): AsyncIterable<readonly Row[]> {
  for await (const batch of batches) yield batch.map(rowOf);
}

function rowOf(gift: GiftRow): Row {
  const amount = BigInt(gift.amount);
  const refunded = BigInt(gift.refunded);
  const fee = gift.fee === null ? null : BigInt(gift.fee);
  const state =
    gift.kind === 'suspense_gift'
      ? '待认领'
      : refunded === 0n
        ? '已入账'
        : refunded < amount
          ? '部分退款'
          : '已全额退回';
  return {
    currency: gift.currency,
    cells: [
      gift.bookedOn,
      gift.occurredAt,
      gift.donationId === null ? '' : withPrefix('don', gift.donationId),
      gift.project ?? '',
      gift.label ?? '',
      gift.account ?? WAYS[gift.way ?? ''] ?? gift.way ?? '',
      gift.paymentKey ?? '',
      gift.currency,
      amount,
      refunded,
      fee,
      fee === null ? null : amount - refunded - fee,
      state,
      gift.receiptNo ?? '',
      gift.channel ?? '',
      BigInt(gift.seq),
    ],
  };
}
