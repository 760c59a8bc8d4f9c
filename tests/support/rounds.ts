import { inject } from 'vitest';

declare module 'vitest' {
  interface ProvidedContext {
    isLong: boolean;
  }
}

/** Whether this is `npm run test:long`. */
export const isLong = (): boolean => inject('isLong');

/** How often to try what is left to chance: `few` in `npm test`, `many` in `npm run test:long`. */
export const rounds = (few: number, many: number): number => (isLong() ? many : few);
