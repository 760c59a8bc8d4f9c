import { huesOf } from './hues.ts';
import type { State } from './state.ts';

/**
 * The face of each user, by id. The same map while nobody's changes, and the same object for each one whose
 * does not, so that no row is drawn again for the picture of somebody else.
 */
export function facesOf(before: State, users: State['users']): State['faces'] {
  const { faces } = before;
  const isSame = users.size === faces.size && [...users.values()].every(isAsIn(faces));
  if (isSame) return faces;
  const hues = huesOf(users);
  return new Map(
    [...users.values()].map(({ id, avatarId }) => {
      const hue = hues.get(id) ?? 0;
      const known = faces.get(id);
      const isKnown = known?.hue === hue && known.avatarId === avatarId;
      return [id, isKnown ? known : { hue, avatarId }];
    }),
  );
}

const isAsIn =
  (faces: State['faces']) =>
  ({ id, avatarId }: { id: string; avatarId: string | null }): boolean => {
    const known = faces.get(id);
    return known !== undefined && known.avatarId === avatarId;
  };
