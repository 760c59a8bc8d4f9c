import { useEffect, useState } from 'preact/hooks';
import type { Preferences } from '../../preferences.ts';

/** The choice to stay signed in or, if the system keeps no secrets, why it is not offered. */
export function Remember({ t }: { t: Preferences['t'] }) {
  const [canKeep, setCanKeep] = useState(true);
  useEffect(() => void window.workspace?.canKeepSecrets().then(setCanKeep), []);
  return (
    <div>
      <div class="check">
        {canKeep ? (
          <input key="can" id="remember" type="checkbox" name="remember" defaultChecked />
        ) : (
          <input
            id="remember"
            key="cannot"
            type="checkbox"
            disabled
            aria-describedby="remember-unsafe"
          />
        )}
        <label for="remember">{t('sign-in.remember')}</label>
      </div>
      {!canKeep && (
        <p class="hint" id="remember-unsafe">
          {t('sign-in.remember-unsafe')}
        </p>
      )}
    </div>
  );
}
