import { settingsOf } from '../../state/counts.ts';
import type { MenuItem } from '../parts/menu.tsx';
import type { ChannelProps } from './props.ts';

/** Whether the channel is a favourite, what of it notifies the user, and whether it counts. Older servers know nothing of it. */
export function settingsItems({ store, preferences: { t }, channel }: ChannelProps): MenuItem[][] {
  if (channel.settings === undefined) return [];
  const { notify, isMuted, isFavourite } = settingsOf(channel);
  const change = (wanted: Parameters<typeof store.changeSettings>[1]) =>
    void store.attempt('settings', () => store.changeSettings(channel.id, wanted));
  return [
    [
      {
        label: t(isFavourite ? 'channel.no-favourite' : 'channel.favourite'),
        icon: 'star',
        onChoose: () => change({ isFavourite: !isFavourite }),
      },
    ],
    [
      ...(['all', 'mentions', 'nothing'] as const).map(
        (one): MenuItem => ({
          label: t(`channel.notify-${one}`),
          icon: one === 'all' ? 'bell' : one === 'mentions' ? 'at' : 'bell-off',
          choice: 'radio',
          isChecked: notify === one,
          onChoose: () => change({ notify: one }),
        }),
      ),
      {
        label: t('channel.mute'),
        icon: 'mute',
        choice: 'checkbox',
        isChecked: isMuted,
        onChoose: () => change({ isMuted: !isMuted }),
      },
    ],
  ];
}
