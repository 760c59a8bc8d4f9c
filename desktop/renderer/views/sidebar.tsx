import type { ListedChannel } from '../../../api/channels/contract.ts';
import { orderedChannels, otherOf, titleOf } from '../state/select.ts';
import type { State } from '../state/state.ts';
import { Dot } from './dot.tsx';
import { IconButton } from './icon.tsx';
import type { Props } from './props.ts';

type SidebarProps = Props & { state: State; openId: string | undefined };

/** Where one can go: channels, direct messages, people; and who is connected, exactly. */
export function Sidebar({ store, preferences, state, openId }: SidebarProps) {
  const { t } = preferences;
  const { channels, direct } = orderedChannels(state);
  const withDirect = new Set(direct.map((channel) => otherOf(state, channel)?.id));
  const people = [...state.users.values()]
    .filter((user) => user.id !== state.me.id && !user.disabled && !withDirect.has(user.id))
    .sort((a, b) => a.displayName.localeCompare(b.displayName));
  return (
    <aside class="sidebar">
      <header class="sidebar-head">
        <button
          type="button"
          class="jump"
          onClick={() => {
            store.dialog.value = { name: 'jump' };
          }}
        >
          {t('nav.jump')} <kbd>Ctrl K</kbd>
        </button>
      </header>
      <nav class="sidebar-lists" aria-label={t('nav.menu')}>
        <section>
          <h2>
            {t('nav.channels')}
            <IconButton
              name="add"
              label={t('nav.add-channel')}
              onClick={() => {
                store.dialog.value = { name: 'channels' };
              }}
            />
          </h2>
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
                  <span class="mark" aria-hidden="true">
                    {channel.kind === 'private' ? '◆' : '#'}
                  </span>
                }
              />
            ))}
          </ul>
        </section>
        {direct.length > 0 && (
          <section>
            <h2>{t('nav.direct')}</h2>
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
        <section>
          <h2>{t('nav.people')}</h2>
          <p class="count" data-online={state.online}>
            {t('nav.connected', { count: state.online })}
          </p>
          <ul>
            {people.map((user) => (
              <li key={user.id}>
                <button type="button" class="place" onClick={() => void store.openDirect(user.id)}>
                  <Dot preferences={preferences} status={state.presence.get(user.id)?.status} />
                  <span class="title">{user.displayName}</span>
                </button>
              </li>
            ))}
          </ul>
        </section>
      </nav>
      <footer class="sidebar-foot">
        <span class="me">
          <Dot preferences={preferences} status={state.presence.get(state.me.id)?.status} />
          <span class="title">{state.me.displayName}</span>
        </span>
        {state.me.role === 'admin' && (
          <IconButton
            name="admin"
            label={t('nav.admin')}
            onClick={() => {
              store.dialog.value = { name: 'admin' };
            }}
          />
        )}
        <IconButton
          name="keys"
          label={t('nav.shortcuts')}
          onClick={() => {
            store.dialog.value = { name: 'shortcuts' };
          }}
        />
        <IconButton
          name="settings"
          label={t('nav.settings')}
          onClick={() => {
            store.dialog.value = { name: 'settings' };
          }}
        />
        <IconButton name="leave" label={t('nav.log-out')} onClick={() => void store.logOut()} />
      </footer>
    </aside>
  );
}

function Place({
  store,
  preferences: { t },
  channel,
  isOpen,
  title,
  mark,
}: Props & {
  channel: ListedChannel;
  isOpen: boolean;
  title: string;
  mark: preact.ComponentChild;
}) {
  return (
    <li>
      <button
        type="button"
        class={channel.unread > 0 ? 'place unread' : 'place'}
        aria-current={isOpen ? 'page' : undefined}
        onClick={() => store.openChannel(channel.id)}
      >
        {mark}
        <span class="title">{title}</span>
        {channel.mentions > 0 ? (
          <Badge
            class="mention"
            shown={`@${channel.mentions}`}
            said={t('nav.mentions', { count: channel.mentions })}
          />
        ) : (
          channel.unread > 0 && (
            <Badge
              shown={String(channel.unread)}
              said={t('nav.unread', { count: channel.unread })}
            />
          )
        )}
      </button>
    </li>
  );
}

/** A number for who sees it, and what it counts for who hears it. */
function Badge({
  shown,
  said,
  class: extra = '',
}: {
  shown: string;
  said: string;
  class?: string;
}) {
  return (
    <span class={`badge ${extra}`}>
      <span aria-hidden="true">{shown}</span>
      <span class="unseen">{said}</span>
    </span>
  );
}
