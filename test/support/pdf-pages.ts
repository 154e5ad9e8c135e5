import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const SCRIPT = `import { readFile } from 'node:fs/promises';
import { extractText, getDocumentProxy } from 'unpdf';
const bytes = new Uint8Array(await readFile(process.argv[1]));
process.stdout.write(JSON.stringify((await extractText(await getDocumentProxy(bytes))).text));`;

/** The text of each page of a PDF file, without any space and in usual characters (fonts know 日 as a radical too). In a process of its own: the reader loads itself late. */
export async function pdfPages(path: string): Promise<string[]> {
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', SCRIPT, path]);
  return (JSON.parse(stdout) as string[]).map((text) => text.normalize('NFKC').replaceAll(/\s+/g, ''));
}
