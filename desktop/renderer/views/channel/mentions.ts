/** A piece of text; `name` is set where it mentions somebody, as `@claire`. */
export interface Part {
  text: string;
  name?: string;
}

/** Cut where somebody is mentioned, by the rule by which the server counts mentions. */
export function splitMentions(text: string): Part[] {
  const parts: Part[] = [];
  let from = 0;
  for (const match of text.matchAll(/(?<![\p{L}\p{N}_@.-])@([a-z0-9][a-z0-9._-]{1,31})/giu)) {
    // A dot or hyphen that ends a sentence is not part of the name.
    const name = (match[1] ?? '').replace(/[.-]+$/, '');
    const end = match.index + 1 + name.length;
    if (match.index > from) parts.push({ text: text.slice(from, match.index) });
    parts.push({ text: text.slice(match.index, end), name: name.toLowerCase() });
    from = end;
  }
  if (from < text.length || parts.length === 0) parts.push({ text: text.slice(from) });
  return parts;
}

/** The beginning of a mention that is being typed just before `at`: where it starts, and its letters. */
export function mentionBefore(
  text: string,
  at: number,
): { from: number; typed: string } | undefined {
  const match = /(?<![\p{L}\p{N}_@.-])@([\p{L}\p{N}._-]{0,31})$/u.exec(text.slice(0, at));
  return match === null ? undefined : { from: match.index, typed: match[1] ?? '' };
}
