import type { Fault } from '../../bridge.ts';
import { en, type MessageKey } from '../i18n/en.ts';
import type { Refused } from '../live/api.ts';
import type { Preferences } from '../preferences.ts';

/** The texts for codes that have a special meaning on a screen. */
export type Meanings = Readonly<Record<string, MessageKey>>;

/** What was refused and why, in the user's language; the server's own words are for developers. */
export function faultText(t: Preferences['t'], refused: Refused, meanings: Meanings = {}): string {
  const { code, status, retryAfterMs } = refused;
  if (code === 'too-many-requests') {
    const seconds = Math.ceil((retryAfterMs ?? 1000) / 1000);
    return seconds < 120
      ? t('fault.too-many-requests', { seconds })
      : t('fault.too-many-requests-long', { minutes: Math.ceil(seconds / 60) });
  }
  const key = meanings[code] ?? codeKey(code);
  return key === undefined ? t('fault.unknown', { code: `${code} ${status}` }) : t(key);
}

/** Why the server cannot be reached, and what to do. */
export function connectionFault(t: Preferences['t'], { code, certificate }: Fault): string {
  const text = t(`fault.${code}`);
  if (code !== 'changed-certificate' || certificate?.was === undefined) return text;
  const issuers = { was: certificate.was.issuer, issuer: certificate.issuer };
  return `${text} ${t('fault.changed-issuers', issuers)}`;
}

/** The same for a code that was kept without its answer. */
export function codeText(t: Preferences['t'], code: string): string {
  const key = codeKey(code);
  return key === undefined ? t('fault.unknown', { code }) : t(key);
}

/** What is wrong with one field, where a 422 names it by its path. */
export function fieldFault(
  t: Preferences['t'],
  refused: Refused | undefined,
  path: string,
): string | undefined {
  const errors = refused?.problem['errors'];
  if (!Array.isArray(errors)) return undefined;
  const error: { character?: unknown } | undefined = errors.find(
    (one: { path?: unknown }) => one.path === path,
  );
  if (error === undefined) return undefined;
  return typeof error.character === 'string'
    ? t('fault.field.character', { character: error.character })
    : t(fieldKeys[path] ?? 'fault.field.other');
}

const fieldKeys: Readonly<Record<string, MessageKey>> = {
  username: 'fault.field.username',
  password: 'fault.field.password',
  newPassword: 'fault.field.password',
  displayName: 'fault.field.name',
  name: 'fault.field.name',
  topic: 'fault.field.topic',
  body: 'fault.field.body',
};

function codeKey(code: string): MessageKey | undefined {
  const key = `fault.${code}`;
  return isMessageKey(key) ? key : undefined;
}

export function isMessageKey(key: string): key is MessageKey {
  return Object.hasOwn(en, key);
}
