import type { Message } from '../../../api/messages/contract.ts';
import type { DialogPlace } from '../../address.ts';

/** The one dialog that is open. */
export type Dialog =
  | { name: 'jump' | Exclude<DialogPlace['kind'], 'person'> }
  | { name: 'do-not-disturb' | 'status' }
  | { name: 'person'; userId: string }
  | { name: 'delete-message'; message: Message }
  /** `count` people are mentioned, or nobody knows how many where it is 0. */
  | { name: 'mention-group'; group: string; channel: string; count: number; post(): void };
