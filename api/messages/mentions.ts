import { parseMessage } from './markdown/parse.ts';
import type { Piece } from './markdown/piece.ts';

/** Who is meant by names that stand for several people: every member, or those who are connected. */
export const GROUPS: ReadonlyMap<string, 'members' | 'connected'> = new Map([
  ['all', 'members'],
  ['tous', 'members'],
  ['here', 'connected'],
  ['ici', 'connected'],
]);

/**
 * The names that a message mentions, in lower case, each once: user names, and those of groups. This
 * is the one rule for what the server counts, what the page highlights and what it notifies of.
 */
export function mentionedNames(body: string): string[] {
  // Most bodies have no mention, and to parse one takes much longer than this.
  if (!body.includes('@')) return [];
  const names = new Set<string>();
  const look = (pieces: readonly Piece[]): void => {
    for (const piece of pieces) {
      if (piece.kind === 'mention') names.add(piece.name);
      if ('pieces' in piece) look(piece.pieces);
    }
  };
  look(parseMessage(body));
  return [...names];
}

/** Whether a message mentions those who are connected when it is posted. */
export function mentionsConnected(body: string): boolean {
  return mentionedNames(body).some((name) => GROUPS.get(name) === 'connected');
}

/** Whether a message mentions a member of its channel who is connected. */
export function mentionsMember(body: string, username: string): boolean {
  return mentionedNames(body).some((name) => name === username || GROUPS.has(name));
}
