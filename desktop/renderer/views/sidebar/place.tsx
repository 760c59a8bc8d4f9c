import type { ListedChannel } from '../../../../api/channels/contract.ts';
import { countsOf, settingsOf } from '../../state/counts.ts';
import { otherOf } from '../../state/select.ts';
import type { State } from '../../state/state.ts';
import { iconOf } from '../icon-of.ts';
import { Portrait } from '../parts/avatar.tsx';
import { UnreadBadge } from '../parts/badge.tsx';
import { Icon } from '../parts/icon.tsx';
import { Mood } from '../parts/mood.tsx';
import type { Props } from '../props.ts';
import { shownTitle } from '../title.ts';

export type SidebarProps = Props & { state: State; openId: string | undefined };

/** A channel in the list, with its unread counts. */
export function Place({
  store,
  preferences,
  state,
  channel,
  openId,
  isStop,
}: SidebarProps & {
  channel: ListedChannel;
  /** Whether the Tab key leads to it; from there the arrows lead to the others. */
  isStop: boolean;
}) {
  const { t } = preferences;
  const title = shownTitle(preferences, state, channel);
  const other = otherOf(state, channel);
  const counts = countsOf(state, channel);
  const { isMuted } = settingsOf(channel);
  return (
    <li>
      <button
        type="button"
        class={`place${counts.messages > 0 ? ' unread' : ''}${isMuted ? ' muted' : ''}`}
        aria-current={channel.id === openId ? 'page' : undefined}
        tabIndex={isStop ? 0 : -1}
        title={title}
        onClick={() => store.openChannel(channel.id)}
      >
        {other !== undefined ? (
          <Portrait
            preferences={preferences}
            state={state}
            id={other.id}
            name={title}
            size="tiny"
          />
        ) : (
          <span class="mark">
            <Icon name={iconOf(channel)} />
            {channel.kind === 'private' && <span class="unseen">{t('nav.private')}</span>}
            {channel.archivedAt !== null && <span class="unseen">{t('channel.archived')}</span>}
          </span>
        )}
        <span class="title">{title}</span>
        {other && <Mood preferences={preferences} user={other} />}
        {isMuted && (
          <span class="mood" role="img" aria-label={t('channel.muted')} title={t('channel.muted')}>
            <Icon name="mute" />
          </span>
        )}
        <UnreadBadge t={t} counts={counts} />
      </button>
    </li>
  );
}
