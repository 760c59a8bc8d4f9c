import type { Preferences } from '../../preferences.ts';

/** A user's presence: by shape as well as by colour, and by name for screen readers. */
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
