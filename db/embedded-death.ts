import type { PGlite, PGliteOptions } from '@electric-sql/pglite';
import { EngineDeadError } from './errors.ts';

type Engine = PGlite['Module'];

/** How PostgreSQL in PGlite leaves a statement that failed: by throwing this status (longjmp in C). */
const LONG_JUMP = 100;

/**
 * Notices that PostgreSQL in PGlite panics, as at a checkpoint that does not fit on the disk, or
 * traps. PGlite takes either for a failed statement, and the next statement would block the process
 * for ever. With these options that statement and all further ones throw an EngineDeadError, to which
 * `died` resolves.
 */
export function watchForDeath(): { options: PGliteOptions; died: Promise<EngineDeadError> } {
  const { promise: died, resolve } = Promise.withResolvers<EngineDeadError>();
  let dead: EngineDeadError | undefined;
  let panic: string | undefined;

  function refuseIfDead(): void {
    if (dead !== undefined) throw dead;
  }

  function watch(engine: Engine): void {
    const { _PostgresMainLoopOnce: step, stackRestore } = engine;
    engine._PostgresMainLoopOnce = () => {
      refuseIfDead();
      try {
        step();
      } catch (error) {
        if (!isLongJump(error)) {
          dead = new EngineDeadError(panic ?? String(error));
          resolve(dead);
        }
        throw error;
      }
    };
    // PGlite's loop swallows what a step throws, calls this, and takes another step.
    engine.stackRestore = (pointer) => {
      refuseIfDead();
      return stackRestore(pointer);
    };
  }

  return {
    died,
    options: {
      onStderr(line) {
        panic = /PANIC: +(.*)/.exec(line)?.[1] ?? panic;
        return false;
      },
      extensions: {
        death: {
          name: 'death',
          async setup(_, options) {
            options.preRun.push(watch);
            return { emscriptenOpts: options };
          },
        },
      },
    },
  };
}

function isLongJump(error: unknown): boolean {
  return (
    typeof error === 'object' && error !== null && 'status' in error && error.status === LONG_JUMP
  );
}
