import type { NewDevice } from '../../../api/auth/contract.ts';
import type { Keeper } from './keeper.ts';

/** Describes this device to the server and to other users. */
export function describeDevice(keeper: Keeper): NewDevice {
  const { platform } = window.workspace ?? {};
  return {
    fingerprint: keeper.fingerprint(),
    name: platform ?? browserName(navigator.userAgent),
    platform: platform ?? 'browser',
  };
}

/** The device's name for people, who read it when they try to sign in on another device. */
function browserName(agent: string): string {
  const browser = /Edg|Firefox|Chrome|Safari/.exec(agent)?.[0] ?? 'Browser';
  const system = /Windows|Mac OS|Android|iPhone|Linux/.exec(agent)?.[0];
  const name = browser === 'Edg' ? 'Edge' : browser;
  return system === undefined ? name : `${name} · ${system}`;
}
