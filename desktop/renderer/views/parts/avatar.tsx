import type { Preferences } from '../../preferences.ts';
import { urlOfThumbnail } from '../../state/files.ts';
import type { Face, State } from '../../state/state.ts';
import { Dot } from './dot.tsx';
import { initialsOf } from './initials.ts';

export type AvatarSize = 'huge' | 'large' | 'full' | 'small' | 'tiny';

/**
 * A person's picture, or their initials on a hue of their own where they have none, and while it is not
 * there; only for the eye, since the name stands beside it. Where `userId` is given, a click opens their
 * card, as one on the name does (see `onPeople`).
 */
export function Avatar({
  face,
  name,
  size = 'full',
  userId,
}: {
  face: Face | undefined;
  name: string;
  size?: AvatarSize;
  userId?: string | undefined;
}) {
  const avatarId = face?.avatarId ?? null;
  return (
    <span class={`avatar ${size} hue-${face?.hue ?? 0}`} aria-hidden="true" data-user={userId}>
      {initialsOf(name)}
      {avatarId !== null && (
        <img
          key={avatarId}
          loading="lazy"
          decoding="async"
          src={urlOfThumbnail(avatarId)}
          alt=""
          draggable={false}
          onLoad={show}
        />
      )}
    </span>
  );
}

/** Not by state, since a page of messages has hundreds of them. */
function show({ currentTarget }: { currentTarget: HTMLImageElement }): void {
  currentTarget.classList.add('loaded');
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
      <Avatar face={state.faces.get(id)} name={name} size={size} />
      <Dot preferences={preferences} status={status} />
    </span>
  );
}
