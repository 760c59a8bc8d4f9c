import type { ListedChannel } from '../../../../api/channels/contract.ts';
import { pinsOf } from '../../state/pins.ts';
import { MessageLine } from '../parts/message-line.tsx';
import { PANE_COVERS, useMedia } from '../use-media.ts';
import { PaneFrame } from './pane-frame.tsx';
import type { PaneProps } from './props.ts';

/** The pinned messages of the open channel, the newest pin first. */
export function PinsPane({ channel, ...props }: PaneProps & { channel: ListedChannel }) {
  const { store, preferences, state } = props;
  const { t } = preferences;
  const covers = useMedia(PANE_COVERS);
  const pins = pinsOf(state, channel.id);

  function goTo(seq: number): void {
    // Else it would lie over the message.
    if (covers) store.closePane();
    store.go({ kind: 'channel', channelId: channel.id, seq });
  }

  return (
    <PaneFrame {...props} title={t('pins.title')} about={String(pins.length)}>
      <div class="pane-body pins-list">
        {pins.length === 0 && <p class="hint">{t('pins.none')}</p>}
        {pins.map((message) => (
          <MessageLine
            key={message.id}
            preferences={preferences}
            state={state}
            message={message}
            onGo={() => goTo(message.seq)}
          />
        ))}
      </div>
    </PaneFrame>
  );
}
