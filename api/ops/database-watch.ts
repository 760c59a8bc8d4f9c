import type { Logger } from 'pino';
import { isDatabaseUnavailable, takesNoWrites } from '../../db/errors.ts';

/** Whether the database does its work, as those find who ask it. */
export interface DatabaseWatch {
  readonly isUp: boolean;
  /** Logs once that the database is away, however many statements and connections that costs. */
  lost(error: unknown): void;
  /** Logs once that it is back. */
  answered(): void;
}

export function watchDatabase(log: Logger): DatabaseWatch {
  let isUp = true;
  return {
    get isUp() {
      return isUp;
    },
    lost(error) {
      if (!isUp) return;
      isUp = false;
      const does = takesNoWrites(error) ? 'takes no writes' : 'does not answer';
      // The stack of a fault that is the database's says nothing.
      log.error(
        isDatabaseUnavailable(error) ? { reason: reasonOf(error) } : { err: error },
        `the database ${does}; waiting for it`,
      );
    },
    answered() {
      if (!isUp) log.info('the database answers again');
      isUp = true;
    },
  };
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
