import type { LoggerService } from '@nestjs/common';
import { type DestinationStream, type Logger, pino, symbols } from 'pino';
import type { Config } from '../config/config.js';
import { redact } from './redact.js';
import { currentRequest } from './request-context.js';

export type Log = Logger;

/** So many characters of lines are written together, or what there is after so many milliseconds. */
const BLOCK_CHARACTERS = 15 * 1024;
const BLOCK_MS = 100;
/** Pino's number for the level "error"; "fatal" is above it. */
const ERROR_LEVEL = 50;

/**
 * Stdout for processes that answer crowds: lines are written in blocks, since each write is a system call.
 * Errors do not wait, and what is left is written when the process exits; only a kill -9 can lose the last 100 ms.
 */
export function stdoutInBlocks(): DestinationStream {
  const stdout = pino.destination({
    dest: process.stdout.fd,
    sync: false,
    minLength: BLOCK_CHARACTERS,
    periodicFlush: BLOCK_MS,
  });
  const blocks = {
    // With this pino tells the level of the line that it is about to write.
    [symbols.needsMetadataGsym]: true,
    lastLevel: 0,
    write(line: string): void {
      stdout.write(line);
      if (blocks.lastLevel >= ERROR_LEVEL) stdout.flush();
      blocks.lastLevel = 0;
    },
  };
  return blocks;
}

/** One JSON line per happening, on stdout. Lines carry no bodies, cookies, query strings or addresses. */
export function openLog(config: Config, name: string, destination?: DestinationStream): Log {
  return pino(
    {
      level: config.LOG_LEVEL,
      name,
      base: { name, pid: process.pid },
      timestamp: pino.stdTimeFunctions.isoTime,
      // Every line passes here, also those of libraries.
      hooks: { streamWrite: redact },
      serializers: { err: errorFields },
    },
    ...(destination ? [destination] : []),
  );
}

/** An error without the values that its message or SQL may quote. */
export function errorFields(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { message: String(error) };
  const { code, errno } = error as { code?: unknown; errno?: unknown };
  const stack = error.stack ?? '';
  return {
    type: error.name,
    message: withoutValues(error.message),
    ...(code === undefined ? {} : { code }),
    ...(errno === undefined ? {} : { errno }),
    stack: withoutValues(stack),
  };
}

/** MySQL quotes the offending value: "Duplicate entry 'x' for key 'y'" tells the key only. */
function withoutValues(message: string): string {
  return message.replace(/(Duplicate entry|Incorrect \w+ value:?) '[^\n]*?'(?= for)/g, "$1 '[value]'");
}

/** Nest's own messages as lines of ours. */
export class NestLog implements LoggerService {
  constructor(private readonly target: Log) {}

  log(message: unknown, ...rest: unknown[]): void {
    this.write('debug', message, rest);
  }
  error(message: unknown, ...rest: unknown[]): void {
    this.write('error', message, rest);
  }
  warn(message: unknown, ...rest: unknown[]): void {
    this.write('warn', message, rest);
  }
  debug(message: unknown, ...rest: unknown[]): void {
    this.write('debug', message, rest);
  }
  fatal(message: unknown, ...rest: unknown[]): void {
    this.write('fatal', message, rest);
  }

  private write(level: 'debug' | 'warn' | 'error' | 'fatal', message: unknown, rest: unknown[]): void {
    const context = rest.length > 0 ? String(rest.at(-1)) : undefined;
    const fields = { context, request_id: currentRequest()?.requestId };
    if (message instanceof Error) this.target[level]({ ...fields, err: message }, message.name);
    else this.target[level](fields, String(message));
  }
}
