import type { Session } from 'electron';

const WANTED = ['fr', 'fr-FR', 'en-US'];

/** Checks French and English, whatever the system's language; macOS detects the language itself. */
export function spellLanguages(session: Session, isMac: boolean): void {
  if (isMac) return;
  const available = new Set(session.availableSpellCheckerLanguages);
  session.setSpellCheckerLanguages(WANTED.filter((language) => available.has(language)));
}
