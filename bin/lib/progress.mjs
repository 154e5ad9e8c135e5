const BAR = 24;
const terminal = () => process.stderr.isTTY === true;

/** Columns that a text takes on a terminal: Chinese letters take two. */
const widthOf = (text) => [...text].reduce((sum, letter) => sum + (letter > '\u2e7f' ? 2 : 1), 0);

/** Fills up with spaces to `columns` columns. */
export const padded = (text, columns) => text + ' '.repeat(Math.max(0, columns - widthOf(text)));

const seconds = (since) => `${((Date.now() - since) / 1000).toFixed(1)} s`;

/** Says a line to the person at the terminal; stdout stays free for what programs read. */
export function say(line = '') {
  process.stderr.write(`${line}\n`);
}

/**
 * Runs one step with a line for it. `work` gets `progress(fraction)` for a bar on terminals; elsewhere (logs, CI) the
 * line stands alone and a long step says every 20 s how far it is.
 */
export async function step(title, work) {
  const since = Date.now();
  let fraction;
  const draw = () => {
    const done = fraction ?? 0;
    const bar = '█'.repeat(Math.round(done * BAR)).padEnd(BAR, '░');
    const line = `… ${fraction === undefined ? '' : `${bar} ${Math.floor(done * 100)} % `}(${seconds(since)}) ${title}`;
    // Never wider than the terminal: a line that wraps cannot be drawn over.
    process.stderr.write(`\r\x1b[K${line.slice(0, (process.stderr.columns || 80) - 1)}`);
  };
  const plain = () =>
    say(
      `… ${title}: ${fraction === undefined ? 'at work' : `${Math.floor(fraction * 100)} %`} (${seconds(since)})`,
    );
  const timer = terminal() ? setInterval(draw, 150) : setInterval(plain, 20_000);
  timer.unref();
  try {
    const result = await work((value) => {
      fraction = Math.min(1, Math.max(0, value));
    });
    clearInterval(timer);
    say(`${terminal() ? '\r\x1b[K' : ''}✓ ${title} (${seconds(since)})`);
    return result;
  } catch (error) {
    clearInterval(timer);
    say(`${terminal() ? '\r\x1b[K' : ''}✗ ${title} (${seconds(since)})`);
    throw error;
  }
}

/** An error whose text is all that the reader needs: no stack trace. Exit code 2 means "do this first". */
export class Stop extends Error {
  constructor(message, code = 1) {
    super(message);
    this.code = code;
  }
}

/** Runs a script's main function and turns its failure into a sentence and an exit code. */
export async function main(run) {
  try {
    process.exitCode = (await run()) ?? process.exitCode ?? 0;
  } catch (error) {
    say(error instanceof Stop ? `\n${error.message}` : `\n${error.stack}`);
    process.exitCode = error instanceof Stop ? error.code : 1;
  }
}
