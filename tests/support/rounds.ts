import { inject } from 'vitest';
import { databaseKind } from './database.ts';

declare module 'vitest' {
  interface ProvidedContext {
    isLong: boolean;
  }
}

/** Whether this is `npm run test:long`. */
export const isLong = (): boolean => inject('isLong');

/** Whether to skip, in `npm test`, what an embedded database does in the same way as PostgreSQL. */
export const isSpared = (): boolean => databaseKind() === 'embedded' && !isLong();

/** How often to repeat a test of chance: `few` times, or `many` in `npm run test:long`. */
export const rounds = (few: number, many: number): number => (isLong() ? many : few);
