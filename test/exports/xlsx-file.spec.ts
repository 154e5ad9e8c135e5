import { createHash } from 'node:crypto';
import { csvFile } from '../../src/exports/csv-file.js';
import type { Row, Section } from '../../src/exports/export-table.js';
import { ContentHash } from '../../src/exports/table-text.js';
import { xlsxFile } from '../../src/exports/xlsx-file.js';

const ZONE = 'Asia/Shanghai';

/** A sheet like the donation list whose rows are made as they are asked for. */
function sheet(batches: number, made: { rows: number }): Section {
  async function* rows(): AsyncIterable<readonly Row[]> {
    for (let batch = 0; batch < batches; batch++) {
      yield Array.from({ length: 2_000 }, (_, at) => ({
        currency: 'CNY',
        cells: [
          ...[
            '2026-11-20',
            new Date(Date.UTC(2026, 10, 20) + at),
            `don_01m86xaxegepyr7dbb0a0yj${batch}${at}`,
          ],
          ...['红十字博爱送万家', '张*', BigInt(at), null],
        ],
      }));
      made.rows += 2_000;
    }
  }
  return {
    ...{ name: '捐赠明细', totals: true, rows: rows() },
    columns: (['day', 'time', 'text', 'text', 'text', 'amount', 'amount'] as const).map((kind, at) => ({
      head: `列${at}`,
      kind,
    })),
  };
}

describe('a file of a hundred thousand rows', () => {
  test.each([
    ['XLSX', xlsxFile],
    ['CSV', csvFile],
  ] as const)(
    'is written as %s while its rows are read, never held as a whole, and twice the same',
    async (_, write) => {
      const once = async (batches: number) => {
        const made = { rows: 0 };
        const hash = createHash('sha256');
        let [bytes, largest, waiting, before] = [0, 0, 0, 0];
        for await (const chunk of write([sheet(batches, made)], new ContentHash(ZONE), ZONE, () => ['v'])) {
          hash.update(chunk);
          bytes += chunk.length;
          largest = Math.max(largest, chunk.length);
          // Rows that were read since the last bytes came out.
          waiting = Math.max(waiting, made.rows - before);
          before = made.rows;
        }
        return { bytes, largest, waiting, rows: made.rows, sha256: hash.digest('hex') };
      };
      const first = await once(50);
      expect(first.rows).toBe(100_000);
      expect(first.waiting).toBeLessThanOrEqual(4_000);
      expect(first.largest).toBeLessThan(1_000_000);
      expect(first.bytes).toBeGreaterThan(500_000);
      expect((await once(3)).sha256).toBe((await once(3)).sha256);
    },
    60_000,
  );
});
