import { listPackage } from '@electron/asar';
import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { FuseState } from '@electron/fuses/dist/constants.js';

/** The archive's files, without its folders, in the order of their names. */
export function filesOf(archive: string): string[] {
  const entries = listPackage(archive, { isPack: false }).map((entry) => entry.slice(1));
  return entries
    .filter((entry) => !entries.some((other) => other.startsWith(`${entry}/`)))
    .sort(byName);
}

/** For `sort`, which wants to be told. */
export function byName(one: string, other: string): number {
  return one < other ? -1 : 1;
}

/** The fuses of an Electron, and whether they are on, as the binary holds them. */
export async function fusesOf(electron: string): Promise<Record<string, boolean>> {
  const { version: _, ...wire } = await getCurrentFuseWire(electron);
  return Object.fromEntries(
    Object.entries(wire)
      .filter(([index]) => index in FuseV1Options)
      .map(([index, state]) => [FuseV1Options[Number(index)], state === FuseState.ENABLE]),
  );
}

/** What every package holds of the project, and what its fuses are. */
export const FILES = [
  'dist-desktop/main/index.js',
  'dist-desktop/preload/index.cjs',
  'dist-desktop/renderer/assets/index-1a2b.js',
  'dist-desktop/renderer/index.html',
  'package.json',
];

export const FUSES = {
  RunAsNode: false,
  EnableCookieEncryption: true,
  EnableNodeOptionsEnvironmentVariable: false,
  EnableNodeCliInspectArguments: false,
  EnableEmbeddedAsarIntegrityValidation: true,
  OnlyLoadAppFromAsar: true,
  LoadBrowserProcessSpecificV8Snapshot: false,
  GrantFileProtocolExtraPrivileges: false,
};
