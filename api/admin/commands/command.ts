import type { z } from 'zod';
import type { Database } from '../../../db/database.ts';
import type { Operator } from '../../auth/credentials/credential.ts';
import type { Passwords } from '../../auth/proofs/passwords.ts';
import type { HeartbeatTimes } from '../../auth/seats/sessions.ts';

/** What commands need. A running server and a process of the command's own give them the same. */
export interface CommandDeps {
  database: Database;
  passwords: Pick<Passwords, 'hash'>;
  heartbeat: HeartbeatTimes;
  /** Whether what messages said is kept when they are deleted. */
  keepsTexts: boolean;
  /** Whoever gives the command. */
  operator: Operator;
}

/** Takes one line of output; resolves when there is room for the next. */
export type Write = (line: string) => Promise<void>;

export interface AdminCommand<Input, Result> {
  readonly name: string;
  readonly result: z.ZodType<Result>;
  /** @throws ZodError, Problem, Refusal */
  run(deps: CommandDeps, input: Input, write: Write): Promise<Result>;
}

/** A command that parses its input itself, from the command line as well as from the socket. */
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
