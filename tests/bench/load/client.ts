import { fork } from 'node:child_process';
import path from 'node:path';
import type { Processes } from '../processes.ts';
import { type Command, type Report, reportSchema } from './commands.ts';

/** Longer than anything that it is told takes, even where a server is slow. */
const ANSWER_TIMEOUT_MS = 180_000;

/** A load generator: a process of its own that does as it is told. */
export interface Load {
  /** @throws Error where it could not be done, or was not within the time for it */
  tell(command: Command): Promise<Report>;
  stop(): Promise<void>;
}

export function startLoad(processes: Processes, timeoutMs = ANSWER_TIMEOUT_MS): Load {
  const child = fork(path.join(import.meta.dirname, 'program.ts'));
  processes.add(child);
  return {
    tell: (command) =>
      new Promise((resolve, reject) => {
        const settle = (what: () => void) => {
          clearTimeout(timer);
          child.off('exit', onExit).off('message', onMessage);
          what();
        };
        const fail = (why: string) => settle(() => reject(new Error(`${command.do}: ${why}`)));
        const onExit = () => fail('the load generator ended');
        const onMessage = (message: unknown) => {
          const report = reportSchema.safeParse(message);
          if (report.success) settle(() => resolve(report.data));
          else fail(JSON.stringify(message));
        };
        const timer = setTimeout(
          () => fail(`not done within ${timeoutMs} ms; see whether the server still answers`),
          timeoutMs,
        );
        child.on('exit', onExit).on('message', onMessage);
        child.send(command);
      }),
    stop: () => processes.end(child, 'SIGTERM'),
  };
}
