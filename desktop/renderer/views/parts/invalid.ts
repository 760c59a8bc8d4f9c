import type { Preferences } from '../../preferences.ts';

/** What is wrong with a field, in the user's language; a browser would say it in its own. */
export function invalidText(
  t: Preferences['t'],
  { validity, minLength }: HTMLInputElement,
): string {
  if (validity.valueMissing) return t('fault.field.empty');
  if (validity.tooShort) return t('fault.field.short', { least: minLength });
  if (validity.typeMismatch) return t('server.invalid-address');
  return t('fault.field.other');
}
