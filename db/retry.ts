import { setTimeout as delay } from 'node:timers/promises';
import { Kysely } from 'kysely';
import { isWorthRepeating } from './errors.ts';

const MOST_TRIES = 4;
const LONGEST_PAUSE_MS = 50;

/**
 * Whether to try once more what has failed with `error` after so many tries. Waits a little, so that
 * two that were in each other's way do not meet again.
 */
export async function shouldRepeat(error: unknown, tries: number): Promise<boolean> {
  if (tries === MOST_TRIES || !isWorthRepeating(error)) return false;
  await delay(Math.random() * LONGEST_PAUSE_MS);
  return true;
}

/**
 * Repeats a transaction that was rolled back for another one's sake (a serialization failure, a
 * deadlock), so that whoever asked for it never hears of that. What such a transaction does outside
 * of the database is done again.
 */
export class RepeatingKysely<Tables> extends Kysely<Tables> {
  override transaction() {
    const builder = super.transaction();
    const once = builder.execute.bind(builder);
    builder.execute = async (callback, ...options) => {
      for (let tries = 1; ; tries += 1) {
        try {
          return await once(callback, ...options);
        } catch (error) {
          if (!(await shouldRepeat(error, tries))) throw error;
        }
      }
    };
    return builder;
  }
}
