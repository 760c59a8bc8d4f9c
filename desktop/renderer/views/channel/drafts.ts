import type { Keeper } from '../../live/keeper.ts';

/** An edit that is not saved yet. */
export interface Edit {
  id: string;
  text: string;
}

export type Drafts = ReturnType<typeof draftsOf>;

/** What a user has begun in a channel, on this workstation: a message, what it replies to, an edit. */
export function draftsOf(keeper: Keeper, userId: string, channelId: string) {
  const nameOf = (kind: string) => `${kind}.${userId}.${channelId}`;
  const readText = (kind: string) => {
    const kept = keeper.read(nameOf(kind));
    return typeof kept === 'string' ? kept : undefined;
  };
  return {
    text: () => readText('draft') ?? '',
    keepText: (text: string) => keeper.write(nameOf('draft'), text || undefined),
    replyToId: () => readText('draft-reply'),
    keepReplyToId: (id: string | undefined) => keeper.write(nameOf('draft-reply'), id),
    edit(): Edit | undefined {
      const kept = keeper.read(nameOf('draft-edit'));
      return isEdit(kept) ? kept : undefined;
    },
    keepEdit: (edit: Edit | undefined) => keeper.write(nameOf('draft-edit'), edit),
  };
}

function isEdit(kept: unknown): kept is Edit {
  if (typeof kept !== 'object' || kept === null) return false;
  const { id, text }: Partial<Record<keyof Edit, unknown>> = kept;
  return typeof id === 'string' && typeof text === 'string';
}
