import type { ComponentChildren } from 'preact';
import { Icon, IconButton } from '../parts/icon.tsx';
import { placesOf } from '../places.ts';
import { Foot } from './foot.tsx';
import { People } from './people.tsx';
import { Place, type SidebarProps } from './place.tsx';

/** The list of channels, direct messages and people, with the exact count of connected users. */
export function Sidebar(props: SidebarProps) {
  const { store, preferences, state, openId } = props;
  const { t } = preferences;
  const { channels, direct } = placesOf(state, openId);
  return (
    <>
      <header class="sidebar-head">
        <button type="button" class="jump" onClick={() => store.openDialog({ name: 'jump' })}>
          <Icon name="search" />
          <span>{t('nav.jump')}</span>
          <kbd>Ctrl K</kbd>
        </button>
      </header>
      <nav class="sidebar-lists" aria-label={t('nav.sidebar')}>
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
          {channels.map((channel) => (
            <Place key={channel.id} {...props} channel={channel} />
          ))}
        </Section>
        {direct.length > 0 && (
          <Section id="side-direct" title={t('nav.direct')}>
            {direct.map((channel) => (
              <Place key={channel.id} {...props} channel={channel} />
            ))}
          </Section>
        )}
        <People {...props} />
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
