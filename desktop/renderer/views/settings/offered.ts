import { SETTINGS } from '../../../address.ts';

/** The sections of the settings; those of the workstation are for Electron alone. */
export function settingsOffered(): (typeof SETTINGS)[number][] {
  return SETTINGS.filter((name) => name !== 'workstation' || window.workspace !== undefined);
}
