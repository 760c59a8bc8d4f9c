import type { RefObject } from 'preact';
import { useImperativeHandle, useRef } from 'preact/hooks';
import type { Message } from '../../../../api/messages/contract.ts';
import type { Preferences } from '../../preferences.ts';
import { seenIn } from '../../state/receipts.ts';
import type { Timeline as Stretch } from '../../state/state.ts';
import { Icon } from '../parts/icon.tsx';
import { Beginning } from './beginning.tsx';
import type { ChannelProps } from './props.ts';
import { useQuoted } from './quoted.ts';
import { onRovingBlur, onRovingFocus, onRovingKey } from './roving-rows.ts';
import { Rows } from './rows.tsx';
import { seenText } from './seen-text.ts';
import { Skeleton } from './skeleton.tsx';
import { UnreadBar } from './unread-bar.tsx';
import { useFocusOnward } from './use-focus-onward.ts';
import { useScrolling } from './use-scrolling.ts';

/** The history before it is loaded, to show the user's posts: offline, it does not come. */
const NOT_YET: Stretch = { messages: [], hasOlder: true, hasNewer: false, isFollowed: true };

export interface TimelineHandle {
  jumpToLatest(): void;
}

type TimelineProps = ChannelProps & {
  firstUnread: Message | undefined;
  editing: string | undefined;
  isReadOnly: boolean;
  handle: RefObject<TimelineHandle | null>;
  onEdit(id: string | undefined): void;
  onReply(message: Message): void;
};

/**
 * A window of the channel's history. Older messages are added above as the user scrolls up, and the
 * browser's scroll anchoring keeps the visible ones in place; at the end, new messages push the old
 * ones up.
 */
export function Timeline(props: TimelineProps) {
  const { store, preferences, state, channel } = props;
  const { t } = preferences;
  const timeline = state.timelines.get(channel.id);
  const quoted = useQuoted(store, state, timeline?.messages);
  const scrolling = useScrolling(store, state, channel);
  const { box, content, showsLatest, isBehind, onScroll, jumpToLatest, jumpTo, outgoing } =
    scrolling;
  const seen = timeline && seenIn(state, channel, timeline.messages);
  const hasBar = isBehind && channel.unread > 0;
  useImperativeHandle(props.handle, () => ({ jumpToLatest: () => void jumpToLatest() }));

  return (
    <>
      <div
        class="timeline"
        ref={box}
        onScroll={onScroll}
        onFocusCapture={(event) => onRovingFocus(event.currentTarget, event.target)}
        onFocusOut={onRovingBlur}
        onKeyDown={onRovingKey}
        role="log"
        aria-live="off"
        aria-label={t('chat.messages')}
        aria-busy={timeline === undefined}
      >
        <div ref={content}>
          {timeline === undefined && <Skeleton text={t('chat.loading')} />}
          {timeline !== undefined && !timeline.hasOlder && (
            <Beginning {...props} isEmpty={timeline.messages.length === 0 && outgoing === 0} />
          )}
          <Rows
            store={store}
            preferences={preferences}
            channelId={channel.id}
            timeline={timeline ?? NOT_YET}
            outbox={state.outbox}
            wishes={state.wishes}
            deletions={state.deletions}
            saved={state.saved}
            quoted={quoted}
            users={state.users}
            names={state.names}
            faces={state.faces}
            me={state.me}
            seenSeq={seen?.seq}
            seenText={seen && seenText(preferences, state, channel, seen)}
            firstUnread={props.firstUnread?.seq}
            editing={props.editing}
            isReadOnly={props.isReadOnly}
            isOffline={state.connection.kind === 'reconnecting'}
            onEdit={props.onEdit}
            onReply={props.onReply}
            onJump={jumpTo}
            onUnfold={scrolling.leaveEnd}
          />
        </div>
      </div>
      {hasBar && (
        <UnreadBar
          {...props}
          onFirst={() => jumpTo(props.firstUnread?.seq ?? channel.lastReadSeq + 1)}
          onLatest={() => void jumpToLatest()}
        />
      )}
      {showsLatest && !hasBar && <Latest t={t} onLatest={() => void jumpToLatest()} />}
    </>
  );
}

/** The way back to the newest messages. */
function Latest({ t, onLatest }: Pick<Preferences, 't'> & { onLatest(): void }) {
  const button = useRef<HTMLButtonElement>(null);
  useFocusOnward(button);
  return (
    <button ref={button} type="button" class="button latest pill" onClick={onLatest}>
      <Icon name="down" />
      {t('chat.latest')}
    </button>
  );
}
