import path from 'node:path';
import { InvalidConfigurationError } from 'builder-util';
import type { Configuration, TargetConfiguration } from 'electron-builder';

type FuseOptionsV1 = NonNullable<Configuration['electronFuses']>;

/** What electron-builder reads: `--config desktop/packaging/electron-builder.ts`. */
export default function fromEnvironment(): Configuration {
  return configuration(process.env);
}

/**
 * How the desktop client is packaged. With `UPDATE_URL` the packages update themselves from that
 * address, to which whoever builds them copies what lands in `release/`; without, they never ask.
 * Nothing is published from here, so no token is ever asked for.
 *
 * @throws InvalidConfigurationError where `UPDATE_URL` is no address to update from; electron-builder
 *   shows its message alone
 */
export function configuration({ UPDATE_URL }: { UPDATE_URL?: string | undefined }): Configuration {
  const updateUrl = UPDATE_URL ? parseUpdateUrl(UPDATE_URL) : undefined;
  return {
    appId: 'example.workspace.desktop',
    copyright: 'Copyright © 2026 The Workspace authors',
    directories: { output: 'release', buildResources: 'desktop/packaging' },
    artifactName: artifact('-'),
    // null and not absent: without it, tokens in the environment would choose a place to publish to.
    publish: updateUrl === undefined ? null : { provider: 'generic', url: updateUrl },
    protocols: { name: 'Workspace', schemes: ['workspace'], role: 'Viewer' },

    // The bundles hold all that they need: nothing of node_modules, which is the server's.
    files: ['!**/*', 'dist-desktop/**/*', '!**/*.map', 'package.json', '!node_modules/**/*'],
    // False: do not rebuild them and do not even list them, for which npm would be run.
    beforeBuild: () => false,
    // The archive's package.json speaks of the client alone.
    extraMetadata: {
      description: DESCRIPTION.en,
      dependencies: null,
      optionalDependencies: null,
      engines: null,
      allowScripts: null,
    },
    extraResources: [
      // Outside of the archive, where an administrator may change the addresses that it offers.
      { from: 'desktop/connection.json', to: 'connection.json' },
      { from: 'desktop/packaging/tray', to: 'tray', filter: ['*.png'] },
      { from: 'LICENSE', to: 'LICENSE.txt' },
    ],
    electronLanguages: ['en', 'fr'],
    electronFuses: FUSES,

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
    // This runtime brings its own FUSE, where the default wants a libfuse2 that distributions dropped.
    toolsets: { appimage: '1.0.3' },
    // Explicitly none: the launcher of other runtimes starts without the sandbox by default.
    appImage: { executableArgs: [] },
    deb: {
      artifactName: artifact('_'),
      packageCategory: 'net',
      compression: 'xz',
      depends: DEB_DEPENDS,
      // Any of these keeps "stay signed in" encrypted; without one the client does not offer it.
      recommends: ['gnome-keyring | libkf6wallet-bin | libkf5wallet-bin'],
      fpm: [
        // An upgrade asks before it overwrites what an administrator has changed.
        '--config-files=/opt/Workspace/resources/connection.json',
        `${ROOT}/LICENSE=/usr/share/doc/workspace/copyright`,
        `${ROOT}/desktop/packaging/icons/icon.svg=/usr/share/icons/hicolor/scalable/apps/workspace.svg`,
      ],
    },

    win: {
      target: [{ target: 'nsis', arch: ['x64'] }],
      icon: 'icon.ico',
      requestedExecutionLevel: 'asInvoker',
    },
    nsis: {
      // Asks whether for this user alone or for all; "/allusers" and "/currentuser" with "/S" answer it.
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
        // macOS updates from a zip; a dmg is for people.
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

const ROOT = path.join(import.meta.dirname, '../..');

const MAC_ZIP: TargetConfiguration = { target: 'zip', arch: ['x64', 'arm64'] };

const DESCRIPTION = {
  en: 'Team chat of your organisation, on its own server',
  fr: 'La messagerie d’équipe de votre organisation, sur son propre serveur',
};

/** The menu's words; `Comment` is the description, which electron-builder adds. */
const DESKTOP_ENTRY = {
  'Name[fr]': 'Workspace',
  GenericName: 'Team Chat',
  'GenericName[fr]': 'Messagerie d’équipe',
  'Comment[fr]': DESCRIPTION.fr,
  Keywords: 'chat;message;team;channel;',
  'Keywords[fr]': 'discussion;messagerie;message;équipe;canal;',
  StartupNotify: 'true',
  // The client sees to it that there is one window.
  SingleMainWindow: 'true',
};

/** What Electron's binary is linked to or opens; the second names are those before Debian 13. */
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
 * What the executable itself refuses, since it is signed and its surroundings are not.
 * https://www.electronjs.org/docs/latest/tutorial/fuses
 */
const FUSES: FuseOptionsV1 = {
  // Another program could otherwise run its own JavaScript under the client's name and signature,
  // and so in reach of its secrets in the system's store: by ELECTRON_RUN_AS_NODE, by NODE_OPTIONS, or
  // through the inspector.
  runAsNode: false,
  enableNodeOptionsEnvironmentVariable: false,
  enableNodeCliInspectArguments: false,
  enableCookieEncryption: true,
  // The archive is what it was when it was built (checked by macOS and Windows builds of Electron), and
  // a folder "app" beside it is not taken in its place.
  enableEmbeddedAsarIntegrityValidation: true,
  onlyLoadAppFromAsar: true,
  // The page comes from app://workspace; nothing is loaded from file://.
  grantFileProtocolExtraPrivileges: false,
  // There is no snapshot of our own for the main process; on, Electron would look for its file.
  loadBrowserProcessSpecificV8Snapshot: false,
  // To flip a fuse breaks the signature that Apple's processors ask for; this signs ad hoc again where
  // nobody's certificate does.
  resetAdHocDarwinSignature: true,
};

/** `workspace-1.2.3-linux-x64.AppImage`; electron-builder fills in its own placeholders. */
function artifact(separator: '-' | '_'): string {
  const parts = separator === '_' ? ['name', 'version', 'arch'] : ['name', 'version', 'os', 'arch'];
  return `${parts.map((part) => `\${${part}}`).join(separator)}.\${ext}`;
}

/** https, so that nobody on the way can put another program in the update's place. */
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
