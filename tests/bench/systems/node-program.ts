import { spawn } from 'node:child_process';
import { connect } from 'node:net';
import path from 'node:path';
import { freePort } from '../../support/postgres.ts';
import { until } from '../../support/until.ts';
import type { RunningSystem, Surroundings } from './system.ts';

/** One of the reference servers of this folder, as a process; ready when it listens. */
export async function startProgram(
  { processes }: Surroundings,
  file: string,
  env: Record<string, string>,
): Promise<{ port: number } & Pick<RunningSystem, 'pids' | 'halt' | 'begin' | 'stop'>> {
  const port = await freePort();
  let child = await run();

  async function run() {
    const started = spawn(process.execPath, [path.join(import.meta.dirname, file)], {
      env: { PATH: process.env['PATH'], ...env, PORT: String(port) },
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    processes.add(started);
    await until(() => {
      if (started.exitCode !== null) throw new Error(`${file} ended`);
      return answers(port);
    }, 20_000);
    return started;
  }

  return {
    port,
    pids: () => [child.pid ?? 0],
    halt: () => processes.end(child, 'SIGTERM'),
    async begin() {
      child = await run();
    },
    stop: () => processes.end(child, 'SIGTERM'),
  };
}

/** Whether somebody listens there. */
export function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.on('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => resolve(false));
  });
}
