import { z } from 'zod';
import type { State } from '../state/state.ts';
import type { Keeper } from './keeper.ts';

export interface KeptDeletions {
  /** Until when each message's deletion can be undone, in milliseconds since the epoch, by message. */
  read(userId: string): Map<string, number>;
  /** Writes to disk what has changed. */
  note(before: State, after: State): void;
}

/**
 * The messages that a user has deleted and the server does not know of, on disk: each under a name of
 * its own, so that two windows do not overwrite each other's.
 */
export function createKeptDeletions(
  keeper: Pick<Keeper, 'read' | 'write' | 'names'>,
): KeptDeletions {
  const prefixOf = (userId: string) => `deletion.${userId}.`;
  return {
    read(userId) {
      const prefix = prefixOf(userId);
      const kept = keeper
        .names(prefix)
        .map(
          (name) =>
            [name.slice(prefix.length), z.number().catch(0).parse(keeper.read(name))] as const,
        );
      return new Map(kept.sort(([, a], [, b]) => a - b));
    },
    note(before, after) {
      if (before.deletions === after.deletions || before.me.id !== after.me.id) return;
      for (const id of new Set([...before.deletions.keys(), ...after.deletions.keys()])) {
        const deletion = after.deletions.get(id);
        if (before.deletions.get(id) === deletion) continue;
        const isOwed = deletion !== undefined && deletion.phase !== 'sent';
        keeper.write(prefixOf(after.me.id) + id, isOwed ? deletion.until : undefined);
      }
    },
  };
}
