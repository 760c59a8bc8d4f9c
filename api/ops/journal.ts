import { fstatSync } from 'node:fs';

export const STANDARD_OUTPUT = 1;
export const STANDARD_ERROR = 2;

/**
 * Whether journald reads what is written to `fd`. That JOURNAL_STREAM is set does not say so: the
 * output may have been redirected since systemd set it (systemd.exec(5)).
 */
export function isJournal(fd: number, journalStream = process.env['JOURNAL_STREAM']): boolean {
  if (journalStream === undefined) return false;
  const { dev, ino } = fstatSync(fd, { bigint: true });
  return journalStream === `${dev}:${ino}`;
}

/**
 * The mark with which a line begins that journald is to keep at its priority (sd-daemon(3)): 3 for
 * an error, 4 for a warning, 6 for information, 7 for debugging.
 *
 * @param level of pino, whose lines of information have 30, warnings 40 and errors 50
 */
export function priorityMark(level: number): string {
  if (level >= 50) return '<3>';
  if (level >= 40) return '<4>';
  return level >= 30 ? '<6>' : '<7>';
}
