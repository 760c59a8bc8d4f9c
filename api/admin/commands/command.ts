import type { z } from 'zod';
import type { Database } from '../../../db/database.ts';
import type { Passwords } from '../../auth/proofs/passwords.ts';
import type { HeartbeatTimes } from '../../auth/seats/sessions.ts';

/** What commands work with: the same in a running server as in a process of their own. */
export interface CommandDeps {
  database: Database;
  passwords: Pick<Passwords, 'hash'>;
  heartbeat: HeartbeatTimes;
}

/** Takes one line of output; resolves when there is room for the next. */
export type Write = (line: string) => Promise<void>;

export interface AdminCommand<Input, Result> {
  readonly name: string;
  readonly result: z.ZodType<Result>;
  /** @throws ZodError, Problem, Refusal */
  run(deps: CommandDeps, input: Input, write: Write): Promise<Result>;
}

/** A command whose input is parsed wherever it comes from. */
export function defineCommand<Input extends z.ZodType, Result>(command: {
  name: string;
  input: Input;
  result: z.ZodType<Result>;
  run(deps: CommandDeps, input: z.output<Input>, write: Write): Promise<Result>;
}): AdminCommand<z.input<Input>, Result> {
  const { name, input, result } = command;
  return {
    name,
    result,
    run: async (deps, given, write) => command.run(deps, input.parse(given), write),
  };
}
