import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { isLong } from '../support/rounds.ts';
import { FILES, FUSES, filesOf, fusesOf } from './archive.ts';
import { makeProject } from './project.ts';

/* As far as the folder that the installers are made of: those need Windows' and Apple's tools. */

test('for Windows the same archive is packed, and its hash is in the program that checks it', async () => {
  await using project = await makeProject();
  const outcome = await project.package('win', { dir: true });
  expect(outcome).toMatchObject({ status: 0, connections: '' });

  const unpacked = path.join(project.folder, 'release/win-unpacked');
  expect(filesOf(path.join(unpacked, 'resources/app.asar'))).toEqual(FILES);
  expect(await fusesOf(path.join(unpacked, 'Workspace.exe'))).toEqual(FUSES);
  const program = readFileSync(path.join(unpacked, 'Workspace.exe'), 'latin1');
  expect(program).toMatch(
    /\{"file":"resources\\\\app\.asar","alg":"SHA256","value":"[0-9a-f]{64}"\}/,
  );
  const beside = readdirSync(path.join(unpacked, 'resources'));
  expect(beside).toContain('connection.json');
  // Without UPDATE_URL nothing says where updates would come from.
  expect(beside).not.toContain('app-update.yml');
  const files = readdirSync(path.join(project.folder, 'release'));
  expect(files.filter((name) => name.endsWith('.yml'))).toEqual(['builder-debug.yml']);
});

test.runIf(isLong())(
  'for macOS the same archive is packed, with its hash and the links in Info.plist',
  async () => {
    await using project = await makeProject();
    const outcome = await project.package('mac', { dir: true });
    expect(outcome).toMatchObject({ status: 0, connections: '' });

    const app = path.join(project.folder, 'release/mac/Workspace.app');
    expect(filesOf(path.join(app, 'Contents/Resources/app.asar'))).toEqual(FILES);
    expect(await fusesOf(app)).toEqual(FUSES);
    const info = readFileSync(path.join(app, 'Contents/Info.plist'), 'utf8').replaceAll(
      /\s*\n\s*/g,
      '',
    );
    expect(info).toContain(
      '<key>CFBundleURLSchemes</key><array><string>workspace</string></array>',
    );
    expect(info).toContain(
      '<key>CFBundleLocalizations</key><array><string>en</string><string>fr</string>',
    );
    expect(info).toMatch(/<key>Resources\/app\.asar<\/key><dict>.*<string>[0-9a-f]{64}<\/string>/);
    expect(readFileSync(path.join(app, 'Contents/Resources/icon.icns'))).toEqual(
      readFileSync('desktop/packaging/icon.icns'),
    );
  },
);
