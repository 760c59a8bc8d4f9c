import { appendFileSync, mkdirSync, readFileSync, renameSync, statSync } from 'node:fs';
import path from 'node:path';

const MOST_BYTES = 1_000_000;
const LONGEST_LINE = 500;

/**
 * Writes what happened to the log, a line each. What is written may be read by whoever supports the
 * client, so it names things by their ids: never a message's text, a password or a token.
 */
export type Note = (text: string, level?: 'info' | 'error') => void;

export interface Log {
  /** Holds `client.log` and, where that has become too long, its predecessor `client.1.log`. */
  folder: string;
  note: Note;
  /** All that is kept, oldest first, as `2026-11-30T08:00:00.000Z error window: hangs`. */
  lines(): string[];
}

/** Each line is on disk when `note` returns, so that the last one before a crash is there. */
export function openLog(folder: string, now: () => Date = () => new Date()): Log {
  const file = path.join(folder, 'client.log');
  const predecessor = path.join(folder, 'client.1.log');
  return {
    folder,
    note(text, level = 'info') {
      try {
        mkdirSync(folder, { recursive: true });
        if (sizeOf(file) > MOST_BYTES) renameSync(file, predecessor);
        const line = `${now().toISOString()} ${level} ${withoutSecrets(text)}\n`;
        // Readable by this user only.
        appendFileSync(file, line, { mode: 0o600 });
      } catch (error) {
        // A full disk, for one. The client does not end for a note.
        console.error(text, error);
      }
    },
    lines: () => [predecessor, file].flatMap(linesOf),
  };
}

/** Errors of libraries quote addresses and headers, and may be as long as the answer they got. */
function withoutSecrets(text: string): string {
  return text
    .replaceAll(/\bws[a-z]_[\w-]+/g, '…')
    .replaceAll(/\b(Bearer|Basic) \S+/gi, '$1 …')
    .replaceAll(/\b([a-z]+:\/\/)[^\s/@]*@/gi, '$1')
    .replaceAll(/\b([a-z]+:\/\/[^\s?#]*)[?#]\S*/gi, '$1')
    .replaceAll(/\s+/g, ' ')
    .slice(0, LONGEST_LINE);
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}

function linesOf(file: string): string[] {
  try {
    return readFileSync(file, 'utf8').split('\n').slice(0, -1);
  } catch {
    return [];
  }
}
