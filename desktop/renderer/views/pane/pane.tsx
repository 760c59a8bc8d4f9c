import type { ListedChannel } from '../../../../api/channels/contract.ts';
import type { Pane } from '../../state/pane.ts';
import { SearchPane } from '../search/search-pane.tsx';
import { ChannelPane } from './channel-pane.tsx';
import { FilesPane } from './files-pane.tsx';
import { PeoplePane } from './people-pane.tsx';
import { PinsPane } from './pins-pane.tsx';
import type { PaneProps } from './props.ts';
import { ThreadPane } from './thread-pane.tsx';

/** What stands beside the conversation, if anything does. */
export function PaneHost({
  pane,
  channel,
  ...props
}: PaneProps & { pane: Pane | undefined; channel: ListedChannel | undefined }) {
  switch (pane?.name) {
    case undefined:
      return null;
    case 'people':
      return <PeoplePane {...props} />;
    case 'search':
      return <SearchPane {...props} channel={channel} />;
    case 'channel':
      if (channel === undefined) return null;
      return <ChannelPane key={channel.id} {...props} channel={channel} pane={pane} />;
    case 'pins':
      if (channel === undefined) return null;
      return <PinsPane key={channel.id} {...props} channel={channel} />;
    case 'files':
      if (channel === undefined) return null;
      return <FilesPane key={channel.id} {...props} channel={channel} />;
    case 'thread':
      if (channel === undefined) return null;
      return (
        <ThreadPane key={pane.rootId ?? pane.threadId} {...props} channel={channel} pane={pane} />
      );
  }
}
