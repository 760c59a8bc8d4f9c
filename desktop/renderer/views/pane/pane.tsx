import type { ListedChannel } from '../../../../api/channels/contract.ts';
import { ChannelPane } from './channel-pane.tsx';
import { PeoplePane } from './people-pane.tsx';
import type { PaneProps } from './props.ts';

/** What stands beside the conversation, if anything does. */
export function PaneHost({
  channel,
  ...props
}: PaneProps & { channel: ListedChannel | undefined }) {
  const pane = props.store.pane.value;
  switch (pane?.name) {
    case undefined:
      return null;
    case 'people':
      return <PeoplePane {...props} />;
    case 'channel':
      if (channel === undefined || channel.kind === 'direct') return null;
      return <ChannelPane key={channel.id} {...props} channel={channel} pane={pane} />;
  }
}
