import { fork } from 'node:child_process';
import path from 'node:path';
import type { Processes } from '../processes.ts';
import { type Command, type Report, reportSchema } from './commands.ts';

/** A load generator: a process of its own that does as it is told. */
export interface Load {
  /** @throws Error where it could not be done */
  tell(command: Command): Promise<Report>;
  stop(): Promise<void>;
}

export function startLoad(processes: Processes): Load {
  const child = fork(path.join(import.meta.dirname, 'program.ts'));
  processes.add(child);
  return {
    tell: (command) =>
      new Promise((resolve, reject) => {
        const onExit = () => reject(new Error('the load generator ended'));
        child.once('exit', onExit);
        child.once('message', (message) => {
          child.off('exit', onExit);
          const report = reportSchema.safeParse(message);
          if (report.success) resolve(report.data);
          else reject(new Error(`${command.do}: ${JSON.stringify(message)}`));
        });
        child.send(command);
      }),
    stop: () => processes.end(child, 'SIGTERM'),
  };
}
