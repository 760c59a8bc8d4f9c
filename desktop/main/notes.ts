import type { KeptFile } from './kept-file.ts';

const MOST_LINES = 200;

/** Writes what happened to a file that the user can read: a line each, the newest last. */
export function createNotes(file: KeptFile, now: () => Date = () => new Date()) {
  return (text: string): void => {
    try {
      const lines = (file.read()?.toString('utf8') ?? '').split('\n').filter((line) => line !== '');
      lines.push(`${now().toISOString()} ${text.replaceAll(/\s+/g, ' ')}`);
      file.write(`${lines.slice(-MOST_LINES).join('\n')}\n`);
    } catch (error) {
      // A full disk, for one. The client does not end for a note.
      console.error(text, error);
    }
  };
}
