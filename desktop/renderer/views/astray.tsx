import type { ChannelPlace } from '../../address.ts';
import { api } from '../live/api.ts';
import type { State } from '../state/state.ts';
import { IconButton } from './parts/icon.tsx';
import type { Props } from './props.ts';
import { useAttempt } from './use-attempt.ts';

/** Says why an address did not lead where it says, until one goes elsewhere or closes it. */
export function AstrayNotice({ store, preferences: { t }, state }: Props & { state: State }) {
  const astray = store.astray.value;
  const joining = useAttempt(t);

  async function join(to: ChannelPlace): Promise<void> {
    await api.addMember(to.channelId, state.me.id);
    await store.refreshChannels();
    store.go(to);
  }

  return (
    <div class="toast astray" role="status">
      {astray?.why === 'joinable' && (
        <p>
          {t('astray.joinable', { channel: astray.channel.name ?? '' })}
          <button
            type="button"
            class="button small primary"
            disabled={joining.isBusy}
            onClick={() => void joining.run(() => join(astray.to))}
          >
            {t('channel.join')}
          </button>
          {joining.fault && <span class="fault">{joining.fault}</span>}
          <Close store={store} label={t('nav.close')} />
        </p>
      )}
      {astray !== undefined && astray.why !== 'joinable' && (
        <p>
          {t(`astray.${astray.why}`)}
          <Close store={store} label={t('nav.close')} />
        </p>
      )}
    </div>
  );
}

function Close({ store, label }: Pick<Props, 'store'> & { label: string }) {
  return (
    <IconButton
      name="close"
      label={label}
      onClick={() => {
        store.astray.value = undefined;
      }}
    />
  );
}
