import { titleOf } from '../../state/select.ts';
import type { ChannelProps } from './props.ts';

/** The text above the first message of a channel. */
export function Beginning({
  preferences: { t },
  state,
  channel,
  isEmpty,
}: ChannelProps & { isEmpty: boolean }) {
  const title = titleOf(state, channel);
  return (
    <div class="beginning">
      <h2>
        {channel.kind === 'direct'
          ? t('chat.beginning-direct', { name: title })
          : t('chat.beginning', { channel: title })}
      </h2>
      {channel.topic !== '' && <p>{channel.topic}</p>}
      {isEmpty && <p class="soft">{t('chat.no-messages')}</p>}
    </div>
  );
}
