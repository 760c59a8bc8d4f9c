import type { ComponentChildren } from 'preact';
import { seenName } from '../../state/names.ts';
import { otherIdsOf } from '../../state/select.ts';
import { Menu, type MenuItem } from '../parts/menu.tsx';
import type { ChannelProps } from './props.ts';
import { settingsItems } from './settings-items.ts';

/** The title of a direct channel, which is a button with what one can do with it. */
export function DirectMenu(props: ChannelProps & { children: ComponentChildren }) {
  const { store, preferences, state, channel, children } = props;
  const { t } = preferences;
  const others = otherIdsOf(state, channel).flatMap((id) => state.users.get(id) ?? []);
  const profiles = others.map(
    (other): MenuItem => ({
      label: others.length === 1 ? t('people.profile') : seenName(other),
      icon: 'details',
      onChoose: () => store.openDialog({ name: 'person', userId: other.id }),
    }),
  );
  const files: MenuItem = {
    label: t('files.title'),
    icon: 'file',
    onChoose: () => store.openPane({ name: 'files' }),
  };
  const end: MenuItem = {
    label: t('people.close'),
    icon: 'close',
    onChoose: () => store.closeDirect(channel.id),
  };
  return (
    <Menu
      class="head-title"
      side="below"
      groups={[[...profiles, files], ...settingsItems(props), channel.settings ? [end] : []]}
    >
      {children}
    </Menu>
  );
}
