import type { NewDevice } from '../../../api/auth/contract.ts';
import type { Keeper } from './keeper.ts';

/** This workstation, as the server and whoever is told of it see it. */
export function describeDevice(keeper: Keeper): NewDevice {
  const { platform } = window.workspace ?? {};
  return {
    fingerprint: keeper.fingerprint(),
    name: platform ?? browserName(navigator.userAgent),
    platform: platform ?? 'browser',
  };
}

/** As people call it: what they are told when they want to sign in somewhere else. */
function browserName(agent: string): string {
  const browser = /Edg|Firefox|Chrome|Safari/.exec(agent)?.[0] ?? 'Browser';
  const system = /Windows|Mac OS|Android|iPhone|Linux/.exec(agent)?.[0];
  const name = browser === 'Edg' ? 'Edge' : browser;
  return system === undefined ? name : `${name} · ${system}`;
}
