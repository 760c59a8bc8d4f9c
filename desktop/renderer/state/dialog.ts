import type { Message } from '../../../api/messages/contract.ts';

/** The one dialog that is open. */
export type Dialog =
  | { name: 'jump' | 'shortcuts' | 'settings' | 'admin' | 'channels' }
  | { name: 'members'; channelId: string }
  | { name: 'delete-message'; message: Message };
