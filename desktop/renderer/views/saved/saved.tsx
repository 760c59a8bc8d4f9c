import { useEffect, useRef } from 'preact/hooks';
import type { Message } from '../../../../api/messages/contract.ts';
import type { Preferences } from '../../preferences.ts';
import { placeOfMessage } from '../../state/linked.ts';
import type { State } from '../../state/state.ts';
import { useEscape } from '../channel/use-escape.ts';
import { ConnectionBanner } from '../connection.tsx';
import { Icon, IconButton } from '../parts/icon.tsx';
import { MessageLine } from '../parts/message-line.tsx';
import type { Props } from '../props.ts';
import { SidebarButton } from '../sidebar/sidebar-button.tsx';
import { shownTitle } from '../title.ts';
import { useFocusBack } from '../use-focus-back.ts';
import { useSaved } from './use-saved.ts';

/** The messages that the user has put aside, the newest first. Each leads to its place. */
export function Saved(props: Props & { state: State }) {
  const { store, preferences, state } = props;
  const { t } = preferences;
  const heading = useRef<HTMLHeadingElement>(null);
  const { messages, hasMore, isMissed, more } = useSaved(store, state);
  useEscape(store, store.leavePage);
  useEffect(() => heading.current?.focus(), []);
  useFocusBack(heading, [messages?.length]);

  return (
    <>
      <header class="channel-head">
        <SidebarButton store={store} preferences={preferences} />
        <h1 ref={heading} class="unread-head" tabIndex={-1}>
          {t('saved.title')}
        </h1>
      </header>
      <div class="unread-list">
        {isMissed && <p class="hint">{t('unread.not-loaded')}</p>}
        {messages?.length === 0 && !hasMore && (
          <div class="beginning">
            <span class="beginning-sign">
              <Icon name="save" />
            </span>
            <h2>{t('saved.title')}</h2>
            <p class="soft">{t('saved.none')}</p>
          </div>
        )}
        {messages !== undefined && messages.length > 0 && (
          <ul class="saved-list">
            {messages.map((message) => (
              <li key={message.id}>
                <MessageLine
                  preferences={preferences}
                  state={state}
                  message={message}
                  about={placeOf(preferences, state, message)}
                  onGo={() => store.go(placeOfMessage(message))}
                />
                <IconButton
                  name="close"
                  label={t('saved.remove')}
                  onClick={() =>
                    void store.attempt('save', () => store.setSaved(message.id, false))
                  }
                />
              </li>
            ))}
          </ul>
        )}
        {hasMore && (
          <button type="button" class="button small" onClick={() => void more()}>
            {t('saved.more')}
          </button>
        )}
      </div>
      <ConnectionBanner store={store} preferences={preferences} connection={state.connection} />
    </>
  );
}

function placeOf(
  preferences: Preferences,
  state: State,
  { channelId, parentId }: Message,
): string | undefined {
  const channel = state.channels.get(parentId ?? channelId);
  if (channel === undefined) return undefined;
  return `${channel.kind === 'direct' ? '' : '#'}${shownTitle(preferences, state, channel)}`;
}
