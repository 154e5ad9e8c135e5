import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { csvRows } from './exports-desk.js';

const run = promisify(execFile);
/** Commas, quotes, UTF-8, cells as they are shown, every sheet in a file of its own. */
const TO_CSV = 'csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,true,false,false,-1';
const FROM_CSV = 'Text - txt - csv (StarCalc):44,34,76,1';

/** What LibreOffice shows of a file: the rows of each sheet, by the sheet's name ('' for a file that has no sheets). */
export async function openedByLibreOffice(
  name: string,
  bytes: Buffer,
): Promise<ReadonlyMap<string, string[][]>> {
  const folder = await mkdtemp(join(tmpdir(), 'boai-office-'));
  try {
    await writeFile(join(folder, name), bytes);
    const reading = name.endsWith('.csv') ? [`--infilter=${FROM_CSV}`] : [];
    await run(
      'soffice',
      [
        ...[
          '--headless',
          '--norestore',
          `-env:UserInstallation=file://${join(folder, 'profile')}`,
          ...reading,
        ],
        ...['--convert-to', TO_CSV, '--outdir', join(folder, 'out'), join(folder, name)],
      ],
      { timeout: 90_000, env: { ...process.env, HOME: folder } },
    );
    const sheets = new Map<string, string[][]>();
    const stem = name.replace(/\.\w+$/, '');
    for (const file of await readdir(join(folder, 'out'))) {
      const text = await readFile(join(folder, 'out', file), 'utf8');
      sheets.set(file.replace(/\.csv$/, '').slice(stem.length + 1), csvRows(text.replace(/^\uFEFF/, '')));
    }
    return sheets;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
