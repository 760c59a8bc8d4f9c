import type { ComponentChildren } from 'preact';
import type { ListedChannel } from '../../../../api/channels/contract.ts';
import { otherOf, titleOf } from '../../state/select.ts';
import type { State } from '../../state/state.ts';
import { iconOf } from '../icon-of.ts';
import { Dot } from '../parts/dot.tsx';
import { Icon, IconButton } from '../parts/icon.tsx';
import { placesOf } from '../places.ts';
import type { Props } from '../props.ts';
import { Foot } from './foot.tsx';
import { People } from './people.tsx';
import { Place } from './place.tsx';

/** The list of channels, direct messages and people, with the exact count of connected users. */
export function Sidebar(props: Props & { state: State; openId: string | undefined }) {
  const { store, preferences, state, openId } = props;
  const { t } = preferences;
  const { channels, direct } = placesOf(state, openId);
  const place = (channel: ListedChannel, mark: ComponentChildren) => (
    <Place
      key={channel.id}
      store={store}
      preferences={preferences}
      channel={channel}
      isOpen={channel.id === openId}
      title={titleOf(state, channel)}
      mark={mark}
    />
  );
  return (
    <>
      <header class="sidebar-head">
        <button
          type="button"
          class="jump"
          onClick={() => {
            store.dialog.value = { name: 'jump' };
          }}
        >
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
              onClick={() => {
                store.dialog.value = { name: 'channels' };
              }}
            />
          }
        >
          {channels.map((channel) =>
            place(
              channel,
              <span class="mark">
                <Icon name={iconOf(channel)} />
                {channel.kind === 'private' && <span class="unseen">{t('nav.private')}</span>}
                {channel.archivedAt !== null && <span class="unseen">{t('channel.archived')}</span>}
              </span>,
            ),
          )}
        </Section>
        {direct.length > 0 && (
          <Section id="side-direct" title={t('nav.direct')}>
            {direct.map((channel) =>
              place(
                channel,
                <Dot
                  preferences={preferences}
                  status={state.presence.get(otherOf(state, channel)?.id ?? '')?.status}
                />,
              ),
            )}
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
