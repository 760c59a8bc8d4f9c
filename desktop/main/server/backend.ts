import { randomUUID } from 'node:crypto';
import os from 'node:os';
import path from 'node:path';
import { safeStorage } from 'electron';
import type { Fault, ServerCheck, ServerChoice } from '../../bridge.ts';
import { safeStorageCipher } from '../device/cipher.ts';
import { readMachineId } from '../device/machine-id.ts';
import { openVault } from '../device/vault.ts';
import { showWorkstation } from '../device/workstation.ts';
import { keptFile } from '../kept-file.ts';
import type { SettingsStore } from '../settings/settings.ts';
import { callServer } from './call-server.ts';
import { createGateway, type Fetch } from './gateway.ts';
import { createSeat, type Seat } from './seat.ts';
import { checkServer, type Presets } from './server-choice.ts';

export interface BackendDeps {
  userData: string;
  presets: Presets;
  settings: SettingsStore;
  platform: 'linux' | 'win32' | 'darwin';
  /** Chromium's. */
  fetch: Fetch;
  /** Node's. */
  ownFetch: Fetch;
  /** See `SeatDeps`. */
  onHeld(origin: string, token: string | undefined): void;
  onFault(fault: Fault | undefined): void;
}

export interface Backend {
  seat: Seat;
  forward(request: Request): Promise<Response>;
  canKeepSecrets(): Promise<boolean>;
  getServer(): ServerChoice;
  setServer(typed: string): Promise<ServerCheck>;
}

/** The server that was chosen, and this workstation's credentials for it. */
export async function createBackend(deps: BackendDeps): Promise<Backend> {
  const { settings, platform, fetch, presets } = deps;
  const origin = () => settings.get().server ?? presets.first;
  const machineId = (await readMachineId(platform)) ?? ownMachineId(settings);
  const cipher = safeStorageCipher(safeStorage, platform);
  const kept = (name: string) => keptFile(path.join(deps.userData, name));
  const files = { file: kept('secrets'), unopened: kept('secrets.unopened') };
  const vault = await openVault(files, cipher);
  const workstation = {
    ...{ vault, fetch, machineId, platform },
    ...{ hostname: os.hostname(), user: systemUser(platform) },
  };
  const seat = createSeat({
    vault,
    origin,
    device: () => showWorkstation(workstation, origin()),
    call: callServer(fetch),
    // Chromium may have ended, and Node goes by the proxy that Chromium has named last.
    callAtTheEnd: (...request) =>
      Promise.any([callServer(fetch), callServer(deps.ownFetch)].map((call) => call(...request))),
    onHeld: (token) => deps.onHeld(origin(), token),
  });
  return {
    seat,
    forward: createGateway({ fetch, seat, origin, onFault: deps.onFault }),
    canKeepSecrets: cipher.isAvailable,
    getServer: () => ({ url: origin(), presets: presets.offered }),
    async setServer(typed) {
      const check = await checkServer(typed, fetch);
      if (check.ok && check.url !== origin()) {
        await seat.leaveFor(() => settings.change({ server: check.url }));
      }
      return check;
    },
  };
}

/** On Windows, users of two domains may have one name; elsewhere the number tells users apart. */
function systemUser(platform: string): string | undefined {
  try {
    const { uid, username } = os.userInfo();
    return platform === 'win32'
      ? `${process.env['USERDOMAIN'] ?? ''}\\${username}`
      : `${uid} ${username}`;
  } catch {
    return undefined;
  }
}

/** A random id, kept in the settings, for a machine to which its system gives none. */
function ownMachineId(settings: SettingsStore): string {
  const { ownMachineId: known = randomUUID() } = settings.get();
  settings.change({ ownMachineId: known });
  return known;
}
