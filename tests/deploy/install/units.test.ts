import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { isMissing, run, Scratch } from './scratch.ts';

// apt-get install systemd: systemd-analyze needs no systemd that runs.
const unable = isMissing('systemd-analyze', 'systemd');

let scratch: Scratch;
let folder: string;
let units: string[];

beforeAll(() => {
  scratch = new Scratch();
  scratch.install();
  // As installed, but for where the programs lie, which are looked for.
  folder = path.join(scratch.folder, 'units');
  mkdirSync(folder);
  const installed = path.join(scratch.root, 'etc/systemd/system');
  units = readdirSync(installed).map((name) => {
    const text = readFileSync(path.join(installed, name), 'utf8');
    const file = path.join(folder, name);
    writeFileSync(file, text.replaceAll('=/opt/', `=${scratch.root}/opt/`));
    return file;
  });
});
afterAll(() => scratch[Symbol.dispose]());

test.skipIf(unable)('systemd finds nothing to say against the units', () => {
  expect(units).toHaveLength(3);
  expect(run('systemd-analyze', ['verify', ...units])).toEqual({ status: 0, printed: '' });

  const misspelt = path.join(folder, 'misspelt.service');
  writeFileSync(misspelt, '[Service]\nExecStart=/bin/true\nProtectSistem=strict\n');
  expect(run('systemd-analyze', ['verify', misspelt]).printed).toContain('ProtectSistem');
});

test('the server is started again however it ends, and where it gives no sign of life', () => {
  const unit = readFileSync(path.join(folder, 'workspace.service'), 'utf8');
  const settings = unit.split('\n').filter((line) => /^[A-Z]\w+=/.test(line));
  expect(settings).toEqual(
    expect.arrayContaining([
      'Type=notify',
      // The program that tells is a child of the server's.
      'NotifyAccess=all',
      'WatchdogSec=2min',
      'Restart=always',
      'StartLimitIntervalSec=0',
    ]),
  );
});

test.skipIf(unable).each(['workspace.service', 'workspace-backup.service'])(
  '%s is exposed by less than 2.0 of 10',
  (name) => {
    const options = ['security', '--offline=true', '--threshold=19', path.join(folder, name)];
    const { status, printed } = run('systemd-analyze', options);
    expect(printed).toMatch(/Overall exposure level for \S+: \d\.\d/);
    expect(status).toBe(0);
  },
);
