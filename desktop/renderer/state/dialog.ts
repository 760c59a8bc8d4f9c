import type { File } from '../../../api/files/contract.ts';
import type { Message } from '../../../api/messages/contract.ts';
import type { DialogPlace, Place } from '../../address.ts';

/** The one dialog that is open. */
export type Dialog =
  | { name: 'jump' | Exclude<DialogPlace['kind'], 'person'> }
  | { name: 'do-not-disturb' | 'status' }
  | { name: 'person'; userId: string }
  | { name: 'delete-message'; message: Message }
  | { name: 'delete-file'; file: File }
  /** `count` people are mentioned, or nobody knows how many where it is 0. */
  | { name: 'mention-group'; group: string; channel: string; count: number; post(): void };

/** A dialog that is worth an address; a question, or a way to elsewhere, is not. */
export function placeOfDialog(dialog: Dialog | undefined): DialogPlace | undefined {
  switch (dialog?.name) {
    case 'person':
      return { kind: 'person', userId: dialog.userId };
    case 'channels':
    case 'message':
    case 'shortcuts':
      return { kind: dialog.name };
    default:
      return undefined;
  }
}

/** The dialog that is at the place. */
export function dialogOf(to: Place): Dialog | undefined {
  if (to.kind === 'person') return { name: 'person', userId: to.userId };
  const isDialog = to.kind === 'channels' || to.kind === 'message' || to.kind === 'shortcuts';
  return isDialog ? { name: to.kind } : undefined;
}
