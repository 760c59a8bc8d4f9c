import { otherOf } from '../../state/select.ts';
import { iconOf } from '../icon-of.ts';
import { Portrait } from '../parts/avatar.tsx';
import { Icon } from '../parts/icon.tsx';
import { shownTitle } from '../title.ts';
import type { ChannelProps } from './props.ts';
import { Root } from './root.tsx';

type BeginningProps = ChannelProps & { isEmpty: boolean };

/** Above the first message of a channel: what it is, who made it, and the next step. */
export function Beginning(props: BeginningProps) {
  switch (props.channel.kind) {
    case 'thread':
      return <Root {...props} />;
    case 'direct':
      return <DirectBeginning {...props} />;
    default:
      return <ChannelBeginning {...props} />;
  }
}

function ChannelBeginning({ store, preferences, state, channel, isEmpty }: BeginningProps) {
  const { t, formatDate } = preferences;
  const maker = state.names.get(channel.createdBy) ?? t('chat.unknown-user');
  const at = formatDate(channel.createdAt);
  return (
    <div class="beginning">
      <span class="beginning-sign">
        <Icon name={iconOf(channel)} />
      </span>
      <h2>{shownTitle(preferences, state, channel)}</h2>
      <p class="soft">
        {channel.isGeneral
          ? t('chat.beginning-general')
          : t('chat.beginning', { kind: channel.kind, maker, at })}
      </p>
      {channel.topic !== '' && <p>{channel.topic}</p>}
      {isEmpty && channel.archivedAt === null && <p class="soft">{t('chat.no-messages')}</p>}
      {!channel.isGeneral && channel.archivedAt === null && (
        <div class="actions">
          <button
            type="button"
            class="button small"
            onClick={() => store.openPane({ name: 'channel', tab: 'members', isAdding: true })}
          >
            <Icon name="add-people" />
            {t('channel.add-members')}
          </button>
        </div>
      )}
    </div>
  );
}

function DirectBeginning({ preferences, state, channel, isEmpty }: BeginningProps) {
  const { t } = preferences;
  const name = shownTitle(preferences, state, channel);
  const other = otherOf(state, channel);
  return (
    <div class="beginning">
      {other === undefined ? (
        <span class="beginning-sign">
          <Icon name={iconOf(channel)} />
        </span>
      ) : (
        <Portrait preferences={preferences} state={state} id={other.id} name={name} size="large" />
      )}
      <h2>{name}</h2>
      <p class="soft">
        {t(other === undefined ? 'chat.beginning-group' : 'chat.beginning-direct', { name })}
      </p>
      {isEmpty && <p class="soft">{t('chat.no-messages')}</p>}
    </div>
  );
}
