import type { Session } from '../../../api/auth/contract.ts';
import type { ListedChannel } from '../../../api/channels/contract.ts';
import type { Message } from '../../../api/messages/contract.ts';
import type { PresentUser } from '../../../api/presence/contract.ts';
import type { User } from '../../../api/users/contract.ts';

/** How the stream of events stands, as it is shown. */
export type Connection =
  | { kind: 'connecting' }
  | { kind: 'live' }
  | { kind: 'catching-up'; left: number }
  | { kind: 'reconnecting'; at: number; offlineSince: number }
  | { kind: 'ended'; reason: string };

/** A stretch of a channel's history without holes, ascending by `seq`. */
export interface Timeline {
  messages: readonly Message[];
  /** There is more before the first, or after the last. */
  hasOlder: boolean;
  hasNewer: boolean;
}

/** A message that is on its way, in the order of its posting. */
export interface OutgoingPost {
  clientId: string;
  channelId: string;
  body: string;
  replyToId: string | null;
  postedAt: string;
  /** `failed` was refused by the server and waits for the user; `waiting` goes out by itself. */
  status: 'waiting' | 'failed';
  /** Why it was refused: the problem's code. */
  detail?: string | undefined;
}

/** Everything that the signed-in page shows, and nothing that it could work out. */
export interface State {
  me: User;
  session: Session | undefined;
  users: ReadonlyMap<string, User>;
  channels: ReadonlyMap<string, ListedChannel>;
  presence: ReadonlyMap<string, PresentUser>;
  /** The count that the server said last, exact as of then. */
  online: number;
  timelines: ReadonlyMap<string, Timeline>;
  outbox: readonly OutgoingPost[];
  connection: Connection;
  /** Where to resume: the id of the last event that has been applied. */
  cursor: string | undefined;
  /** Something was learnt that the list of channels must be read anew for. */
  isStale: boolean;
}

/** What the server knows, read in one go; `cursor` is a position that it is at least as new as. */
export interface Snapshot {
  me: User;
  session: Session | undefined;
  users: readonly User[];
  channels: readonly ListedChannel[];
  cursor: string;
}
