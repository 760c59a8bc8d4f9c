import type { Session } from 'electron';

const WANTED = ['fr', 'fr-FR', 'en-US'];

/** French and English, whatever the system's language; macOS finds out by itself what is written. */
export function spellLanguages(session: Session, isMac: boolean): void {
  if (isMac) return;
  const available = new Set(session.availableSpellCheckerLanguages);
  session.setSpellCheckerLanguages(WANTED.filter((language) => available.has(language)));
}
