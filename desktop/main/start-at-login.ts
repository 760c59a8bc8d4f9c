import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

export const HIDDEN_FLAG = '--hidden';

export interface LoginDeps {
  platform: NodeJS.Platform;
  /** What starts this program; for an AppImage the image, and not the place where it is unpacked. */
  program: string;
  configFolder: string;
  setLoginItem(item: { openAtLogin: boolean; args: string[] }): void;
}

/** Starts the program with the user's session, in the tray, or does not any more. */
export function startAtLogin(isWanted: boolean, deps: LoginDeps): void {
  if (deps.platform !== 'linux') {
    deps.setLoginItem({ openAtLogin: isWanted, args: [HIDDEN_FLAG] });
    return;
  }
  const folder = path.join(deps.configFolder, 'autostart');
  const file = path.join(folder, 'workspace.desktop');
  if (!isWanted) {
    rmSync(file, { force: true });
    return;
  }
  mkdirSync(folder, { recursive: true });
  writeFileSync(file, autostartEntry(deps.program));
}

/** Desktop Application Autostart Specification; the quoting is that of Desktop Entry, "Exec". */
function autostartEntry(program: string): string {
  const quoted = `"${program.replaceAll(/["`$\\]/g, '\\$&').replaceAll('%', '%%')}"`;
  return [
    '[Desktop Entry]',
    'Type=Application',
    'Name=Workspace',
    `Exec=${quoted} ${HIDDEN_FLAG}`,
    'X-GNOME-Autostart-enabled=true',
    '',
  ].join('\n');
}
