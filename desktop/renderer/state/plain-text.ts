import { parseMessage } from '../../../api/messages/markdown/parse.ts';
import { visibleText } from '../../../api/messages/markdown/visible-text.ts';

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
