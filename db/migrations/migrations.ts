import type { Migration } from 'kysely/migration';
import * as initial from './0001-initial.ts';

/** In order. A migration that has been released never changes. */
export const migrations: Record<string, Migration> = {
  '0001-initial': initial,
};
