import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

export const HIDDEN_FLAG = '--hidden';

export interface LoginDeps {
  platform: NodeJS.Platform;
  /**
   * The file that starts this program; for an AppImage the image, not the path inside its mount.
   */
  program: string;
  configFolder: string;
  setLoginItem(item: { openAtLogin: boolean; args: string[] }): void;
}

/** Makes the program start in the tray when the user logs in to the system, or stops that. */
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

/**
 * A file as the Desktop Application Autostart Specification has it. The quoting is that of `Exec`
 * in the Desktop Entry Specification.
 */
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
