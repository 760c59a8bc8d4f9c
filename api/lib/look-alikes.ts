import unhomoglyph from 'unhomoglyph';
import { INVISIBLE } from './invisible.ts';

/**
 * What people take a name for: two names look alike if they have one of these in common. They are
 * the skeleton of the name (UTS 39, by the confusable characters of Unicode 13), the skeleton without
 * case, and the skeleton without case of the Latin name that it looks like. Case cannot be left out of
 * all three, since `I` looks like `l`, and `DSI` and `DSL` do not look alike.
 */
export function looksOf(name: string): string[] {
  const plain = name.normalize('NFKD').replaceAll(INVISIBLE, '').replaceAll(/\s+/g, ' ').trim();
  const latin = plain.replaceAll(/[^\p{ASCII}]+/gu, unhomoglyph);
  return [...new Set([plain, foldCase(plain), foldCase(latin)])].map(skeleton);
}

export function looksLike(one: string, other: string): boolean {
  const looks = looksOf(other);
  return looksOf(one).some((look) => looks.includes(look));
}

const skeleton = (text: string) => unhomoglyph(text).normalize('NFD');
// By way of the capitals, in which `ß` is `SS` and both small sigmas are one.
const foldCase = (text: string) => text.toUpperCase().toLowerCase();
