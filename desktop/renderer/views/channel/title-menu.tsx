import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { LeaveChannel } from '../dialogs/channel-end.tsx';
import { copyText } from '../parts/copy-text.ts';
import { Menu } from '../parts/menu.tsx';
import type { ChannelProps } from './props.ts';
import { settingsItems } from './settings-items.ts';

/** A channel's title, which is a button with what one can do with the channel. */
export function TitleMenu(props: ChannelProps & { children: ComponentChildren }) {
  const { store, preferences, channel, children } = props;
  const { t } = preferences;
  const [isLeaving, setLeaving] = useState(false);
  return (
    <>
      <Menu
        class="head-title"
        side="below"
        groups={[
          [
            {
              label: t('channel.details'),
              icon: 'details',
              onChoose: () => store.openPane({ name: 'channel', tab: 'about' }),
            },
            ...(channel.isGeneral
              ? []
              : [
                  {
                    label: t('channel.add-members'),
                    icon: 'add-people' as const,
                    onChoose: () =>
                      store.openPane({ name: 'channel', tab: 'members', isAdding: true }),
                  },
                ]),
            {
              label: t('files.title'),
              icon: 'file' as const,
              onChoose: () => store.openPane({ name: 'files' }),
            },
            {
              label: t('chat.copy-link'),
              icon: 'link' as const,
              onChoose: () =>
                void copyText(store.linkTo({ kind: 'channel', channelId: channel.id })),
            },
          ],
          ...settingsItems(props),
          channel.isGeneral
            ? []
            : [
                {
                  label: t('channel.leave'),
                  icon: 'leave',
                  isDanger: true,
                  onChoose: () => setLeaving(true),
                },
              ],
        ]}
      >
        {children}
      </Menu>
      {isLeaving && <LeaveChannel {...props} close={() => setLeaving(false)} />}
    </>
  );
}
