import type { ComponentChildren } from 'preact';
import type { ListedChannel } from '../../../../api/channels/contract.ts';
import { countsOf } from '../../state/counts.ts';
import { Icon, IconButton } from '../parts/icon.tsx';
import { inOrder, placesOf } from '../places.ts';
import { Alone } from './alone.tsx';
import { Foot } from './foot.tsx';
import { Place, type SidebarProps } from './place.tsx';
import { onPlaceKey } from './place-keys.ts';
import { Ways } from './ways.tsx';

/** The ways to what is unread and to the people, the channels, the direct messages, and oneself. */
export function Sidebar(props: SidebarProps) {
  const { store, preferences, state, openId } = props;
  const { t } = preferences;
  const places = placesOf(state, openId);
  const all = inOrder(places);
  const unread = all.filter((channel) => countsOf(state, channel).messages > 0).length;
  // One stop of the Tab key, however many they are.
  const stop = all.find(({ id }) => id === openId) ?? all[0];
  const hasOthers = state.users.size > 1;
  const placeOf = (channel: ListedChannel) => (
    <Place key={channel.id} {...props} channel={channel} isStop={channel === stop} />
  );
  return (
    <>
      <header class="sidebar-head">
        <button type="button" class="jump" onClick={() => store.openDialog({ name: 'jump' })}>
          <Icon name="search" />
          <span>{t('nav.jump')}</span>
          <kbd>Ctrl K</kbd>
        </button>
        <Ways {...props} unread={unread} />
      </header>
      <nav class="sidebar-lists" aria-label={t('nav.sidebar')} onKeyDown={onPlaceKey}>
        {places.favourites.length > 0 && (
          <Section id="side-favourites" title={t('nav.favourites')}>
            {places.favourites.map(placeOf)}
          </Section>
        )}
        <Section
          id="side-channels"
          title={t('nav.channels')}
          action={
            <IconButton
              name="add"
              label={t('nav.add-channel')}
              onClick={() => store.openDialog({ name: 'channels' })}
            />
          }
        >
          {places.channels.map(placeOf)}
        </Section>
        {hasOthers && (
          <Section
            id="side-direct"
            title={t('nav.direct')}
            action={
              <IconButton
                name="add"
                label={t('people.new-message')}
                onClick={() => store.openDialog({ name: 'message' })}
              />
            }
          >
            {places.direct.map(placeOf)}
          </Section>
        )}
        <Alone {...props} />
      </nav>
      <Foot {...props} />
    </>
  );
}

function Section({
  id,
  title,
  action,
  children,
}: {
  id: string;
  title: string;
  action?: ComponentChildren;
  children: ComponentChildren;
}) {
  return (
    <section aria-labelledby={id}>
      <header>
        <h2 id={id}>{title}</h2>
        {action}
      </header>
      <ul>{children}</ul>
    </section>
  );
}
