import type { Message } from '../../../api/messages/contract.ts';

/** The one dialog that is open. */
export type Dialog =
  | { name: 'jump' | 'shortcuts' | 'channels' }
  /** With `at`, the part of them that gets the focus. */
  | { name: 'settings'; at?: 'password' }
  | { name: 'admin'; at?: 'devices' }
  | { name: 'delete-message'; message: Message };
