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

/** Where one can go: channels, direct messages, people; and who is connected, exactly. */
export function Sidebar(props: Props & { state: State; openId: string | undefined }) {
  const { store, preferences, state, openId } = props;
  const { t } = preferences;
  const { channels, direct } = placesOf(state, openId);
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
        <section aria-labelledby="side-channels">
          <header>
            <h2 id="side-channels">{t('nav.channels')}</h2>
            <IconButton
              name="add"
              label={t('nav.add-channel')}
              onClick={() => {
                store.dialog.value = { name: 'channels' };
              }}
            />
          </header>
          <ul>
            {channels.map((channel) => (
              <Place
                key={channel.id}
                store={store}
                preferences={preferences}
                channel={channel}
                isOpen={channel.id === openId}
                title={titleOf(state, channel)}
                mark={
                  <span class="mark">
                    <Icon name={iconOf(channel)} />
                    {channel.kind === 'private' && <span class="unseen">{t('nav.private')}</span>}
                    {channel.archivedAt !== null && (
                      <span class="unseen">{t('channel.archived')}</span>
                    )}
                  </span>
                }
              />
            ))}
          </ul>
        </section>
        {direct.length > 0 && (
          <section aria-labelledby="side-direct">
            <header>
              <h2 id="side-direct">{t('nav.direct')}</h2>
            </header>
            <ul>
              {direct.map((channel) => (
                <Place
                  key={channel.id}
                  store={store}
                  preferences={preferences}
                  channel={channel}
                  isOpen={channel.id === openId}
                  title={titleOf(state, channel)}
                  mark={
                    <Dot
                      preferences={preferences}
                      status={state.presence.get(otherOf(state, channel)?.id ?? '')?.status}
                    />
                  }
                />
              ))}
            </ul>
          </section>
        )}
        <People {...props} />
      </nav>
      <Foot {...props} />
    </>
  );
}
