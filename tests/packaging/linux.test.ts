import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { extractFile } from '@electron/asar';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { byName, FILES, FUSES, filesOf, fusesOf } from './archive.ts';
import { makeProject, type Outcome, type Project, version } from './project.ts';

const UPDATE_URL = 'https://chat.example.lan/updates';

let project: Project;
let outcome: Outcome;
let release: string;

beforeAll(async () => {
  project = await makeProject();
  outcome = await project.package('linux', { env: { UPDATE_URL }, umask: 0o077 });
  release = path.join(project.folder, 'release');
});
afterAll(() => project[Symbol.asyncDispose]());

test('packaging needs no token and no network', () => {
  expect(outcome.printed).not.toMatch(/⨯|token/i);
  expect(outcome.connections).toBe('');
  expect(outcome.status).toBe(0);
});

test('an AppImage and a deb come out, named by version and architecture', () => {
  const made = readdirSync(release).filter((name) => /^workspace/.test(name));
  expect(made.sort(byName)).toEqual([
    `workspace-${version}-linux-x86_64.AppImage`,
    `workspace_${version}_amd64.deb`,
  ]);
});

test('the archive holds the page, main and preload, and nothing of the server', () => {
  const archive = path.join(release, 'linux-unpacked/resources/app.asar');
  expect(filesOf(archive)).toEqual(FILES);
  expect(JSON.parse(extractFile(archive, 'package.json').toString())).toEqual({
    ...pick(['name', 'version', 'private', 'license', 'author', 'homepage', 'type']),
    ...pick(['productName', 'desktopName', 'main']),
    description: expect.any(String),
    // This is how electron-builder leaves a field out.
    dependencies: null,
    optionalDependencies: null,
    engines: null,
    allowScripts: null,
  });
});

test('presets, tray icons and the licence lie beside the archive', () => {
  const resources = readdirSync(path.join(release, 'linux-unpacked/resources'));
  expect(resources).toEqual(expect.arrayContaining(['LICENSE.txt', 'connection.json', 'tray']));
  expect(readdirSync(path.join(release, 'linux-unpacked/resources/tray'))).toContain(
    'mention-24.png',
  );
});

test('Chromium speaks English and French, and carries no other language', () => {
  const locales = readdirSync(path.join(release, 'linux-unpacked/locales'));
  expect(locales.sort(byName)).toEqual(['en-US.pak', 'fr.pak']);
});

test('the binary refuses what would run foreign code under its name', async () => {
  expect(await fusesOf(path.join(project.folder, 'tools/electron/linux/electron'))).not.toEqual(
    FUSES,
  );
  expect(await fusesOf(path.join(release, 'linux-unpacked/workspace'))).toEqual(FUSES);
});

test('with UPDATE_URL the packages know their feed, which is written for copying there', () => {
  const feed = readFileSync(path.join(release, 'latest-linux.yml'), 'utf8');
  expect(feed).toContain(`version: ${version}\n`);
  expect(feed).toContain(`- url: workspace-${version}-linux-x86_64.AppImage\n`);
  expect(feed).toContain(`- url: workspace_${version}_amd64.deb\n`);
  expect(feed.match(/sha512: \S{80,}/g)?.length).toBeGreaterThanOrEqual(2);
  expect(inDeb('./opt/Workspace/resources/app-update.yml')).toBe(
    `provider: generic\nurl: ${UPDATE_URL}\nupdaterCacheDirName: workspace-updater\n`,
  );
  expect(inAppImage('./resources/app-update.yml')).toContain(UPDATE_URL);
  // By this electron-updater knows that it replaces a deb and not an AppImage.
  expect(inDeb('./opt/Workspace/resources/package-type')).toBe('deb');
  expect(() => inAppImage('./resources/package-type')).toThrow('Not found in archive');
});

test('an UPDATE_URL that is none stops packaging with one line', async () => {
  const stopped = await project.package('linux', { env: { UPDATE_URL: 'chat.example.lan' } });
  expect(stopped.status).toBe(1);
  expect(stopped.printed.split('\n').filter((line) => !line.startsWith('  • '))).toEqual([
    '  ⨯ UPDATE_URL must be an https address, and "chat.example.lan" is none',
    '',
  ]);
});

test('the deb says what it is, what it needs, and who answers for it', () => {
  const control = deb('--field');
  expect(control).toContain(`Package: workspace\nVersion: ${version}\nSection: net\n`);
  expect(control).toContain('Architecture: amd64\n');
  expect(control).toMatch(/^Maintainer: .+ <.+@.+>$/m);
  expect(control).toMatch(/^Depends: libgtk-3-0t64 \| libgtk-3-0, .*libnss3.*$/m);
  expect(control).toMatch(/^Description: Team chat \/ messagerie d’équipe$/m);
});

test('the menu entry opens workspace:// links, speaks French, and keeps the sandbox', () => {
  const entry = inDeb('./usr/share/applications/workspace.desktop');
  expect(entry).toContain('\nExec=/opt/Workspace/workspace %U\n');
  expect(entry).toContain('\nMimeType=x-scheme-handler/workspace;\n');
  expect(entry).toContain('\nCategories=Network;InstantMessaging;Chat;\n');
  expect(entry).toContain('\nComment[fr]=La messagerie d’équipe');
  // Electron names its windows by package.json's desktopName, and so they are found by it.
  expect(entry).toContain('\nStartupWMClass=workspace\n');
  expect(entry).not.toContain('--no-sandbox');
});

test('the icon theme has the icon in all sizes', () => {
  const icons = deb('--contents').matchAll(/hicolor\/(\w+)\/apps\/workspace\.(?:png|svg)$/gm);
  expect([...icons].map(([, size = '']) => size).sort(byName)).toEqual(
    [16, 24, 32, 48, 64, 128, 256, 512, 1024]
      .map((size) => `${size}x${size}`)
      .concat('scalable')
      .sort(byName),
  );
});

test.each(['preinst', 'postinst', 'postrm'])('the shell can read %s', (name) => {
  const script = execFileSync('dpkg-deb', ['--info', debFile(), name], { encoding: 'utf8' });
  execFileSync('shellcheck', ['--shell=sh', '-'], { input: script });
});

test('AppArmor gets a profile for the program, and the shell a command that starts it', () => {
  expect(inDeb('./opt/Workspace/resources/apparmor-profile')).toContain('/opt/Workspace/workspace');
  expect(inDeb('./usr/bin/workspace')).toContain('exec /opt/Workspace/workspace "$@"');
});

test('everybody can read what is in the deb, whatever the umask was, and nobody else write it', () => {
  const modes = deb('--contents').matchAll(/^(\S+) (\S+) +\d+ \S+ \S+ (\S+)/gm);
  const odd = [...modes].filter(
    ([, mode = '', owner]) => owner !== 'root/root' || !/^[dl-]rw[x-]r-[x-]r-[x-]$/.test(mode),
  );
  expect(deb('--contents').split('\n').length).toBeGreaterThan(20);
  expect(odd).toEqual([]);
});

test('an upgrade asks nothing: the presets in the deb are no settings of the administrator’s', () => {
  const conffiles = () => execFileSync('dpkg-deb', ['--info', debFile(), 'conffiles']);
  expect(conffiles).toThrow('1 requested control component is missing');
  expect(JSON.parse(inDeb('./opt/Workspace/resources/connection.json'))).toHaveProperty('servers');
});

// The builder tries for 20 seconds or more.
test.runIf(inject('isLong')).each([
  ['Electron', { ELECTRON_OVERRIDE_DIST_PATH: '' }, 'ELECTRON_MIRROR'],
  ['The tools for this package', { APPIMAGE_TOOLS_PATH: '' }, 'ELECTRON_BUILDER_BINARIES_MIRROR'],
])(
  'where it cannot be downloaded, one line says how else to get it: %s',
  async (what, env, variable) => {
    await using other = await makeProject();
    const stopped = await other.package('linux', { env });
    expect(stopped.status).toBe(1);
    const [told, ...rest] = stopped.printed.trimEnd().split('\n').reverse();
    expect(told).toMatch(new RegExp(`^  ⨯ ${what} cannot be downloaded from http\\S+ \\(.+\\)`));
    expect(told).toContain(
      `set ${variable}, see "Building behind a proxy or offline" in README.md`,
    );
    expect(rest.filter((line) => !/^ {2}(•|⨯ failed to build AppImage)/.test(line))).toEqual([]);
    expect(readFileSync('README.md', 'utf8')).toContain(
      '\n### Building behind a proxy or offline\n',
    );
  },
);

test('the entry of the AppImage does not ask for leaving the sandbox, and opens workspace:// links', () => {
  const entry = inAppImage('./workspace.desktop');
  expect(entry).toContain('\nExec=AppRun %U\n');
  expect(entry).toContain('\nMimeType=x-scheme-handler/workspace;\n');
  expect(inAppImage('./AppRun')).toContain('BIN="$APPDIR/workspace"');
});

function pick(fields: string[]): Record<string, unknown> {
  const whole = JSON.parse(readFileSync(path.join(project.folder, 'package.json'), 'utf8'));
  return Object.fromEntries(fields.map((field) => [field, whole[field]]));
}

function debFile(): string {
  return path.join(release, `workspace_${version}_amd64.deb`);
}

function deb(option: string): string {
  return execFileSync('dpkg-deb', [option, debFile()], { encoding: 'utf8' });
}

function inDeb(name: string): string {
  const tar = execFileSync('dpkg-deb', ['--fsys-tarfile', debFile()], {
    maxBuffer: 2 ** 30,
  });
  return execFileSync('tar', ['-xO', name], { input: tar, encoding: 'utf8' });
}

/** Behind the runtime's length our stand-in has put a tar, and electron-builder some data behind that. */
function inAppImage(name: string): string {
  const whole = readFileSync(path.join(release, `workspace-${version}-linux-x86_64.AppImage`));
  const tar = whole.subarray('the runtime\n'.length);
  return execFileSync('tar', ['-xO', name], { input: tar, encoding: 'utf8', stdio: 'pipe' });
}
