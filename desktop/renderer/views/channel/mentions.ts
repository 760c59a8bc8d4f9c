import { mentionsIn } from '../../../../api/messages/contract.ts';

/** A piece of text; `name` is set where it mentions somebody, as `@claire`. */
export interface Part {
  text: string;
  name?: string;
}

/** Splits the text at its mentions. */
export function splitMentions(text: string): Part[] {
  const parts: Part[] = [];
  let from = 0;
  for (const mention of mentionsIn(text)) {
    if (mention.from > from) parts.push({ text: text.slice(from, mention.from) });
    parts.push({ text: text.slice(mention.from, mention.to), name: mention.username });
    from = mention.to;
  }
  if (from < text.length || parts.length === 0) parts.push({ text: text.slice(from) });
  return parts;
}

/** The mention that is being typed just before `at`: where it starts, and its letters so far. */
export function mentionBefore(
  text: string,
  at: number,
): { from: number; typed: string } | undefined {
  const match = /(?<![\p{L}\p{N}_@.-])@([\p{L}\p{N}._-]{0,31})$/u.exec(text.slice(0, at));
  return match === null ? undefined : { from: match.index, typed: match[1] ?? '' };
}
