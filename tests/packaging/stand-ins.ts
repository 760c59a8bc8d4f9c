import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

/** Paths in the project's folder, and what to put there. */
export type Files = Record<string, string | Buffer>;

/** What stands for Electron's folder, and for the tools that electron-builder would download, or that only a Mac has. */
export function standIns(): Files {
  return {
    ...under('tools/electron/linux', {
      ...COMMON,
      electron: FUSES,
      'chrome-sandbox': '',
      'locales/en-US.pak': '',
      'locales/fr.pak': '',
      'locales/de.pak': '',
      'resources/default_app.asar': EMPTY_ASAR,
    }),
    ...under('tools/electron/win', {
      ...COMMON,
      // Electron's is edited by its resources, and so this must be a program of Windows as well.
      'electron.exe': Buffer.concat([readFileSync(windowsProgram()), Buffer.from(FUSES)]),
      'locales/en-US.pak': '',
      'locales/fr.pak': '',
      'resources/default_app.asar': EMPTY_ASAR,
    }),
    ...under('tools/electron/mac', {
      ...COMMON,
      ...under('Electron.app/Contents', {
        'Info.plist': plist('Electron'),
        'MacOS/Electron': '',
        'Resources/electron.icns': '',
        'Resources/en.lproj/locale.pak': '',
        'Resources/fr.lproj/locale.pak': '',
        'Resources/default_app.asar': EMPTY_ASAR,
        'Frameworks/Electron Helper.app/Contents/Info.plist': plist('Electron Helper'),
        'Frameworks/Electron Helper.app/Contents/MacOS/Electron Helper': '',
        'Frameworks/Electron Framework.framework/Electron Framework': FUSES,
        'Frameworks/Electron Framework.framework/Versions/A/Resources/fr.lproj/locale.pak': '',
      }),
    }),
    ...under('tools/appimage', {
      mksquashfs: MKSQUASHFS,
      'desktop-file-validate': '',
      'runtimes/runtime-x64': 'the runtime\n',
      'lib/x64/libXss.so.1': '',
    }),
    'tools/bin/codesign': '#!/bin/sh\n',
  };
}

const COMMON: Files = {
  version: '45.5.0',
  LICENSE: 'of Electron',
  'LICENSES.chromium.html': 'of Chromium',
};

/** Where a binary's fuses begin: a text to find them by, the version 1, how many, and all of them on. */
const FUSES = `dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX\x01\x09${'1'.repeat(9)}`;

/** Leaves room for the runtime as the tool does, and puts a tar where it would put a file system. */
const MKSQUASHFS = `#!/bin/sh
[ "$3" = -offset ] || exit 1
head -c "$4" /dev/zero > "$2"
tar -C "$1" -cf - . >> "$2"
`;

/** https://github.com/electron/asar#format: the length of a length, then of the header, then the header. */
const EMPTY_ASAR = Buffer.concat([
  Buffer.from(Uint32Array.of(4, 20, 16, 12).buffer),
  Buffer.from('{"files":{}}'),
]);

function under(folder: string, files: Files): Files {
  return Object.fromEntries(
    Object.entries(files).map(([name, content]) => [`${folder}/${name}`, content]),
  );
}

function plist(name: string): string {
  return `<?xml version="1.0"?><plist version="1.0"><dict>
<key>CFBundleExecutable</key><string>${name}</string><key>CFBundleName</key><string>${name}</string>
</dict></plist>`;
}

/** One that electron-builder brings along. */
function windowsProgram(): string {
  const { resolve } = createRequire(import.meta.url);
  return path.join(resolve('electron-winstaller'), '../../vendor/7z-x64.exe');
}
