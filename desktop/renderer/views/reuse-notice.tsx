import type { State } from '../state/state.ts';
import { focusComposer } from './parts/focus.ts';
import { IconButton } from './parts/icon.tsx';
import type { Props } from './props.ts';

/**
 * Says that somebody has copied a device token of the user, and what to do. It lies over the page and
 * stays until it is dismissed. Screen readers say it at once.
 */
export function ReuseNotice({ store, preferences, state }: Props & { state: State }) {
  const { t, formatMoment } = preferences;
  return (
    <div class="alarms" role="alert">
      {state.reuses
        .filter(({ isDismissed }) => !isDismissed)
        .map((reuse) => (
          <div key={`${reuse.device.id} ${reuse.at}`} class="alarm">
            <p>{t('reuse.told', { name: reuse.device.name, at: formatMoment(reuse.at) })}</p>
            <div class="between">
              <button
                type="button"
                class="button small primary"
                onClick={() => store.openDialog({ name: 'settings', at: 'password' })}
              >
                {t('settings.password')}
              </button>
              <IconButton
                name="close"
                label={t('reuse.dismiss')}
                onClick={() => {
                  store.dispatch({ type: 'reuse-dismissed', reuse });
                  focusComposer();
                }}
              />
            </div>
          </div>
        ))}
    </div>
  );
}
