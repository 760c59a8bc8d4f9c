import type { Channel } from '../../../api/channels/contract.ts';
import type { IconName } from './parts/icon.tsx';

/** The icon before a channel's name. */
export function iconOf({ archivedAt, kind }: Channel): IconName {
  if (archivedAt !== null) return 'archive';
  if (kind === 'direct') return 'people';
  return kind === 'private' ? 'lock' : 'hash';
}
