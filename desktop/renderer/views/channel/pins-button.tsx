import { useEffect } from 'preact/hooks';
import { pinsOf } from '../../state/pins.ts';
import { Icon } from '../parts/icon.tsx';
import type { ChannelProps } from './props.ts';

/** They are asked for once the channel has been open so long, not for those that are passed by. */
const OPEN_MS = 300;

/** Shows and hides the pinned messages, where there are some. */
export function PinsButton({ store, preferences: { t }, state, channel }: ChannelProps) {
  const { id } = channel;
  const isLost = state.connection.kind === 'reconnecting';
  const isAsked = state.pins.has(id);
  const isShown = store.pane.value?.name === 'pins';
  const count = pinsOf(state, id).length;
  useEffect(() => {
    if (isAsked || isLost) return;
    const timer = setTimeout(() => void store.loadPins(id), OPEN_MS);
    return () => clearTimeout(timer);
  }, [id, isAsked, isLost]);
  if (count === 0 && !isShown) return null;
  const label = t('pins.count', { count });
  return (
    <button
      type="button"
      class="button small members pins"
      aria-expanded={isShown}
      aria-label={label}
      title={label}
      onClick={() => (isShown ? store.closePane() : store.openPane({ name: 'pins' }))}
    >
      <Icon name="pin" />
      {count}
    </button>
  );
}
