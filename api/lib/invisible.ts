/**
 * What nobody sees, and what turns the direction of its surroundings: all that is default-ignorable,
 * bidirectional controls included, the marks of annotations, and the blank Braille cell.
 */
export const INVISIBLE = /[\p{Default_Ignorable_Code_Point}\ufff9-\ufffb\u2800]/gu;

/**
 * Where such a character is part of what is seen: in emoji (UTS 51: joined pictographs, variation
 * selectors after them, keycaps, flags of regions), between Arabic letters and after an Indic virama
 * (after RFC 5892, CONTEXTJ), and in the variants of Han and Mongolian letters.
 */
const LEGITIMATE = new RegExp(
  [
    String.raw`\p{RGI_Emoji_Tag_Sequence}`,
    String.raw`(?:\p{ExtPict}(?:\p{EMod}|[\ufe0e\ufe0f])?)(?:\u200d\p{ExtPict}(?:\p{EMod}|[\ufe0e\ufe0f])?)*`,
    String.raw`[0-9#*]\ufe0f\u20e3`,
    String.raw`(?<=[\p{L}&&\p{sc=Arabic}]\p{M}*)\u200c(?=[\p{L}&&\p{sc=Arabic}])`,
    String.raw`(?<=[\u094d\u09cd\u0a4d\u0acd\u0b4d\u0bcd\u0c4d\u0ccd\u0d4d\u0dca])[\u200c\u200d]`,
    String.raw`\p{Ideographic}[\u{e0100}-\u{e01ef}]`,
    String.raw`[\p{L}&&\p{sc=Mongolian}][\u180b-\u180f]`,
  ].join('|'),
  'gv',
);

/** The first character that cannot be seen, as `U+202E`; undefined where there is none. */
export function findInvisible(text: string): string | undefined {
  if (text.search(INVISIBLE) < 0) return undefined;
  const [found] = text.replaceAll(LEGITIMATE, '').match(INVISIBLE) ?? [];
  return found && codePointName(found);
}

/** The text without the characters that `findInvisible` finds. */
export function withoutInvisible(text: string): string {
  if (text.search(INVISIBLE) < 0) return text;
  let kept = '';
  let end = 0;
  for (const { 0: seen, index } of text.matchAll(LEGITIMATE)) {
    kept += text.slice(end, index).replaceAll(INVISIBLE, '') + seen;
    end = index + seen.length;
  }
  return kept + text.slice(end).replaceAll(INVISIBLE, '');
}

/** As Unicode writes it: `U+` and at least four digits. */
export function codePointName(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  return `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
}
