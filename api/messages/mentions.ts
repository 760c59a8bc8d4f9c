/**
 * The user names that a body mentions, folded, each once: `@claire`, not `claire@example.org`. A
 * dot or hyphen that ends a sentence is not part of the name.
 */
export function mentionedNames(body: string): string[] {
  // Most have none, and the pattern is dear beside a look.
  if (!body.includes('@')) return [];
  const names = new Set<string>();
  for (const match of body.matchAll(/(?<![\p{L}\p{N}_@.-])@([a-z0-9][a-z0-9._-]{1,31})/giu)) {
    names.add((match[1] ?? '').toLowerCase().replace(/[.-]+$/, ''));
  }
  return [...names];
}
