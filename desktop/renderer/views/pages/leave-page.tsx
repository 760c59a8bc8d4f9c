import { openChannelOf } from '../../state/select.ts';
import type { State } from '../../state/state.ts';
import { Icon } from '../parts/icon.tsx';
import type { Props } from '../props.ts';
import { shownTitle } from '../title.ts';

/** Back to the channel that was open before. */
export function LeavePage({ store, preferences, state }: Props & { state: State }) {
  const { t } = preferences;
  const channel = openChannelOf(state, store.openChannelId.value);
  return (
    <button type="button" class="button leave-page" onClick={store.leavePage}>
      <Icon name="back" />
      <span class="title">
        {channel
          ? t('nav.back-to', { channel: shownTitle(preferences, state, channel) })
          : t('nav.back')}
      </span>
    </button>
  );
}
