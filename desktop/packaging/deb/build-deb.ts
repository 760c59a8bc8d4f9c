#!/usr/bin/env node
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/**
 * Builds the deb with dpkg-deb. electron-builder starts this in place of fpm, which it would
 * download, and gives it the options that fpm has for a deb. An option that is not known here is an
 * error.
 */
const WITH_VALUE =
  /^(-[sdt]|--(architecture|after-(install|remove)|before-install|category|deb-(compression|priority|recommends)|description|license|maintainer|name|package|url|vendor|version))$/;
/** zstd's level 10 takes a twentieth of the time of xz, for a file that is a sixth larger. */
const COMPRESSION: Record<string, readonly string[]> = { zst: ['-Zzstd', '-z10'] };

const options = new Map<string, string[]>();
const sources: [from: string, to: string][] = [];

const args = process.argv.slice(2).flatMap((arg) => (/^--[a-z-]+=/.test(arg) ? split(arg) : [arg]));
for (let arg = args.shift(); arg !== undefined; arg = args.shift()) {
  if (WITH_VALUE.test(arg)) options.set(arg, [...all(arg), args.shift() ?? '']);
  else if (arg.startsWith('/')) sources.push(split(arg));
  else if (arg !== '--force') throw new Error(`build-deb: unknown option ${arg}`);
}

const root = mkdtempSync(path.join(tmpdir(), 'workspace-deb-'));
try {
  for (const [from, to] of sources) {
    mkdirSync(path.dirname(root + to), { recursive: true });
    cpSync(from, root + to, { recursive: true, verbatimSymlinks: true });
  }
  const [kilobytes = ''] = execFileSync('du', ['-sk', root], { encoding: 'utf8' }).split('\t');
  mkdirSync(`${root}/DEBIAN`);
  writeFileSync(`${root}/DEBIAN/control`, control(kilobytes));
  const scripts = { preinst: 'before-install', postinst: 'after-install', postrm: 'after-remove' };
  for (const [name, option] of Object.entries(scripts)) {
    writeFileSync(`${root}/DEBIAN/${name}`, readFileSync(one(`--${option}`)), { mode: 0o755 });
  }
  // Whatever the umask of whoever builds it.
  execFileSync('chmod', ['-R', 'u=rwX,go=rX', root]);
  const compression = COMPRESSION[one('--deb-compression')];
  if (compression === undefined) throw new Error('build-deb: unknown compression');
  execFileSync('dpkg-deb', [
    ...['--root-owner-group', ...compression],
    ...['--build', root, one('--package')],
  ]);
} finally {
  rmSync(root, { recursive: true });
}

function control(kilobytes: string): string {
  const [summary, ...description] = one('--description').split('\n');
  return [
    `Package: ${one('--name')}`,
    `Version: ${one('--version')}`,
    `Section: ${one('--category')}`,
    `Priority: ${one('--deb-priority')}`,
    `Architecture: ${one('--architecture')}`,
    `Maintainer: ${one('--maintainer')}`,
    `Homepage: ${one('--url')}`,
    `Installed-Size: ${kilobytes}`,
    `Depends: ${all('-d').join(', ')}`,
    `Recommends: ${all('--deb-recommends').join(', ')}`,
    `Description: ${summary}`,
    ...description.map((line) => ` ${line.trim()}`),
    '',
  ].join('\n');
}

function all(option: string): string[] {
  return options.get(option) ?? [];
}

function one(option: string): string {
  const [value, ...others] = all(option);
  if (value === undefined || others.length > 0) {
    throw new Error(`build-deb: ${option} must be given once`);
  }
  return value;
}

function split(pair: string): [string, string] {
  const at = pair.indexOf('=');
  return [pair.slice(0, at), pair.slice(at + 1)];
}
