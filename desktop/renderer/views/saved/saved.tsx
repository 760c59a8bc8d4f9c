import type { Message } from '../../../../api/messages/contract.ts';
import type { Preferences } from '../../preferences.ts';
import { placeOfMessage } from '../../state/linked.ts';
import type { State } from '../../state/state.ts';
import { ListView } from '../list-view.tsx';
import { IconButton } from '../parts/icon.tsx';
import { MessageLine } from '../parts/message-line.tsx';
import type { Props } from '../props.ts';
import { shownTitle } from '../title.ts';
import { useSaved } from './use-saved.ts';

/** The messages that the user has put aside, the newest first. Each leads to its place. */
export function Saved(props: Props & { state: State }) {
  const { store, preferences, state } = props;
  const { t } = preferences;
  const { messages, hasMore, isMissed, more } = useSaved(store, state);
  const isEmpty = messages?.length === 0 && !hasMore;
  return (
    <ListView
      {...props}
      title={t('saved.title')}
      empty={isEmpty ? { icon: 'save', title: t('saved.title'), text: t('saved.none') } : undefined}
      changes={[messages?.length]}
    >
      {isMissed && <p class="hint">{t('unread.not-loaded')}</p>}
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
                onClick={() => void store.attempt('save', () => store.setSaved(message.id, false))}
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
    </ListView>
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
