/** The message as one line of `most` characters at most, without the signs of its Markdown. */
export function plainText(body: string, most: number): string {
  const text = body
    .replaceAll(/```\w*/g, ' ')
    .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replaceAll(/(\*\*|__|~~|`)/g, '')
    .replaceAll(/^\s*(>|#+|[-*+])\s+/gm, '')
    .replaceAll(/\s+/g, ' ')
    .trim();
  const characters = [...text];
  return characters.length <= most ? text : `${characters.slice(0, most).join('')}…`;
}

/** The first lines of the message that have text, likewise; `most` characters a line. */
export function firstLines(body: string, lines: number, most: number): string {
  const texts = body.split('\n').map((line) => plainText(line, most));
  return texts.filter(Boolean).slice(0, lines).join('\n');
}
