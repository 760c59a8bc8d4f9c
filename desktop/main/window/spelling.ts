import { cpSync, mkdirSync, statSync } from 'node:fs';
import path from 'node:path';
import type { session as Session } from 'electron';

/**
 * The languages, whatever the system's is, by their names in the package, and where Chromium looks for
 * the dictionary (components/spellcheck/common/spellcheck_common.cc has the versions).
 */
const DICTIONARIES = [
  { code: 'fr', inPackage: 'fr-FR.bdic', forChromium: 'fr-FR-3-0.bdic' },
  { code: 'en-US', inPackage: 'en-US.bdic', forChromium: 'en-US-10-1.bdic' },
];
/** Chromium fetches a dictionary that it does not find, and this address has none. */
const NOWHERE = 'app://workspace/no-dictionaries/';

export interface SpellingDeps {
  platform: NodeJS.Platform;
  /** Of the package's dictionaries. */
  folder: string;
  userData: string;
}

export interface Spelling {
  /** The languages for which there is no dictionary. */
  missing(): string[];
}

/**
 * Checks French and English by the dictionaries of the package, and fetches none. macOS has its own,
 * and detects the language; Windows prefers those of its language packs.
 *
 * Called before anything uses the default session: that begins to load the last run's dictionaries
 * when it is made. So downloads are turned off, for all sessions, by one that nothing else uses.
 */
export function checkSpelling(
  sessions: Pick<typeof Session, 'fromPartition' | 'defaultSession'>,
  { platform, folder, userData }: SpellingDeps,
): Spelling {
  const missing = new Set<string>();
  if (platform === 'darwin') return { missing: () => [] };
  sessions.fromPartition('no-dictionaries').setSpellCheckerDictionaryDownloadURL(NOWHERE);
  for (const { inPackage, forChromium } of DICTIONARIES) {
    bring(path.join(folder, inPackage), path.join(userData, 'Dictionaries', forChromium));
  }
  const { defaultSession } = sessions;
  defaultSession.on('spellcheck-dictionary-download-failure', (_event, code) => missing.add(code));
  const available = new Set(defaultSession.availableSpellCheckerLanguages);
  const codes = DICTIONARIES.map(({ code }) => code);
  defaultSession.setSpellCheckerLanguages(codes.filter((code) => available.has(code)));
  return { missing: () => [...missing] };
}

/** Without it Chromium reports that the dictionary is missing. */
function bring(from: string, to: string): void {
  try {
    if (sizeOf(to) === sizeOf(from)) return;
    mkdirSync(path.dirname(to), { recursive: true });
    cpSync(from, to);
  } catch (error) {
    console.error(error);
  }
}

function sizeOf(file: string): number | undefined {
  return statSync(file, { throwIfNoEntry: false })?.size;
}
