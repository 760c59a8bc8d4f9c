import { useEffect, useState } from 'preact/hooks';
import type { ListedChannel } from '../../../../api/channels/contract.ts';
import type { User } from '../../../../api/users/contract.ts';
import { api, Refused } from '../../live/api.ts';
import { everyoneOf, membersOf } from '../../state/members.ts';
import { Icon } from '../parts/icon.tsx';
import type { ChannelProps } from './props.ts';

/** The count is asked for once the channel has been open so long, not for those that are passed by. */
const OPEN_MS = 300;

/** Shows and hides the channel's members, and says how many they are. */
export function MembersButton({ store, preferences: { t }, state, channel }: ChannelProps) {
  const pane = store.pane.value;
  const isShown = pane?.name === 'channel' && pane.tab === 'members';
  const asked = useMembers(channel, pane);
  const listed = channel.isGeneral ? everyoneOf(state) : asked;
  const count = listed && membersOf(state, channel.id, listed).length;
  const label = count === undefined ? t('channel.members') : t('channel.members-count', { count });
  return (
    <button
      type="button"
      class="button small members"
      aria-expanded={isShown}
      aria-label={label}
      title={label}
      onClick={() => {
        if (isShown) store.closePane();
        else store.openPane({ name: 'channel', tab: 'members' });
      }}
    >
      <Icon name="people" />
      <span>{label}</span>
    </button>
  );
}

/** Undefined while they are not known, and of the general channel; read again when the pane changes. */
function useMembers({ id, isGeneral }: ListedChannel, pane: unknown): readonly User[] | undefined {
  const [listed, setListed] = useState<readonly User[]>();
  useEffect(() => {
    if (isGeneral) return undefined;
    let isOver = false;
    const timer = setTimeout(async () => {
      try {
        const { members } = await api.members(id);
        if (!isOver) setListed(members);
      } catch (error) {
        if (!(error instanceof Refused)) throw error;
      }
    }, OPEN_MS);
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [id, isGeneral, pane]);
  return listed;
}
