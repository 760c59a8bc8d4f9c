import type { ListedChannel } from '../../../../api/channels/contract.ts';
import type { Message } from '../../../../api/messages/contract.ts';
import type { Reaction } from '../../../../api/reactions/contract.ts';
import type { User } from '../../../../api/users/contract.ts';
import type { Lead } from '../../state/select.ts';
import type { Face, State } from '../../state/state.ts';
import type { Props } from '../props.ts';

/** What the parts of an open channel are given. */
export type ChannelProps = Props & { state: State; channel: ListedChannel };

/** The state of the user's own message; `queued` is a waiting one that is not the newest. */
export type Delivery = 'sending' | 'waiting' | 'queued' | 'failed' | 'sent';

/** The props of a message's row. */
export type RowProps = Props &
  Lead & {
    message: Message;
    /** The files of a post on its way, which the message does not have yet. */
    uploadIds: readonly string[] | undefined;
    authorName: string | undefined;
    authorFace: Face | undefined;
    /** The same object until it changes. */
    authorStatus: User['status'];
    /** Until when the author is not to be disturbed. */
    authorQuiet: string | null;
    /**
     * The message that it replies to: null if that cannot be had, undefined while it is not known.
     */
    quoted: Message | null | undefined;
    quotedAuthorName: string | undefined;
    byName: ReadonlyMap<string, User>;
    nameOf(userId: string): string;
    faceOf(userId: string): Face | undefined;
    /** What the user wants of their own reactions to it, before the server says so. */
    wished: ReadonlyMap<string, boolean> | undefined;
    /** The user has deleted it, which can be undone, or waits for the connection. */
    deletion: 'held' | 'waiting' | undefined;
    /** The user has put it aside. */
    isSaved: boolean;
    me: User;
    isEditing: boolean;
    delivery: Delivery | undefined;
    failure: string | undefined;
    /** When, or by whom, the user's own message was seen. */
    seen: string | undefined;
    isReadOnly: boolean;
    onEdit(id: string | undefined): void;
    onReply(message: Message): void;
    onJump(seq: number): void;
    /** Called before the message grows or shrinks because somebody wants so. */
    onUnfold(): void;
  };

/** What is done with the reactions of a message. */
export interface Reacting {
  /** As the user is to see them. */
  reactions: readonly Reaction[];
  onReact(emoji: string, isOn: boolean): void;
  /** Opens the picker beside the element. */
  onPick(anchor: Element): void;
}

export type ActionsProps = RowProps & Reacting & { body: string };
