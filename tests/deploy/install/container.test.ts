import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { run } from './scratch.ts';

/** Stand-ins for Proxmox's commands: each writes down how it was called, and knows its containers. */
const STAND_INS: Record<string, string> = {
  pvesh: 'echo 105',
  pveam: `case $1 in
    available)
      echo 'system  debian-12-standard_12.7-1_amd64.tar.zst'
      echo 'system  debian-13-standard_13.1-2_amd64.tar.zst'
      echo 'system  debian-13-standard_13.10-1_amd64.tar.zst' ;;
  esac`,
  pct: `case $1 in
    create) echo 'status: stopped' > "$STATE/$2"; echo 'tags: workspace-server' > "$STATE/$2.config" ;;
    start) echo 'status: running' > "$STATE/$2" ;;
    status) cat "$STATE/$2" ;;
    config) cat "$STATE/$2.config" ;;
    push) tar -tzf "$3" > "$STATE/pushed" ;;
  esac`,
};
const CHANGING = /^(pct (create|start|push|exec|set|stop|destroy)|pveam download)/;
const TEMPLATE = 'debian-13-standard_13.10-1_amd64.tar.zst';

let state: string;
beforeEach(() => {
  state = mkdtempSync(path.join(tmpdir(), 'workspace-proxmox-'));
  mkdirSync(path.join(state, 'bin'));
  for (const [name, text] of Object.entries(STAND_INS)) {
    const file = path.join(state, 'bin', name);
    writeFileSync(file, `#!/bin/bash\necho "${name} $*" >> "$STATE/calls"\n${text}\n`);
    chmodSync(file, 0o755);
  }
  writeFileSync(path.join(state, 'calls'), '');
});
afterEach(() => rmSync(state, { recursive: true }));

const create = (...options: string[]) =>
  run('deploy/proxmox/create-container.sh', options, {
    PATH: `${state}/bin:${process.env['PATH']}`,
    STATE: state,
  });

/** What was called since the last time that changes something. */
function changes(): string[] {
  const file = path.join(state, 'calls');
  const calls = readFileSync(file, 'utf8').split('\n');
  writeFileSync(file, '');
  return calls.filter((call) => CHANGING.test(call) && !call.includes('getent'));
}

const installing = (id: string, options: string) => [
  expect.stringMatching(`^pct push ${id} \\S+ /root/workspace-source.tar.gz$`),
  `pct exec ${id} -- rm -rf /root/workspace-source`,
  `pct exec ${id} -- mkdir /root/workspace-source`,
  `pct exec ${id} -- tar -xzf /root/workspace-source.tar.gz -C /root/workspace-source --no-same-owner --strip-components=1`,
  `pct exec ${id} -- /root/workspace-source/deploy/install.sh --host 0.0.0.0${options}`,
  `pct exec ${id} -- rm -rf /root/workspace-source /root/workspace-source.tar.gz`,
];

test('the next free id becomes an unprivileged container with Workspace in it', () => {
  const address = ['--ip', '192.168.1.20/24', '--gateway', '192.168.1.1'];
  const { status } = create(...address, '--memory', '4096', '--', '--web-client', 'on');
  expect(status).toBe(0);
  expect(changes()).toEqual([
    `pveam download local ${TEMPLATE}`,
    `pct create 105 local:vztmpl/${TEMPLATE} --hostname workspace --unprivileged 1 --features nesting=1 --onboot 1 --tags workspace-server --cores 2 --memory 4096 --swap 512 --rootfs local-lvm:16 --net0 name=eth0,bridge=vmbr0,ip=192.168.1.20/24,gw=192.168.1.1`,
    'pct start 105',
    ...installing('105', ' --web-client on'),
  ]);
  const pushed = readFileSync(path.join(state, 'pushed'), 'utf8').split('\n');
  expect(pushed).toContain('workspace/deploy/install.sh');
  expect(pushed.filter((name) => /node_modules|\.git\/|\.env$/.test(name))).toEqual([]);
});

test('an older Proxmox gets the Debian that it can run', () => {
  expect(create('--debian', '12').status).toBe(0);
  expect(changes()[0]).toBe('pveam download local debian-12-standard_12.7-1_amd64.tar.zst');
  expect(create('--debian', '11').printed).toContain('pveam offers no Debian 11;');
});

test('again with its id upgrades Workspace and changes nothing else', () => {
  create('--id', '105');
  changes();
  expect(create('--id', '105', '--memory', '8192').status).toBe(0);
  expect(changes()).toEqual(installing('105', ''));
});

test('a container that stands still is started for its upgrade', () => {
  create('--id', '105');
  changes();
  writeFileSync(path.join(state, '105'), 'status: stopped\n');
  create('--id', '105');
  expect(changes()[0]).toBe('pct start 105');
});

test('a container of somebody else is left alone', () => {
  writeFileSync(path.join(state, '100'), 'status: running\n');
  writeFileSync(path.join(state, '100.config'), 'tags: mail\ndescription: workspace-server\n');
  const { status, printed } = create('--id', '100');
  expect(status).toBe(1);
  expect(printed).toContain('container 100 was not made by this script');
  expect(changes()).toEqual([]);
});

test('--dry-run shows what it would call, and calls none of it', () => {
  const { status, printed } = create('--dry-run', '--', '--trusted-proxies', '192.168.1.10');
  expect(status).toBe(0);
  expect(changes()).toEqual([]);
  expect(printed).toContain('+ pct create 105 ');
  expect(printed).toContain('install.sh --host 0.0.0.0 --trusted-proxies 192.168.1.10');
});

test.each([
  [['--ip', '192.168.1.20'], 'with its bits'],
  [['--ip', '192.168.1.20/24'], '--gateway'],
  [['--from', '/nowhere'], 'there is no /nowhere'],
  [['--colour', 'blue'], 'unknown option --colour'],
])('%j is refused: %s', (options, words) => {
  const { status, printed } = create(...options);
  expect([status, printed]).toEqual([1, expect.stringContaining(words)]);
  expect(changes()).toEqual([]);
});
