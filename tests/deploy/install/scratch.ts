import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { isPossible } from '../../support/possible.ts';

export interface Ran {
  status: number | null;
  /** Standard output and standard error. */
  printed: string;
}

export function run(command: string, args: string[], env: Record<string, string> = {}): Ran {
  const { status, stdout, stderr } = spawnSync(command, args, {
    encoding: 'utf8',
    env: { ...process.env, ...env },
  });
  return { status, printed: `${stdout}${stderr}` };
}

export const hasProgram = (name: string) => run('which', [name]).status === 0;

/** In CI what is missing is a failure; elsewhere a line of the output says which tests are skipped. */
export const isMissing = (name: string, debianPackage = name) =>
  process.env['CI'] === undefined &&
  !isPossible(
    hasProgram(name),
    `${name} is not installed, so that the tests with it are skipped: apt-get install ${debianPackage}`,
  );

/** Workspace as an administrator unpacks it, and a root to install it in, in a temporary folder. */
export class Scratch {
  readonly folder = mkdtempSync(path.join(tmpdir(), 'workspace-install-'));
  readonly source = path.join(this.folder, 'source');
  readonly root = path.join(this.folder, 'root');

  constructor() {
    const shipped = readFileSync('deploy/install/shipped.txt', 'utf8').trim().split('\n');
    mkdirSync(this.source);
    run('cp', ['-r', ...shipped, this.source]);
    // As prebuilt; what has been copied are the links.
    for (const name of ['node_modules', 'dist-desktop']) {
      symlinkSync(path.resolve(name), path.join(this.source, name));
    }
  }

  install(...options: string[]): Ran {
    const script = path.join(this.source, 'deploy/install.sh');
    return run(script, ['--root', this.root, '--prebuilt', ...options]);
  }

  edit(name: string, change: (text: string) => string): void {
    const file = path.join(this.source, name);
    writeFileSync(file, change(readFileSync(file, 'utf8')));
  }

  setVersion(version: string): void {
    this.edit('package.json', (text) => text.replace(/"version": ".*"/, `"version": "${version}"`));
  }

  read(name: string): string {
    return readFileSync(path.join(this.root, name), 'utf8');
  }

  /** Every file and folder of the root: mode, size, time of change, link target and digest. */
  listing(): string {
    const list = "find . -printf '%p %m %U:%G %s %T@ %l\\n' -type f -exec sha256sum {} + | sort";
    return run('sh', ['-c', `cd "$0" && ${list}`, this.root]).printed;
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
