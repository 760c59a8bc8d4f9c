import type { User } from '../../../api/users/contract.ts';

/** Whether the text mentions the user, by the server's rule: `@claire`, not `claire@example.org`. */
export function isMentioned({ username }: User, text: string): boolean {
  return text
    .matchAll(/(?<![\p{L}\p{N}_@.-])@([a-z0-9][a-z0-9._-]{1,31})/giu)
    .some((match) => (match[1] ?? '').toLowerCase().replace(/[.-]+$/, '') === username);
}
