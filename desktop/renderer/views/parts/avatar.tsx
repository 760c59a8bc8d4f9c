import type { Preferences } from '../../preferences.ts';
import type { State } from '../../state/state.ts';
import { Dot } from './dot.tsx';
import { initialsOf } from './initials.ts';

export type AvatarSize = 'large' | 'full' | 'small' | 'tiny';

/**
 * A person's initials on a hue of their own; only for the eye, since the name stands beside it. Where
 * `userId` is given, a click opens their card, as one on the name does (see `onPeople`).
 */
export function Avatar({
  hue,
  name,
  size = 'full',
  userId,
}: {
  hue: number | undefined;
  name: string;
  size?: AvatarSize;
  userId?: string | undefined;
}) {
  return (
    <span class={`avatar ${size} hue-${hue ?? 0}`} aria-hidden="true" data-user={userId}>
      {initialsOf(name)}
    </span>
  );
}

/** A person's avatar with their presence at its corner. */
export function Portrait({
  preferences,
  state,
  id,
  name,
  size,
  status = state.presence.get(id)?.status,
}: {
  preferences: Preferences;
  state: State;
  id: string;
  name: string;
  size: AvatarSize;
  status?: 'active' | 'away' | 'offline' | undefined;
}) {
  return (
    <span class="portrait">
      <Avatar hue={state.hues.get(id)} name={name} size={size} />
      <Dot preferences={preferences} status={status} />
    </span>
  );
}
