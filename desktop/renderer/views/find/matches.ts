import { fold } from '../../state/select.ts';

/**
 * Where the words stand in the text, whatever the case and accents: the place of each first
 * character, and that after the last.
 */
export function matchesIn(text: string, words: string): [start: number, end: number][] {
  const wanted = fold(words);
  if (wanted === '') return [];
  const { letters, places } = foldWithPlaces(text);
  const matches: [number, number][] = [];
  for (let at = letters.indexOf(wanted); at !== -1; at = letters.indexOf(wanted, at)) {
    const start = at;
    at += wanted.length;
    matches.push([places[start] ?? 0, places[at] ?? text.length]);
  }
  return matches;
}

/** Folding changes lengths, so each folded character keeps its place in the text. */
function foldWithPlaces(text: string): { letters: string; places: number[] } {
  let letters = '';
  const places: number[] = [];
  let at = 0;
  for (const character of text) {
    const folded = fold(character);
    letters += folded;
    for (let unit = 0; unit < folded.length; unit += 1) places.push(at);
    at += character.length;
  }
  return { letters, places };
}
