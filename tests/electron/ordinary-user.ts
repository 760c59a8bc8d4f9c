import { execFileSync } from 'node:child_process';
import { chownSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Who the client runs as. Chromium's sandbox, like a keyring, is nothing for root. */
export interface OrdinaryUser {
  uid: number;
  gid: number;
}

/**
 * The user named by WORKSPACE_TEST_USER, else `nobody`, where the tests run as root; undefined where
 * they run as an ordinary user already.
 */
export function ordinaryUser(): OrdinaryUser | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const name = process.env['WORKSPACE_TEST_USER'] ?? 'nobody';
  const idOf = (kind: string) => Number(execFileSync('id', [kind, name], { encoding: 'utf8' }));
  return { uid: idOf('-u'), gid: idOf('-g') };
}

/** Makes a folder that belongs to the user, and is closed to everybody else. */
export function makeFolder(folder: string, user: OrdinaryUser | undefined): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (user !== undefined) chownSync(folder, user.uid, user.gid);
}

/**
 * The command line before that of a program for which the modes of files count, as they do for an
 * ordinary user. Root keeps its own name and files, since the tree may be closed to everybody else.
 */
export function heedingModes(): string[] {
  return process.getuid?.() === 0
    ? ['setpriv', '--bounding-set=-dac_override,-dac_read_search', '--']
    : [];
}

/** The command line before that of a program that is to run as the user, and to end with this process. */
export function asUser(user: OrdinaryUser | undefined): string[] {
  const ids = user && [`--reuid=${user.uid}`, `--regid=${user.gid}`, '--clear-groups'];
  return ['setpriv', ...(ids ?? []), '--pdeathsig=KILL', '--'];
}

/**
 * A program that runs `program` as the user, for whoever can only be given a program. With `instead`,
 * it sees other files in place of the system's, by their paths; that takes root.
 */
export function wrap(
  user: OrdinaryUser | undefined,
  program: string,
  folder: string,
  instead: Readonly<Record<string, string>> = {},
): string {
  const script = path.join(folder, 'as-user');
  const mounts = Object.entries(instead).map(([path, file]) => `mount --bind '${file}' '${path}'`);
  const within = [...mounts, 'exec "$@"'].join(' && ');
  const before =
    mounts.length === 0 ? '' : `unshare --mount sh -c '${within.replaceAll("'", '"')}' sh `;
  const line = `exec ${before}${asUser(user).join(' ')} '${program}' "$@"`;
  writeFileSync(script, `#!/bin/sh\n${line}\n`, { mode: 0o755 });
  return script;
}
