import { useEffect, useState } from 'preact/hooks';
import type { Preferences } from '../../preferences.ts';

/** Whether to stay signed in; where the system keeps no secrets, why that cannot be. */
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
