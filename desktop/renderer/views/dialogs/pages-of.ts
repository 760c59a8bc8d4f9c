import type { User } from '../../../../api/users/contract.ts';
import { ADMIN } from '../../../address.ts';
import type { Preferences } from '../../preferences.ts';
import type { NamedPage } from '../../state/find-places.ts';
import { settingsOffered } from '../settings/offered.ts';

/** The pages that the user may open, and where a channel is made. */
export function pagesOf(t: Preferences['t'], me: User): NamedPage[] {
  const admin = me.role === 'admin' ? ADMIN : [];
  return [
    { to: { kind: 'unread' }, name: t('unread.title'), about: '' },
    { to: { kind: 'threads' }, name: t('threads.title'), about: '' },
    { to: { kind: 'saved' }, name: t('saved.title'), about: '' },
    { to: { kind: 'channels' }, name: t('nav.add-channel'), about: '' },
    { to: { kind: 'message' }, name: t('people.new-message'), about: '' },
    ...admin.map((section) => ({
      to: { kind: 'admin', section } as const,
      name: t(`admin.${section}`),
      about: t('nav.admin'),
    })),
    ...settingsOffered().map((section) => ({
      to: { kind: 'settings', section } as const,
      name: t(`settings.section.${section}`),
      about: t('nav.settings'),
    })),
    { to: { kind: 'shortcuts' }, name: t('nav.shortcuts'), about: '' },
  ];
}
