import { useState } from 'preact/hooks';
import { areNoticesPossible, askForNotices } from '../../browser-notices.ts';
import type { Preferences } from '../../preferences.ts';

/** In a browser: whether it notifies. The browser asks the user itself when the switch is turned on. */
export function NoticesChoice({ preferences: { t, notices } }: { preferences: Preferences }) {
  const [isRefused, setRefused] = useState(false);
  if (!areNoticesPossible()) return null;
  async function turn(isOn: boolean): Promise<void> {
    const isAllowed = isOn && (await askForNotices());
    notices.value = isAllowed;
    setRefused(isOn && !isAllowed);
  }
  return (
    <>
      <label class="check">
        <input
          type="checkbox"
          name="notices"
          checked={notices.value}
          onChange={(event) => void turn(event.currentTarget.checked)}
        />
        {t('settings.notifications')}
      </label>
      <p class="fault" role="alert">
        {isRefused && t('settings.notifications-refused')}
      </p>
    </>
  );
}
