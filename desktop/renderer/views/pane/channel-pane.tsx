import type { ListedChannel } from '../../../../api/channels/contract.ts';
import type { Pane } from '../../state/pane.ts';
import { ChannelTabs } from '../dialogs/channel-details.tsx';
import { PaneFrame } from './pane-frame.tsx';
import type { PaneProps } from './props.ts';

/** The open channel's members, its name and topic, and the ways to leave, archive or delete it. */
export function ChannelPane({
  channel,
  pane: { tab, isAdding = false },
  ...props
}: PaneProps & { channel: ListedChannel; pane: Pane & { name: 'channel' } }) {
  const { store, preferences } = props;
  return (
    <PaneFrame {...props} title={channel.name ?? ''}>
      <ChannelTabs
        // Opened anew by the head, it shows what was asked for.
        key={`${tab} ${isAdding}`}
        store={store}
        preferences={preferences}
        state={props.state}
        channel={channel}
        first={tab}
        isAdding={isAdding}
        close={store.closePane}
      />
    </PaneFrame>
  );
}
