import { readFile } from 'node:fs/promises';
import type { ExportChoice } from '../../src/exports/export-choice.js';
import { ExportMaking } from '../../src/exports/export-making.service.js';
import { ExportsQueries } from '../../src/exports/exports.queries.js';
import { withPrefix } from '../../src/kernel/ids.js';
import { Files } from '../../src/platform/files/files.js';
import { openBookedDay } from '../web/console/booked-day.js';
import { openedByLibreOffice } from './libreoffice.js';

const DAY = '2026-11-20';
const QUIET = { report: () => Promise.resolve() };
/** Names that a spreadsheet would calculate, cut or take for a number. */
const LABELS = ['=1+1', '+86 138', '-x', '@SUM(A1)', '4200002345202611200123456789', '欧阳“娜,娜"'];

/** An amount as a spreadsheet shows it; one from CSV has no format and loses its last nought on the screen. */
const fen = (shown = '') => {
  const [whole = '', part = ''] = shown.replaceAll(',', '').split('.');
  return `${whole}.${part.padEnd(2, '0')}`;
};

describe('exports in LibreOffice', () => {
  let day: Awaited<ReturnType<typeof openBookedDay>>;
  beforeAll(async () => {
    day = await openBookedDay(
      LABELS.map((_, at) => ({
        amount: 1_234_567n + BigInt(at),
        at: `${DAY}T02:0${at}:00Z`,
        fee: 100n,
        receipt: true,
      })),
    );
    for (const [at, label] of LABELS.entries())
      await day.app.database.rows('UPDATE donation SET public_label = ? WHERE id = ?', [
        label,
        day.donations[at],
      ]);
  }, 120_000);
  afterAll(() => day.close());

  const make = async (kind: ExportChoice['kind'], profile: ExportChoice['profile']) => {
    const { id: organizationId } = day.organization;
    const order = { kind, profile, organizationId, firstDay: DAY, lastDay: DAY, staffId: null };
    const { id } = await day.app.get(ExportMaking).make(order, QUIET);
    const batch = await day.app.get(ExportsQueries).byId(organizationId, id);
    if (!batch) throw new Error('no such export');
    return { name: batch.fileName, bytes: await readFile(day.app.get(Files).pathOf(batch.fileId)) };
  };
  const opened = async (kind: ExportChoice['kind'], profile: ExportChoice['profile']) => {
    const { name, bytes } = await make(kind, profile);
    return openedByLibreOffice(name, bytes);
  };

  test.each(['xlsx', 'csv'] as const)(
    'the donation list as %s keeps Chinese, ids, amounts, and names that look like formulas',
    async (profile) => {
      const sheets = await opened('donations', profile);
      const rows = profile === 'xlsx' ? sheets.get('捐赠明细') : [...sheets.values()][0];
      const [head = [], ...body] = rows ?? [];
      const at = (name: string) => head.indexOf(name);
      const gifts = body.filter((row) => row[at('捐赠编号')]?.startsWith('don_'));
      expect(gifts.map((row) => row[at('捐赠编号')]).sort()).toEqual(
        day.donations.map((id) => withPrefix('don', id)).sort(),
      );
      const labels = new Map(gifts.map((row) => [row[at('捐赠编号')] ?? '', row[at('公示名称')]]));
      // In CSV nothing but an apostrophe keeps a program from calculating.
      const shown = (label: string) => (profile === 'csv' && !label.startsWith('欧') ? `'${label}` : label);
      expect(day.donations.map((id) => labels.get(withPrefix('don', id)))).toEqual(LABELS.map(shown));
      expect(gifts.map((row) => fen(row[at('捐赠金额')])).sort()).toEqual([
        ...['12345.67', '12345.68', '12345.69', '12345.70', '12345.71', '12345.72'],
      ]);
      expect(new Set(gifts.map((row) => row[at('记账日期')]))).toEqual(new Set([DAY]));
      expect(gifts[0]?.[at('项目')]).toMatch(/[一-龥]/);
      const total = body.find((row) => row[0] === '合计 CNY');
      expect(fen(total?.[at('捐赠金额')])).toBe('74074.17');
      expect(body.at(-1)?.[0]).toBe('boai-donations-1');
    },
    120_000,
  );

  test('the trial balance has its two sheets by their Chinese names, and both balance', async () => {
    const sheets = await opened('trial-balance', 'xlsx');
    expect([...sheets.keys()].sort()).toEqual(['科目余额表', '科目余额表（分基金）']);
    for (const rows of sheets.values()) {
      const head = rows[0] ?? [];
      const total = rows.find((row) => row[0] === '合计 CNY') ?? [];
      expect(total[head.indexOf('期末借方')]).toMatch(/^[1-9][\d,]*\.\d\d$/);
      expect(total[head.indexOf('期末借方')]).toBe(total[head.indexOf('期末贷方')]);
    }
  }, 120_000);
});
