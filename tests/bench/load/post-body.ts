/**
 * Stands in each post once, and nowhere else in what any of the servers sends; not a tilde, which is
 * what a WebSocket's frames of this length begin with.
 */
const MARK = '|';
export const MARK_BYTE = MARK.charCodeAt(0);
export const DIGITS = 7;

const LENGTH = 200;
const FILLER = 'and here is what somebody had to say about it, which others will read '.repeat(3);

/** A post of 200 characters of ASCII that carries its number, and words if need be always the same. */
export function postBody(number: number, words = FILLER): string {
  const text = words.normalize('NFD').replaceAll(/\P{ASCII}/gu, '');
  return `${MARK}${String(number).padStart(DIGITS, '0')} ${text}`.padEnd(LENGTH).slice(0, LENGTH);
}
