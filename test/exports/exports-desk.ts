import { readFile } from 'node:fs/promises';
import { ExportsQueries } from '../../src/exports/exports.queries.js';
import { Exports } from '../../src/exports/exports.service.js';
import { Files } from '../../src/platform/files/files.js';
import { LongWorkQueries } from '../../src/platform/long-work/long-work.queries.js';
import type { TestApp } from '../support/app.js';

/** Asks for exports and waits for their files. */
export function exportsDesk(app: TestApp, organizationId: string, staffId: string) {
  const ask = (choice: string, firstDay: string, lastDay = firstDay) =>
    app.get(Exports).request({ staffId, organizationId }, { choice, firstDay, lastDay });
  const ended = async (workId: string) => {
    await app.settle(30_000);
    const work = await app.get(LongWorkQueries).byId(organizationId, workId);
    if (!work) throw new Error('no such work');
    return work;
  };
  const make = async (choice: string, firstDay: string, lastDay = firstDay) => {
    const work = await ended(await ask(choice, firstDay, lastDay));
    if (!work.result) throw new Error(`not made: ${JSON.stringify(work.problem)}`);
    const batch = await app.get(ExportsQueries).byId(organizationId, String(work.result.exportId));
    if (!batch) throw new Error('no such export');
    return { work, batch, bytes: await readFile(app.get(Files).pathOf(batch.fileId)) };
  };
  return { ask, ended, make };
}

/** Rows of a CSV text (RFC 4180), written apart from the product's writer. */
export function csvRows(text: string): string[][] {
  const rows: string[][] = [[]];
  let cell = '';
  let quoted = false;
  for (let at = 0; at < text.length; at++) {
    const sign = text[at] ?? '';
    if (quoted) {
      if (sign !== '"') cell += sign;
      else if (text[at + 1] === '"') {
        cell += '"';
        at++;
      } else quoted = false;
    } else if (sign === '"') quoted = true;
    else if (sign === ',') {
      rows.at(-1)?.push(cell);
      cell = '';
    } else if (sign === '\n') {
      rows.at(-1)?.push(cell.replace(/\r$/, ''));
      cell = '';
      rows.push([]);
    } else cell += sign;
  }
  return rows.slice(0, -1);
}
