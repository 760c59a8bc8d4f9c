import type { DestinationStream } from 'pino';
import { until } from './until.ts';

export interface LogLine {
  level: number;
  msg: string;
  [field: string]: unknown;
}

/** For what tells a log, where the test does not read it. */
export const silent = { info: () => undefined };

/** Where a server writes its log to, for the test to read. */
export interface CapturedLog extends DestinationStream {
  /** All lines so far, as they were written. */
  text(): string;
  /** The lines of that message that have these fields. */
  all(msg: string, fields?: Record<string, unknown>): LogLine[];
  /** Waits for the first of them. */
  next(msg: string, fields?: Record<string, unknown>): Promise<LogLine>;
}

export function captureLog(): CapturedLog {
  const written: string[] = [];
  const lines: LogLine[] = [];
  const all = (msg: string, fields: Record<string, unknown> = {}) =>
    lines.filter(
      (line) =>
        line.msg === msg && Object.entries(fields).every(([name, value]) => line[name] === value),
    );
  return {
    write(line) {
      written.push(line);
      lines.push(JSON.parse(line));
    },
    text: () => written.join(''),
    all,
    next: (msg, fields) => until(() => all(msg, fields)[0]),
  };
}
