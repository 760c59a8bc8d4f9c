import { parseMessage } from '../../../api/messages/markdown/parse.ts';
import { visibleText } from '../../../api/messages/markdown/visible-text.ts';

/** The message as one line of `most` characters at most, without the marks of its formatting. */
export function plainText(body: string, most: number): string {
  const text = visibleText(parseMessage(body)).replaceAll(/\s+/g, ' ').trim();
  const characters = [...text];
  return characters.length <= most ? text : `${characters.slice(0, most).join('')}…`;
}

/** The first lines of the message that have text, likewise; `most` characters a line. */
export function firstLines(body: string, lines: number, most: number): string {
  const texts = body.split('\n').map((line) => plainText(line, most));
  return texts.filter(Boolean).slice(0, lines).join('\n');
}
