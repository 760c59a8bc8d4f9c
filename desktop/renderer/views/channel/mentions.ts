/** The mention that is being typed just before `at`: where it starts, and its letters so far. */
export function mentionBefore(
  text: string,
  at: number,
): { from: number; typed: string } | undefined {
  const match = /(?<![\p{L}\p{N}\p{M}_@\\/])@([\p{L}\p{N}._-]{0,31})$/u.exec(text.slice(0, at));
  return match === null ? undefined : { from: match.index, typed: match[1] ?? '' };
}
