import { useEffect, useState } from 'preact/hooks';
import type { Bridge, DesktopSettings } from '../../../bridge.ts';
import type { Preferences } from '../../preferences.ts';

const switches = [
  { name: 'closeToTray', key: 'settings.close-to-tray' },
  { name: 'startAtLogin', key: 'settings.start-at-login' },
  { name: 'notifications', key: 'settings.notifications' },
] as const;

/** In Electron: what belongs to this workstation and not to the account. */
export function Workstation({ bridge, t }: { bridge: Bridge; t: Preferences['t'] }) {
  const [settings, setSettings] = useState<DesktopSettings>();
  const [missing, setMissing] = useState<string[]>([]);
  useEffect(() => {
    void bridge.getSettings().then(setSettings);
    void bridge.missingDictionaries().then(setMissing);
  }, [bridge]);
  return (
    <section class="part">
      {switches.map(({ name, key }) => (
        <label key={name} class="check">
          <input
            type="checkbox"
            name={name}
            checked={settings?.[name] ?? false}
            disabled={settings === undefined}
            onChange={(event) =>
              void bridge.changeSettings({ [name]: event.currentTarget.checked }).then(setSettings)
            }
          />
          {t(key)}
        </label>
      ))}
      {missing.length > 0 && (
        <p class="hint">{t('settings.no-dictionary', { languages: namesOf(missing) })}</p>
      )}
      <div class="actions">
        <button type="button" class="button small" onClick={() => bridge.showDiagnostics()}>
          {t('settings.diagnostics')}
        </button>
      </div>
      <p class="hint">{t('settings.version', { version: bridge.version })}</p>
    </section>
  );
}

/** In the language that is shown. */
function namesOf(languages: readonly string[]): string {
  const names = new Intl.DisplayNames(document.documentElement.lang, { type: 'language' });
  return languages.map((code) => names.of(code) ?? code).join(', ');
}
