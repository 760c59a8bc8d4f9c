import { useState } from 'preact/hooks';
import type { Preferences } from '../../preferences.ts';
import { focusOnMount } from '../parts/focus.ts';

/** The workstation has another key than before, which an administrator has to approve first. */
export function DeviceWaiting({
  t,
  isBusy,
  onTry,
  onBack,
}: {
  t: Preferences['t'];
  isBusy: boolean;
  onTry(): void;
  onBack(): void;
}) {
  const [hasTried, setTried] = useState(false);
  return (
    <>
      <p>{t('sign-in.device-waiting-detail')}</p>
      <p class="soft" role="status">
        {isBusy ? t('sign-in.busy') : hasTried && t('sign-in.device-waiting-still')}
      </p>
      <div class="actions column">
        <button
          type="button"
          class="button primary"
          ref={focusOnMount}
          onClick={() => {
            setTried(true);
            if (!isBusy) onTry();
          }}
        >
          {t('app.try-again')}
        </button>
        <button type="button" class="button" onClick={onBack}>
          {t('sign-in.back')}
        </button>
      </div>
    </>
  );
}
