import type { RowProps } from './props.ts';

type Given = Pick<RowProps, 'store' | 'message' | 'me'>;

export function mayDelete({ message, me }: Given): boolean {
  return message.authorId === me.id || me.role === 'admin';
}

/** Deletes a message of the user's own at once, which can be undone, and asks before somebody else's. */
export function deleteFrom({ store, message, me }: Given): void {
  if (message.authorId === me.id) store.deleteMessage(message.id);
  else store.openDialog({ name: 'delete-message', message });
}
