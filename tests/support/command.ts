import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import type { Env } from './server.ts';

/** The result of an administrator's command. */
export interface Outcome {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Runs `workspace <args>` as `npm run admin` does, in a process of its own; `before` goes before it on the command line. */
export async function workspace(
  env: Env,
  args: readonly string[],
  input: string = '',
  before: readonly string[] = [],
): Promise<Outcome> {
  const { PATH = '', TMPDIR = '', NODE_COMPILE_CACHE = '' } = process.env;
  const line = [...before, process.execPath, path.resolve('api/admin/main.ts'), ...args];
  const [program = '', ...rest] = line;
  const child = spawn(program, rest, {
    env: { PATH, TMPDIR, NODE_COMPILE_CACHE, ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  const [[code], stdout, stderr] = await Promise.all([
    once(child, 'close'),
    text(child.stdout),
    text(child.stderr),
  ]);
  return { code, stdout, stderr };
}

/** The same for a command that must succeed; resolves to its output. */
export async function workspaceDoes(
  env: Env,
  args: readonly string[],
  input?: string,
): Promise<string> {
  const { code, stdout, stderr } = await workspace(env, args, input);
  if (code !== 0) throw new Error(`workspace ${args.join(' ')}: ${code} ${stdout} ${stderr}`);
  return stdout;
}
