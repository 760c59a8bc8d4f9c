import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import type { ListedChannel } from '../../../../api/channels/contract.ts';
import { Icon, IconButton } from '../parts/icon.tsx';
import { placesOf } from '../places.ts';
import { Alone } from './alone.tsx';
import { Foot } from './foot.tsx';
import { Place, type SidebarProps } from './place.tsx';
import { Ways } from './ways.tsx';

/** The ways to what is unread and to the people, the channels, the direct messages, and oneself. */
export function Sidebar(props: SidebarProps) {
  const { store, preferences, state, openId } = props;
  const { t } = preferences;
  const [isUnreadOnly, setUnreadOnly] = useState(false);
  const { channels, direct } = placesOf(state, openId);
  const isListed = ({ id, unread }: ListedChannel) => !isUnreadOnly || unread > 0 || id === openId;
  const unread = [...channels, ...direct].filter((channel) => channel.unread > 0).length;
  return (
    <>
      <header class="sidebar-head">
        <button type="button" class="jump" onClick={() => store.openDialog({ name: 'jump' })}>
          <Icon name="search" />
          <span>{t('nav.jump')}</span>
          <kbd>Ctrl K</kbd>
        </button>
        <Ways
          {...props}
          unread={unread}
          isUnreadOnly={isUnreadOnly}
          onUnreadOnly={() => setUnreadOnly(!isUnreadOnly)}
        />
      </header>
      <nav class="sidebar-lists" aria-label={t('nav.sidebar')}>
        {isUnreadOnly && unread === 0 && <p class="hint">{t('nav.all-read')}</p>}
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
          {channels.filter(isListed).map((channel) => (
            <Place key={channel.id} {...props} channel={channel} />
          ))}
        </Section>
        {direct.some(isListed) && (
          <Section id="side-direct" title={t('nav.direct')}>
            {direct.filter(isListed).map((channel) => (
              <Place key={channel.id} {...props} channel={channel} />
            ))}
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
