import type { Session } from '../../../api/auth/contract.ts';
import type { FollowedThreads, ListedChannel } from '../../../api/channels/contract.ts';
import type { ChannelFile } from '../../../api/files/contract.ts';
import type { Message } from '../../../api/messages/contract.ts';
import type { PresentUser } from '../../../api/presence/contract.ts';
import type { SearchResult } from '../../../api/search/contract.ts';
import type { User } from '../../../api/users/contract.ts';
import { type Choices, NO_CHOICES } from './choices.ts';
import type { ReactionHeard, Wishes } from './reactions.ts';
import type { Attached, Uploads } from './uploads.ts';

/** The state of the event stream, as it is shown. */
export type Connection =
  | { kind: 'connecting' }
  | { kind: 'live' }
  | { kind: 'catching-up'; left: number }
  | { kind: 'reconnecting'; at: number; offlineSince: number };

/** A stretch of a channel's history without holes, ascending by `seq`. */
export interface Timeline {
  messages: readonly Message[];
  /** Whether there are messages before the first, or after the last. */
  hasOlder: boolean;
  hasNewer: boolean;
  /** The user is at the end. Elsewhere, new messages do not push out those that the user reads. */
  isFollowed: boolean;
}

/** Pages of a channel that have been asked for, and what events told of its messages meanwhile. */
export interface Asked {
  /** The ids of the requests, to recognise the answer to one that was given up. */
  asks: readonly string[];
  heard: readonly (Message | ReactionHeard)[];
}

/** What has changed of a channel. */
export interface ChannelHeard {
  channelId: string;
  change: Partial<ListedChannel>;
}

/** A message that is on its way, in the order of its posting. */
export interface OutgoingPost {
  clientId: string;
  channelId: string;
  /** Empty where it is files alone. */
  body: string;
  replyToId: string | null;
  /** Its files, in their order. It waits until all of them are stored. */
  uploadIds: readonly string[];
  postedAt: string;
  /**
   * `waiting` is sent without the user's doing; `sent` is acknowledged, and shown until the history
   * brings it; `failed` was refused by the server and waits for the user.
   */
  status: 'waiting' | 'sent' | 'failed';
  /** Why it was refused: the problem's code. */
  detail?: string | undefined;
  /** The user wants it back where it was written. */
  isRecalled?: boolean;
}

/** What may be an attack on the account or the workstation. */
export type Alarm = {
  device: { id: string; name: string };
  at: string;
  /** Kept, so that the same event does not tell of it again. */
  isDismissed: boolean;
} & (
  | {
      /** A device token of the user was shown again after it was spent: somebody has a copy. */
      kind: 'device-token.reused';
    }
  | {
      /** A known device has proved a key that it did not have before. */
      kind: 'device-key.added';
      /** Absent where the user's own sign-in told of it. */
      key?: { id: string; state: 'enrolled' | 'waiting' } | undefined;
      /** Who signed in with it. */
      userId: string;
    }
);

/** A message that the user has deleted, until the stream says that it is. */
export interface Deletion {
  /** When it can no longer be undone, in milliseconds since the epoch. */
  until: number;
  /** `held` can be undone, and the server knows nothing of it; `due` is to be sent. */
  phase: 'held' | 'due' | 'sent';
}

/** By message, in the order in which they were deleted. */
export type Deletions = ReadonlyMap<string, Deletion>;

export interface OwnRead {
  seq: number;
  told: number | undefined;
  /**
   * The server has named the position that it was told last, while a newer one was on its way to it. It
   * may have been moved back there since, in another window.
   */
  isDoubted?: boolean;
}

/** The files of one channel and its threads, while they stand beside it. */
export interface FilesOfChannel {
  channelId: string;
  /** As the server has listed them, the newest first; undefined while none have come. */
  listed: readonly ChannelFile[] | undefined;
  /** Where the next page begins; null where there is none. */
  next: string | null;
  /** The request whose answer is waited for. */
  asking: string | undefined;
  /** The last one was not answered. */
  isMissed: boolean;
  /** By id, the newest versions of the messages that events have told of since the list was asked for. */
  heard: ReadonlyMap<string, Message>;
}

/** What is known of the messages that the user has put aside. */
export interface Saved {
  /** They have been asked for. */
  isListed: boolean;
  /** By id; of a message that is not in here, nothing is known or it was not saved. */
  byId: ReadonlyMap<string, boolean>;
}

export const NONE_SAVED: Saved = { isListed: false, byId: new Map() };

/** What the user searches for, and what has been found of it. */
export interface Search {
  /** As it was typed. */
  query: string;
  /** What of it the server is asked: what is not finished waits. Empty for nothing. */
  question: string;
  /** The request whose answer is waited for, and whether it is for more of the same. */
  asking: { id: string; isMore: boolean } | undefined;
  /** Newest first; undefined while none have come. */
  results: readonly SearchResult[] | undefined;
  /** Where the next page begins; null where there is none. */
  next: string | null;
  /** Whether the server has all old messages in its index. */
  isIndexed: boolean;
  /** How many pages without results have come one after the other. */
  empty: number;
  /** Why it was not answered: the problem, with what it says of the query. */
  fault: { status: number; code: string; said?: string | undefined } | undefined;
  chosenId: string | undefined;
  /** What events told of messages while a request was on its way: the answer may be older. */
  heard: readonly Message[];
  /** Events may have been missed since it was answered. */
  isOld: boolean;
}

/** What a user's avatar is drawn from. */
export interface Face {
  /** Of the ground under their initials, 0 to 9. */
  hue: number;
  /** Their picture, where they have one. */
  avatarId: string | null;
}

/** Everything that the signed-in page shows, except values that follow at once from others. */
export interface State {
  me: User;
  session: Session | undefined;
  users: ReadonlyMap<string, User>;
  /** What each of them is called, by id; follows from them (see `namesOf`). */
  names: ReadonlyMap<string, string>;
  /** What each one's avatar is drawn from, by id; follows from them (see `facesOf`). */
  faces: ReadonlyMap<string, Face>;
  /** With the threads that are open, or have been unread (see `threads.ts`). */
  channels: ReadonlyMap<string, ListedChannel>;
  /** The ids of all threads that the user follows. */
  followed: ReadonlySet<string>;
  /** Who has come into a channel (true) or gone from it since the snapshot, by channel and user. */
  memberships: ReadonlyMap<string, ReadonlyMap<string, boolean>>;
  /** Who is connected, by id. */
  presence: ReadonlyMap<string, Pick<PresentUser, 'status'>>;
  /** Who is connected and not known here yet, by number. */
  strangers: ReadonlyMap<number, PresentUser['status']>;
  /** The server's last count, exact at that time. */
  online: number;
  timelines: ReadonlyMap<string, Timeline>;
  asked: ReadonlyMap<string, Asked>;
  /**
   * Messages that are replied to and are not in the timelines, by id; undefined if the server does
   * not give them.
   */
  quotes: ReadonlyMap<string, Message | undefined>;
  /** Messages to which links lead, by `keyOf`; null if the server does not give them. */
  linked: ReadonlyMap<string, Message | null>;
  /**
   * By channel, the newest versions of the messages that were listed as pinned or have changed since
   * the list was asked for, by id: one that is taken down before the list comes is in both.
   */
  pins: ReadonlyMap<string, ReadonlyMap<string, Message>>;
  /** Undefined while they are not looked at. */
  files: FilesOfChannel | undefined;
  saved: Saved;
  /** Undefined while nothing is searched for. */
  search: Search | undefined;
  outbox: readonly OutgoingPost[];
  uploads: Uploads;
  attached: Attached;
  wishes: Wishes;
  deletions: Deletions;
  /** Oldest first. */
  alarms: readonly Alarm[];
  connection: Connection;
  /** The version of the server that sends the stream, once it has said so. */
  serverVersion: string | undefined;
  /** Where to resume: the id of the last event that has been applied. */
  cursor: string | undefined;
  /** The cursor of the newest list of channels, which knows what came up to there. */
  listedAt: string | undefined;
  /** How far the user has read on this page, by channel, and how much of it the server knows. */
  ownReads: ReadonlyMap<string, OwnRead>;
  /**
   * How far they have read by a list, by channel, where that is less than is known here, and the value
   * of `hints` from which on a list that says the same is believed.
   */
  doubtedReads: ReadonlyMap<string, { seq: number; hints: number }>;
  /**
   * Direct channels that were opened on this page, by id, and the value of `hints` from which on a
   * list holds them.
   */
  opened: ReadonlyMap<string, number>;
  choices: Choices;
  /** The unread messages that hold a keyword of the user's, by channel. */
  called: ReadonlyMap<string, readonly number[]>;
  /** Channels whose unread messages stay so while they are looked at. */
  heldUnread: ReadonlySet<string>;
  /** How many lists of channels have been asked for and have not come. */
  listsOnTheirWay: number;
  /** What events told of channels meanwhile, in order: a list may have been read before it. */
  heardOfChannels: readonly ChannelHeard[];
  /** Counts the changes that require the list of channels to be read again. */
  hints: number;
  /** The value of `hints` when the newest list was asked for. */
  hintsListed: number;
}

export function isStale({ hints, hintsListed }: State): boolean {
  return hints > hintsListed;
}

/** The state of a user who has just signed in, before anything is known. */
export function emptyState(
  me: User,
  session: Session,
  outbox: readonly OutgoingPost[],
  alarms: readonly Alarm[] = [],
  wishes: Wishes = new Map(),
  choices: Choices = NO_CHOICES,
): State {
  return {
    me,
    session,
    users: new Map(),
    names: new Map(),
    faces: new Map(),
    channels: new Map(),
    followed: new Set(),
    memberships: new Map(),
    presence: new Map(),
    strangers: new Map(),
    online: 0,
    timelines: new Map(),
    asked: new Map(),
    quotes: new Map(),
    linked: new Map(),
    pins: new Map(),
    files: undefined,
    saved: NONE_SAVED,
    search: undefined,
    outbox,
    uploads: new Map(),
    attached: new Map(),
    wishes,
    deletions: new Map(),
    alarms,
    connection: { kind: 'connecting' },
    serverVersion: undefined,
    cursor: undefined,
    listedAt: undefined,
    ownReads: new Map(),
    doubtedReads: new Map(),
    opened: new Map(),
    choices,
    called: new Map(),
    heldUnread: new Set(),
    listsOnTheirWay: 0,
    heardOfChannels: [],
    hints: 0,
    hintsListed: 0,
  };
}

/** The server's lists, and a cursor that they are at least as new as. */
export interface Snapshot {
  users: readonly User[];
  channels: readonly ListedChannel[];
  /** Undefined from older servers, as in the list. */
  threads?: FollowedThreads | undefined;
  cursor: string;
  /** The list's own cursor, where events from before it are wanted. */
  listedAt?: string | undefined;
}
