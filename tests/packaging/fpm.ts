import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/**
 * Stands in for fpm, which electron-builder would download: takes the options that it gives for a deb,
 * and builds the package with the system's dpkg-deb. An option that it does not know is an error.
 */
const WITH_VALUE =
  /^(-[sdt]|--(architecture|after-(install|remove)|category|config-files|deb-(compression|priority|recommends)|description|license|maintainer|name|package|url|vendor|version))$/;
const options = new Map<string, string[]>();
const sources: [string, string][] = [];

const args = process.argv.slice(2).flatMap((arg) => (/^--[a-z-]+=/.test(arg) ? split(arg) : [arg]));
for (let arg = args.shift(); arg !== undefined; arg = args.shift()) {
  if (WITH_VALUE.test(arg)) options.set(arg, [...all(arg), args.shift() ?? '']);
  else if (arg.startsWith('/')) sources.push(split(arg));
  else if (arg !== '--force') throw new Error(`fpm: unknown option ${arg}`);
}

const root = mkdtempSync(path.join(tmpdir(), 'fpm-'));
try {
  for (const [from, to] of sources) {
    mkdirSync(path.dirname(root + to), { recursive: true });
    cpSync(from, root + to, { recursive: true, verbatimSymlinks: true });
  }
  mkdirSync(`${root}/DEBIAN`);
  const [summary, ...description] = one('--description').split('\n');
  writeFileSync(
    `${root}/DEBIAN/control`,
    [
      `Package: ${one('--name')}`,
      `Version: ${one('--version')}`,
      `Section: ${one('--category')}`,
      `Priority: ${one('--deb-priority')}`,
      `Architecture: ${one('--architecture')}`,
      `Maintainer: ${one('--maintainer')}`,
      `Homepage: ${one('--url')}`,
      `Depends: ${all('-d').join(', ')}`,
      `Recommends: ${all('--deb-recommends').join(', ')}`,
      `Description: ${summary}`,
      ...description.map((line) => ` ${line.trim()}`),
      '',
    ].join('\n'),
  );
  writeFileSync(
    `${root}/DEBIAN/conffiles`,
    all('--config-files')
      .map((file) => `${file}\n`)
      .join(''),
  );
  script('postinst', one('--after-install'));
  script('postrm', one('--after-remove'));
  execFileSync('dpkg-deb', [
    '--root-owner-group',
    `-Z${one('--deb-compression')}`,
    '--build',
    root,
    one('--package'),
  ]);
} finally {
  rmSync(root, { recursive: true });
}

function all(option: string): string[] {
  return options.get(option) ?? [];
}

function one(option: string): string {
  const [value, ...others] = all(option);
  if (value === undefined || others.length > 0) throw new Error(`fpm: one ${option}, please`);
  return value;
}

function split(pair: string): [string, string] {
  const at = pair.indexOf('=');
  return [pair.slice(0, at), pair.slice(at + 1)];
}

function script(name: string, file: string): void {
  writeFileSync(`${root}/DEBIAN/${name}`, readFileSync(file), { mode: 0o755 });
}
