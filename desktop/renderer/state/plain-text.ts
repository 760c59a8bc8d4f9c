import type { File } from '../../../api/files/contract.ts';
import type { Message } from '../../../api/messages/contract.ts';
import { parseMessage } from '../../../api/messages/markdown/parse.ts';
import { visibleText } from '../../../api/messages/markdown/visible-text.ts';

type Said = Pick<Message, 'body' | 'files'>;

/** What a message says in one line: its text, and the names of its files, as “📎 plan.pdf”. */
export function lineOf({ body, files }: Said, most: number): string {
  return [plainText(body ?? '', most), namesOf(files, most)].filter(Boolean).join(' ');
}

/** The same in the first lines, of which the last has the files. */
export function linesOf({ body, files }: Said, lines: number, most: number): string {
  return [firstLines(body ?? '', lines, most), namesOf(files, most)].filter(Boolean).join('\n');
}

/** The names of files in a line, as “📎 plan.pdf, photo.jpg”; empty where there are none. */
export function namesOf(files: readonly Pick<File, 'name'>[], most: number): string {
  if (files.length === 0) return '';
  return oneLine(`📎 ${files.map(({ name }) => name).join(', ')}`, most);
}

/** The message as one line of `most` characters at most, without the marks of its formatting. */
export function plainText(body: string, most: number): string {
  return oneLine(visibleText(parseMessage(body)), most);
}

/** The first lines of the message that have text, likewise; `most` characters a line. */
export function firstLines(body: string, lines: number, most: number): string {
  const texts = visibleText(parseMessage(body)).split('\n');
  return texts
    .map((line) => oneLine(line, most))
    .filter(Boolean)
    .slice(0, lines)
    .join('\n');
}

function oneLine(text: string, most: number): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  const characters = [...line];
  return characters.length <= most ? line : `${characters.slice(0, most).join('')}…`;
}
