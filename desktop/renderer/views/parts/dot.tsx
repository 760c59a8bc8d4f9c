import type { Preferences } from '../../preferences.ts';

/** Whether somebody is there: by shape as well as by colour, and by name for who hears it. */
export function Dot({
  preferences: { t },
  status = 'offline',
}: {
  preferences: Preferences;
  status?: 'active' | 'away' | 'offline' | undefined;
}) {
  return (
    <span
      class={`dot ${status}`}
      role="img"
      aria-label={t(`presence.${status}`)}
      title={t(`presence.${status}`)}
    />
  );
}
