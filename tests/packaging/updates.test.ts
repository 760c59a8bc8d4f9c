import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { makeProject, version } from './project.ts';

const UPDATE_URL = 'https://chat.example.lan/updates';

test('with UPDATE_URL the packages know their feed, which is written for copying there', async () => {
  await using project = await makeProject();
  const outcome = await project.package('linux', { env: { UPDATE_URL } });
  expect(outcome).toMatchObject({ status: 0, connections: '' });

  const release = path.join(project.folder, 'release');
  const feed = readFileSync(path.join(release, 'latest-linux.yml'), 'utf8');
  expect(feed).toContain(`version: ${version}\n`);
  expect(feed).toContain(`- url: workspace-${version}-linux-x86_64.AppImage\n`);
  expect(feed).toContain(`- url: workspace_${version}_amd64.deb\n`);
  expect(feed.match(/sha512: \S{80,}/g)?.length).toBeGreaterThanOrEqual(2);

  const deb = execFileSync('dpkg-deb', [
    '--fsys-tarfile',
    path.join(release, `workspace_${version}_amd64.deb`),
  ]);
  expect(inTar(deb, './opt/Workspace/resources/app-update.yml')).toBe(
    `provider: generic\nurl: ${UPDATE_URL}\nupdaterCacheDirName: workspace-updater\n`,
  );
  // By this electron-updater knows that it replaces a deb and not an AppImage.
  expect(inTar(deb, './opt/Workspace/resources/package-type')).toBe('deb');

  const appImage = readdirSync(release).find((name) => name.endsWith('.AppImage')) ?? '';
  const tar = readFileSync(path.join(release, appImage)).subarray('the runtime\n'.length);
  expect(inTar(tar, './resources/app-update.yml')).toContain(UPDATE_URL);
  expect(execFileSync('tar', ['-t'], { input: tar, encoding: 'utf8' })).not.toContain(
    'package-type',
  );
});

test('an UPDATE_URL that is none stops packaging with one line', async () => {
  await using project = await makeProject();
  const outcome = await project.package('linux', { env: { UPDATE_URL: 'chat.example.lan' } });
  expect(outcome.status).toBe(1);
  expect(outcome.printed.split('\n').filter((line) => !line.startsWith('  • '))).toEqual([
    '  ⨯ UPDATE_URL must be an https address, and "chat.example.lan" is none',
    '',
  ]);
});

function inTar(tar: Buffer, name: string): string {
  return execFileSync('tar', ['-xO', name], { input: tar, encoding: 'utf8' });
}
