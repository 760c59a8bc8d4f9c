import { z } from 'zod';
import type { KeptFile } from '../kept-file.ts';

const schema = z.object({
  /** The server that the user has chosen; without one, the preset is used. */
  server: z.string().optional().catch(undefined),
  /** A random machine id, used if the system has none. */
  ownMachineId: z.string().optional().catch(undefined),
  closeToTray: z.boolean().catch(true),
  startAtLogin: z.boolean().catch(false),
  notifications: z.boolean().catch(true),
  /** Whether the user has been told that closing the window only hides it. */
  hasToldOfTray: z.boolean().catch(false),
  /** Whether the user has been told that closing the window only minimises it. */
  hasToldOfMinimizing: z.boolean().catch(false),
  /** The certificate of each server, by its name, that was trusted last. */
  certificates: z
    .record(z.string(), z.object({ issuer: z.string(), fingerprint: z.string() }))
    .catch({}),
  window: z
    .object({
      x: z.int(),
      y: z.int(),
      width: z.int().positive(),
      height: z.int().positive(),
      isMaximized: z.boolean(),
    })
    .optional()
    .catch(undefined),
});
export type Settings = z.output<typeof schema>;

export interface SettingsStore {
  get(): Settings;
  change(change: Partial<Settings>): Settings;
}

/**
 * The settings of this workstation. A file that cannot be parsed counts as missing, and an invalid
 * value in it as unset.
 */
export function openSettings(file: KeptFile): SettingsStore {
  let settings = schema.parse(parseJson(file.read()?.toString('utf8')));
  return {
    get: () => settings,
    change(change) {
      settings = { ...settings, ...change };
      file.write(JSON.stringify(settings, null, 2));
      return settings;
    },
  };
}

function parseJson(text: string | undefined): object {
  try {
    const parsed: unknown = JSON.parse(text ?? '{}');
    return typeof parsed === 'object' && parsed !== null ? { ...parsed } : {};
  } catch {
    return {};
  }
}
