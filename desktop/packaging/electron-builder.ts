import path from 'node:path';
import { InvalidConfigurationError } from 'builder-util';
import type { Configuration, TargetConfiguration } from 'electron-builder';

type FuseOptionsV1 = NonNullable<Configuration['electronFuses']>;

/**
 * The packaging of the desktop client. With `UPDATE_URL` the packages update themselves from that
 * address, and whoever builds them copies the contents of `release/` there. Without it they never
 * look for updates. The build publishes nothing, so it never asks for a token. With
 * `ELECTRON_OVERRIDE_DIST_PATH` it packages the Electron in that folder and downloads none.
 *
 * @throws InvalidConfigurationError if `UPDATE_URL` is not a valid address for updates;
 *   electron-builder shows only the error's message
 */
export function configuration({
  UPDATE_URL,
  ELECTRON_OVERRIDE_DIST_PATH,
}: {
  UPDATE_URL?: string | undefined;
  ELECTRON_OVERRIDE_DIST_PATH?: string | undefined;
}): Configuration {
  const updateUrl = UPDATE_URL ? parseUpdateUrl(UPDATE_URL) : undefined;
  return {
    appId: 'example.workspace.desktop',
    copyright: 'Copyright © 2026 The Workspace authors',
    directories: { output: 'release', buildResources: 'desktop/packaging' },
    artifactName: artifact('-'),
    // null, not absent: otherwise tokens in the environment would choose where to publish.
    publish: updateUrl === undefined ? null : { provider: 'generic', url: updateUrl },
    protocols: { name: 'Workspace', schemes: ['workspace'], role: 'Viewer' },

    // The bundles contain all that they need, so node_modules, which is the server's, is left out.
    files: ['!**/*', 'dist-desktop/**/*', '!**/*.map', 'package.json', '!node_modules/**/*'],
    // False: do not rebuild dependencies, and do not run npm to list them.
    beforeBuild: () => false,
    // The package.json in the archive describes only the client.
    extraMetadata: {
      description: DESCRIPTION.en,
      dependencies: null,
      optionalDependencies: null,
      engines: null,
      allowScripts: null,
    },
    extraResources: [
      // What a `connection.json` of the administrator's replaces, see presets.ts.
      { from: 'desktop/connection.json', to: 'connection.json' },
      { from: 'desktop/packaging/tray', to: 'tray', filter: ['*.png'] },
      {
        from: 'desktop/packaging/dictionaries',
        to: 'dictionaries',
        filter: ['*.bdic', '*.license.txt'],
      },
      { from: 'LICENSE', to: 'LICENSE.txt' },
    ],
    electronLanguages: ['en', 'fr'],
    electronFuses: FUSES,
    ...(ELECTRON_OVERRIDE_DIST_PATH && { electronDist: ELECTRON_OVERRIDE_DIST_PATH }),

    linux: {
      target: [
        { target: 'AppImage', arch: ['x64'] },
        { target: 'deb', arch: ['x64'] },
      ],
      executableName: 'workspace',
      syncDesktopName: true,
      icon: 'icons',
      category: 'Network;InstantMessaging;Chat;',
      synopsis: 'Team chat / messagerie d’équipe',
      desktop: { entry: DESKTOP_ENTRY },
    },
    // This runtime includes FUSE; the default one needs libfuse2, which distributions have dropped.
    toolsets: { appimage: '1.0.3' },
    // Explicitly none: for its older runtimes electron-builder would add --no-sandbox.
    appImage: { executableArgs: [] },
    deb: {
      artifactName: artifact('_'),
      packageCategory: 'net',
      compression: 'zst',
      depends: DEB_DEPENDS,
      // Any of these keeps "stay signed in" encrypted; without one the client does not offer it.
      recommends: ['gnome-keyring | libkf6wallet-bin | libkf5wallet-bin'],
      afterInstall: `${PACKAGING}/deb/postinst.sh`,
      afterRemove: `${PACKAGING}/deb/postrm.sh`,
      fpm: [
        `--before-install=${PACKAGING}/deb/preinst.sh`,
        `${ROOT}/LICENSE=/usr/share/doc/workspace/copyright`,
        `${PACKAGING}/deb/workspace=/usr/bin/workspace`,
        `${PACKAGING}/icons/icon.svg=/usr/share/icons/hicolor/scalable/apps/workspace.svg`,
      ],
    },

    win: {
      target: [{ target: 'nsis', arch: ['x64'] }],
      icon: 'icon.ico',
      requestedExecutionLevel: 'asInvoker',
    },
    nsis: {
      // Asks whether to install for this user or for all users. A silent installation ("/S") takes
      // the answer from "/allusers" or "/currentuser".
      oneClick: false,
      perMachine: false,
      allowToChangeInstallationDirectory: true,
      installerLanguages: ['en_US', 'fr_FR'],
      include: 'desktop/packaging/installer.nsh',
      license: null,
    },

    mac: {
      target: [
        { target: 'dmg', arch: ['x64', 'arm64'] },
        // macOS updates itself from a zip; the dmg is for installing by hand.
        ...(updateUrl === undefined ? [] : [MAC_ZIP]),
      ],
      icon: 'icon.icns',
      category: 'public.app-category.social-networking',
      darkModeSupport: true,
      hardenedRuntime: true,
      entitlements: 'desktop/packaging/entitlements.mac.plist',
      entitlementsInherit: 'desktop/packaging/entitlements.mac.plist',
      extendInfo: { CFBundleDevelopmentRegion: 'en', CFBundleLocalizations: ['en', 'fr'] },
    },
    dmg: { writeUpdateInfo: updateUrl !== undefined },
  };
}

const PACKAGING = import.meta.dirname;
const ROOT = path.join(PACKAGING, '../..');

const MAC_ZIP: TargetConfiguration = { target: 'zip', arch: ['x64', 'arm64'] };

const DESCRIPTION = {
  en: 'Team chat of your organisation, on its own server',
  fr: 'La messagerie d’équipe de votre organisation, sur son propre serveur',
};

/** The texts of the menu entry. electron-builder adds the description as `Comment`. */
const DESKTOP_ENTRY = {
  'Name[fr]': 'Workspace',
  GenericName: 'Team Chat',
  'GenericName[fr]': 'Messagerie d’équipe',
  'Comment[fr]': DESCRIPTION.fr,
  Keywords: 'chat;message;team;channel;',
  'Keywords[fr]': 'discussion;messagerie;message;équipe;canal;',
  StartupNotify: 'true',
  // The client ensures that there is only one window.
  SingleMainWindow: 'true',
};

/**
 * Libraries that Electron's binary links to or opens; the second names are from before Debian 13.
 */
const DEB_DEPENDS = [
  'libgtk-3-0t64 | libgtk-3-0',
  'libatspi2.0-0t64 | libatspi2.0-0',
  'libasound2t64 | libasound2',
  'libcups2t64 | libcups2',
  'libnss3',
  'libgbm1',
  'libxtst6',
  'libnotify4',
  'libsecret-1-0',
  'xdg-utils',
];

/**
 * What the executable itself refuses, because it is signed and the files and environment around it
 * are not.
 * https://www.electronjs.org/docs/latest/tutorial/fuses
 */
const FUSES: FuseOptionsV1 = {
  // Otherwise another program could run its own JavaScript under the client's name and signature,
  // and so reach the client's secrets in the system's store: through ELECTRON_RUN_AS_NODE,
  // NODE_OPTIONS or the inspector.
  runAsNode: false,
  enableNodeOptionsEnvironmentVariable: false,
  enableNodeCliInspectArguments: false,
  enableCookieEncryption: true,
  // The archive must be unchanged since the build (macOS and Windows builds of Electron check
  // that), and a folder "app" beside it is not loaded instead.
  enableEmbeddedAsarIntegrityValidation: true,
  onlyLoadAppFromAsar: true,
  // The page comes from app://workspace; nothing is loaded from file://.
  grantFileProtocolExtraPrivileges: false,
  // The main process has no V8 snapshot of its own; if true, Electron would look for its file.
  loadBrowserProcessSpecificV8Snapshot: false,
  // Flipping a fuse breaks the signature that Apple's processors require. This signs ad hoc again,
  // for builds that no certificate signs.
  resetAdHocDarwinSignature: true,
};

/** `workspace-1.2.3-linux-x64.AppImage`; electron-builder fills in its own placeholders. */
function artifact(separator: '-' | '_'): string {
  const parts = separator === '_' ? ['name', 'version', 'arch'] : ['name', 'version', 'os', 'arch'];
  return `${parts.map((part) => `\${${part}}`).join(separator)}.\${ext}`;
}

/**
 * Requires https, so that nobody on the way can replace the update with another program; http is
 * accepted only on this machine.
 */
function parseUpdateUrl(value: string): string {
  const url = URL.parse(value);
  const isLocal =
    url?.protocol === 'http:' && ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname);
  if (url === null || !(url.protocol === 'https:' || isLocal)) {
    throw new InvalidConfigurationError(
      `UPDATE_URL must be an https address, and "${value}" is none`,
    );
  }
  if (url.username || url.password || url.search || url.hash) {
    throw new InvalidConfigurationError(
      'UPDATE_URL must be a plain address: what it holds is in every package, for everyone to read',
    );
  }
  return url.href;
}
