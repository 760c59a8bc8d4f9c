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
  | { kind: 'reconnecting'; at: number; offlineSince: number };

/** A stretch of a channel's history without holes, ascending by `seq`. */
export interface Timeline {
  messages: readonly Message[];
  /** There is more before the first, or after the last. */
  hasOlder: boolean;
  hasNewer: boolean;
  /** One looks at its end; elsewhere, what one reads is not pushed out by what comes in. */
  isFollowed: boolean;
}

/** Pages of a channel that have been asked for, and the messages that events told of meanwhile. */
export interface Asked {
  /** What each asking is called by, to tell the answer to an earlier one that was given up. */
  asks: readonly string[];
  heard: readonly Message[];
}

/** A message that is on its way, in the order of its posting. */
export interface OutgoingPost {
  clientId: string;
  channelId: string;
  body: string;
  replyToId: string | null;
  postedAt: string;
  /**
   * `waiting` goes out by itself; `sent` is in the history, and shown until it comes from there;
   * `failed` was refused by the server and waits for the user.
   */
  status: 'waiting' | 'sent' | 'failed';
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
  asked: ReadonlyMap<string, Asked>;
  /** Messages outside the timelines that ones inside reply to, by id; undefined where they cannot be had. */
  quotes: ReadonlyMap<string, Message | undefined>;
  outbox: readonly OutgoingPost[];
  connection: Connection;
  /** Which version the server of the stream has, where it has said so. */
  serverVersion: string | undefined;
  /** Where to resume: the id of the last event that has been applied. */
  cursor: string | undefined;
  /** How many things were learnt that the list of channels must be read anew for. */
  hints: number;
  /** How many of them the list has been read after. */
  hintsListed: number;
}

export function isStale({ hints, hintsListed }: State): boolean {
  return hints > hintsListed;
}

/** Of somebody who has just come in, before anything is known. */
export function emptyState(me: User, session: Session, outbox: readonly OutgoingPost[]): State {
  return {
    me,
    session,
    users: new Map(),
    channels: new Map(),
    presence: new Map(),
    online: 0,
    timelines: new Map(),
    asked: new Map(),
    quotes: new Map(),
    outbox,
    connection: { kind: 'connecting' },
    serverVersion: undefined,
    cursor: undefined,
    hints: 0,
    hintsListed: 0,
  };
}

/** What the server knows, read in one go; `cursor` is a position that it is at least as new as. */
export interface Snapshot {
  users: readonly User[];
  channels: readonly ListedChannel[];
  cursor: string;
}
