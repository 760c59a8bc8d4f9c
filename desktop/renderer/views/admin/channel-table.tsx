import type { ListedChannel } from '../../../../api/channels/contract.ts';
import type { Preferences } from '../../preferences.ts';
import type { State } from '../../state/state.ts';
import { iconOf } from '../icon-of.ts';
import { Icon, IconButton } from '../parts/icon.tsx';

interface ChannelTableProps {
  preferences: Preferences;
  channels: readonly ListedChannel[];
  /** Those that the user is in, who manages them here; others they join first. */
  own: State['channels'];
  isBusy: boolean;
  onManage(id: string): void;
  onJoin(id: string): void;
}

/** Channels with their kind, their members and their newest message. */
export function ChannelTable({ channels, ...given }: ChannelTableProps) {
  const { t } = given.preferences;
  return (
    <table class="listing">
      <thead>
        <tr>
          <th scope="col">{t('channel.name')}</th>
          <th scope="col" class="minor">
            {t('admin.channel-kind')}
          </th>
          <th scope="col" class="number">
            {t('channel.members')}
          </th>
          <th scope="col" class="minor">
            {t('admin.channel-newest')}
          </th>
          <td />
        </tr>
      </thead>
      <tbody>
        {channels.map((channel) => (
          <ChannelLine key={channel.id} {...given} channel={channel} />
        ))}
      </tbody>
    </table>
  );
}

function ChannelLine({
  preferences: { t, formatMoment },
  channel,
  own,
  isBusy,
  onManage,
  onJoin,
}: Omit<ChannelTableProps, 'channels'> & { channel: ListedChannel }) {
  const { id, kind, topic, archivedAt, lastMessageAt, members } = channel;
  const name = channel.name ?? '';
  return (
    <tr class={archivedAt === null ? undefined : 'disabled'}>
      <th scope="row">
        <span class="channel-name">
          <Icon name={iconOf(channel)} />
          <span class="title">{name}</span>
          {archivedAt !== null && <span class="soft">{t('channel.archived')}</span>}
        </span>
        {topic !== '' && <span class="soft title">{topic}</span>}
      </th>
      <td class="minor">
        {t(kind === 'private' ? 'admin.channel-private' : 'admin.channel-public')}
      </td>
      <td class="number">{members}</td>
      <td class="minor">{lastMessageAt ? formatMoment(lastMessageAt) : '–'}</td>
      <td class="act">
        {own.has(id) ? (
          <IconButton
            name="chevron"
            label={t('admin.manage', { name })}
            onClick={() => onManage(id)}
          />
        ) : (
          kind === 'public' && (
            <button type="button" class="button small" disabled={isBusy} onClick={() => onJoin(id)}>
              {t('channel.join')}
              <span class="unseen"> {name}</span>
            </button>
          )
        )}
      </td>
    </tr>
  );
}
