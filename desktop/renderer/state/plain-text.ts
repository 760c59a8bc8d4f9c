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
