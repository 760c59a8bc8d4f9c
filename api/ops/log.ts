import { spawnSync } from 'node:child_process';
import { type DestinationStream, type Logger, pino, symbols } from 'pino';
import type { Config } from '../config.ts';
import { isJournal, priorityMark, STANDARD_OUTPUT } from './journal.ts';

/** JSON lines. They name ids, and hold neither secrets nor what people wrote. */
export function createLog(
  level: Config['LOG_LEVEL'],
  destination: DestinationStream = logOutput(STANDARD_OUTPUT),
): Logger {
  return pino({ level, serializers: { err: describeError } }, destination);
}

/** Writes to `fd`. Where journald reads it, each line begins with the mark of its priority. */
export function logOutput(fd: number): DestinationStream {
  const output = pino.destination(fd);
  return isJournal(fd) ? withMarks((line) => output.write(line)) : output;
}

/**
 * Hands each line to the system's log as `workspace`, where the system has one (logger(1)): for a
 * command whose own output somebody reads at a terminal and nothing keeps.
 */
export function systemLog(): DestinationStream {
  const args = ['--tag', 'workspace', '--priority', 'daemon.info', '--prio-prefix'];
  return withMarks((line) => {
    spawnSync('logger', [...args, '--size', '64KiB'], {
      input: line,
      stdio: ['pipe', 'ignore', 'ignore'],
    });
  });
}

function withMarks(write: (line: string) => void): DestinationStream {
  const marked = {
    // Has pino set `lastLevel` before each line.
    [symbols.needsMetadataGsym]: true,
    lastLevel: 0,
    write: (line: string) => write(priorityMark(marked.lastLevel) + line),
  };
  return marked;
}

/**
 * Database drivers attach the statement's parameters to their errors, and the database itself
 * quotes rows in `detail`. Both can hold message bodies and digests, so only harmless fields are
 * logged.
 */
function describeError(error: unknown): unknown {
  if (!(error instanceof Error)) return { message: 'not an error object' };
  const { code, constraint, routine } = error as Error & Record<string, unknown>;
  return {
    type: error.name,
    message: error.message,
    stack: error.stack,
    ...strings({ code, constraint, routine }),
    ...(error.cause === undefined ? {} : { cause: describeError(error.cause) }),
  };
}

function strings(fields: Record<string, unknown>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(fields).filter(
      (entry): entry is [string, string] => typeof entry[1] === 'string',
    ),
  );
}
