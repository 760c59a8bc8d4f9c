import { useEffect } from 'preact/hooks';
import type { ListedChannel } from '../../../../api/channels/contract.ts';
import type { ThreadPane as Pane } from '../../state/pane.ts';
import { titleOf } from '../../state/select.ts';
import { threadOf } from '../../state/threads.ts';
import { Talk } from '../channel/talk.tsx';
import { CopyLink } from '../parts/copy-link.tsx';
import { Fault } from '../parts/form.tsx';
import { useAttempt } from '../use-attempt.ts';
import { FollowButton } from './follow-button.tsx';
import { PaneFrame } from './pane-frame.tsx';
import type { PaneProps } from './props.ts';

/** The replies to a message of the open channel, and where to write one. */
export function ThreadPane(props: PaneProps & { channel: ListedChannel; pane: Pane }) {
  const { store, preferences, state, channel, pane } = props;
  const { t } = preferences;
  const reading = useAttempt(t);
  const thread = threadOf(state, pane);
  const threadId = thread?.id;

  // Again when the connection is back, and after a new snapshot.
  useEffect(() => {
    if (threadId === undefined) void reading.run(() => store.loadThread(pane));
  }, [threadId, state.connection.kind]);
  useEffect(() => {
    if (threadId !== undefined) return () => store.closeThread(threadId);
    return undefined;
  }, [threadId]);

  return (
    <PaneFrame
      {...props}
      onBack={state.search && store.backToResults}
      title={t('thread.title')}
      about={channel.kind === 'direct' ? titleOf(state, channel) : `#${titleOf(state, channel)}`}
      tools={
        thread && (
          <>
            <FollowButton {...props} thread={thread} />
            <CopyLink
              {...props}
              to={{ kind: 'channel', channelId: channel.id, beside: { threadId: thread.id } }}
            />
          </>
        )
      }
    >
      <Fault text={thread === undefined ? reading.fault : undefined} />
      {thread !== undefined && <Talk key={thread.id} {...props} channel={thread} />}
    </PaneFrame>
  );
}
