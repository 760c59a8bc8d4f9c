/** Of the first and of the last name. */
export function initialsOf(name: string): string {
  // A user name in brackets may follow the name.
  const words = name
    .replace(/ \([^()]*\)$/, '')
    .split(/\s+/)
    .filter(Boolean);
  const chosen = words.length > 1 ? [words[0], words.at(-1)] : words;
  return chosen.map((word = '') => initialOf(word)).join('');
}

function initialOf(word: string): string {
  const [first = ''] = /[\p{L}\p{N}]\p{M}*/u.exec(word) ?? word.match(/^./u) ?? [];
  return first.toUpperCase();
}
