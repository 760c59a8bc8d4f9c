import type { Message } from '../../../api/messages/contract.ts';

/** The one dialog that is open. */
export type Dialog =
  | { name: 'jump' | 'shortcuts' | 'admin' | 'channels' }
  /** With `at`, the part of them that gets the focus. */
  | { name: 'settings'; at?: 'password' }
  | { name: 'members'; channelId: string }
  | { name: 'delete-message'; message: Message };
