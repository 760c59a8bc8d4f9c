import type { ComponentChildren } from 'preact';
import { otherOf } from '../../state/select.ts';
import { Menu, type MenuItem } from '../parts/menu.tsx';
import type { ChannelProps } from './props.ts';
import { settingsItems } from './settings-items.ts';

/** The title of a direct channel, which is a button with what one can do with it. */
export function DirectMenu(props: ChannelProps & { children: ComponentChildren }) {
  const { store, preferences, state, channel, children } = props;
  const { t } = preferences;
  const other = otherOf(state, channel);
  const profile: MenuItem[] =
    other === undefined
      ? []
      : [
          {
            label: t('people.profile'),
            icon: 'details',
            onChoose: () => store.openDialog({ name: 'person', userId: other.id }),
          },
        ];
  const end: MenuItem = {
    label: t('people.close'),
    icon: 'close',
    onChoose: () => store.closeDirect(channel.id),
  };
  return (
    <Menu class="head-title" side="below" groups={[profile, ...settingsItems(props), [end]]}>
      {children}
    </Menu>
  );
}
