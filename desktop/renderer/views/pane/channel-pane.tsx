import type { ListedChannel } from '../../../../api/channels/contract.ts';
import type { Pane } from '../../state/pane.ts';
import { ChannelTabs } from '../dialogs/channel-details.tsx';
import { PaneFrame } from './pane-frame.tsx';
import type { PaneProps } from './props.ts';

/** The open channel's members, its name and topic, and the ways to leave, archive or delete it. */
export function ChannelPane({
  channel,
  pane,
  ...props
}: PaneProps & { channel: ListedChannel; pane: Pane & { name: 'channel' } }) {
  const { store, preferences } = props;
  return (
    <PaneFrame {...props} title={channel.name ?? ''}>
      <ChannelTabs
        // It looks for whom to add from its beginning.
        key={String(pane.isAdding === true)}
        store={store}
        preferences={preferences}
        state={props.state}
        channel={channel}
        shown={pane.tab}
        onShow={(tab) => store.openPane({ ...pane, tab })}
        isAdding={pane.isAdding === true}
        close={store.closePane}
      />
    </PaneFrame>
  );
}
