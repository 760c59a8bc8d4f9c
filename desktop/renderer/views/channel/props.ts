import type { ListedChannel } from '../../../../api/channels/contract.ts';
import type { Message } from '../../../../api/messages/contract.ts';
import type { User } from '../../../../api/users/contract.ts';
import type { State } from '../../state/state.ts';
import type { Props } from '../props.ts';

/** What the parts of an open channel are given. */
export type ChannelProps = Props & { state: State; channel: ListedChannel };

/** How far one's own message has come; `queued` are those before the newest that still wait. */
export type Delivery = 'sending' | 'waiting' | 'queued' | 'failed' | 'sent';

/** What a message is drawn from. */
export type RowProps = Props & {
  message: Message;
  author: User | undefined;
  /** What it replies to: null where that is gone, undefined while it is not known. */
  quoted: Message | null | undefined;
  quotedAuthor: User | undefined;
  byName: ReadonlyMap<string, User>;
  me: User;
  showsDay: boolean;
  showsNew: boolean;
  showsAuthor: boolean;
  isEditing: boolean;
  delivery: Delivery | undefined;
  failure: string | undefined;
  isReadOnly: boolean;
  onEdit(id: string | undefined): void;
  onReply(message: Message): void;
  onJump(seq: number): void;
};
