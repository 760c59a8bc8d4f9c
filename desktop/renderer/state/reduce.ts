import type { Session } from '../../../api/auth/contract.ts';
import type {
  Channel,
  ChannelSettings,
  ListedChannel,
  Thread,
} from '../../../api/channels/contract.ts';
import type { FileList } from '../../../api/files/contract.ts';
import type { Message } from '../../../api/messages/contract.ts';
import type { SearchPage } from '../../../api/search/contract.ts';
import type { User } from '../../../api/users/contract.ts';
import { addOwnKey, dismissAlarms } from './alarms.ts';
import { applyEvent } from './apply-event.ts';
import {
  attach,
  changeUpload,
  keepUsed,
  removeUpload,
  retryUpload,
  returnPost,
} from './attaching.ts';
import { askFiles, missFiles, takeFiles } from './channel-files.ts';
import { applyList, byId, changeChannel, hint, type List, listCame } from './channels.ts';
import type { Choices } from './choices.ts';
import { takeKept, withDeletion } from './deletions.ts';
import { openDirect } from './direct.ts';
import { withoutEnded } from './ended.ts';
import {
  askPage,
  dropPages,
  dropTimeline,
  follow,
  leaveTimeline,
  missPage,
  takePage,
  withQuote,
} from './history.ts';
import { type MessageLink, withLinked } from './linked.ts';
import type { LiveEvent } from './live-event.ts';
import { withUsers } from './names.ts';
import { askPins, dropPins, takePins } from './pins.ts';
import { addPost, changePost, dropPost, retryPost } from './posts.ts';
import { withWish } from './reactions.ts';
import { letRead, markUnread, readTold, readUpTo } from './reading.ts';
import { withListed, withSaved } from './saved.ts';
import {
  askSearch,
  chooseResult,
  goFurther,
  missSearch,
  outdateSearch,
  takeSearch,
  withSearch,
} from './search.ts';
import {
  type Alarm,
  type Connection,
  type Deletion,
  NONE_SAVED,
  type OutgoingPost,
  type Search,
  type Snapshot,
  type State,
} from './state.ts';
import { closeThread, isDoubtful, withThread } from './threads.ts';
import type { Page } from './timeline.ts';
import type { Upload } from './uploads.ts';

export type Action =
  | { type: 'snapshot'; snapshot: Snapshot }
  | { type: 'session'; me: User; session: Session }
  | { type: 'password-chosen' }
  | { type: 'chosen'; choices: Partial<Choices> }
  /** What lasts until a time may have ended. */
  | { type: 'time'; now: Date }
  | { type: 'settings'; channelId: string; settings: ChannelSettings }
  | { type: 'channels-asked' | 'channels-missed' }
  /** The session was opened by another key of its device than before. */
  | { type: 'new-key' }
  | { type: 'alarms-dismissed'; alarms: readonly Alarm[] }
  /** `hints` is the state's count when the list was asked for. */
  | ({ type: 'channels' } & List)
  /** `since` are the users that were known when the list was asked for. */
  | { type: 'users'; users: readonly User[]; since: State['users'] }
  | { type: 'event'; event: LiveEvent; id: string | undefined }
  | { type: 'page-asked' | 'page-missed'; channelId: string; ask: string }
  | { type: 'page'; channelId: string; ask: string; page: Page }
  | { type: 'left-timeline' | 'pages-unwanted'; channelId: string }
  | { type: 'followed'; channelId: string; isFollowed: boolean }
  | { type: 'quoted'; id: string; message: Message | undefined }
  | { type: 'linked'; links: readonly MessageLink[]; messages: readonly Message[] }
  | { type: 'pins-asked' | 'pins-missed'; channelId: string }
  | { type: 'pins'; channelId: string; messages: readonly Message[] }
  | { type: 'files-asked'; channelId: string; ask: string }
  | { type: 'files'; ask: string; page: FileList }
  | { type: 'files-missed'; ask: string }
  | { type: 'files-closed' }
  | { type: 'saved-asked'; isListed: boolean }
  | { type: 'saved-listed'; messageIds: readonly string[] }
  | { type: 'saved'; messageId: string; isSaved: boolean }
  /** Without a `query` the search is over. */
  | { type: 'search'; query: string | undefined; question?: string }
  | { type: 'search-asked'; id: string; isMore: boolean }
  | { type: 'search-page'; id: string; page: SearchPage }
  | { type: 'search-missed'; id: string; fault: NonNullable<Search['fault']> }
  | { type: 'search-further' }
  | { type: 'result-chosen'; messageId: string }
  | { type: 'connection'; connection: Connection }
  | { type: 'posted'; post: OutgoingPost }
  | { type: 'post-refused'; clientId: string; detail: string }
  | { type: 'post-sent' | 'post-retried' | 'post-recalled' | 'post-dropped'; clientId: string }
  /** It goes back to where it was written: its files are attached there again. */
  | { type: 'post-returned'; clientId: string }
  | { type: 'attached'; channelId: string; uploads: readonly Upload[] }
  | { type: 'upload'; id: string; change: Partial<Omit<Upload, 'id'>> }
  | { type: 'upload-retried' | 'upload-removed'; id: string }
  | { type: 'thread-opened'; thread: Thread }
  | { type: 'thread-closed'; threadId: string }
  /** Without `isOn` the wish has come about, or will not. */
  | { type: 'wished'; messageId: string; emoji: string; isOn: boolean | undefined }
  /** Without `deletion` it was undone or refused. */
  | { type: 'deletion'; messageId: string; deletion: Deletion | undefined }
  | { type: 'deletions-kept'; kept: ReadonlyMap<string, number>; now: number }
  | { type: 'direct-opened'; channel: Channel }
  | { type: 'read' | 'read-told' | 'unread'; channelId: string; seq: number };

/** The state after the action. Applying an event again changes nothing. */
export function reduce(state: State, action: Action): State {
  switch (action.type) {
    case 'snapshot':
      return applySnapshot(state, action.snapshot);
    case 'session':
      return { ...state, me: action.me, session: action.session };
    case 'password-chosen':
      return withPasswordChosen(state);
    case 'chosen':
      return { ...state, choices: { ...state.choices, ...action.choices } };
    case 'time':
      return withoutEnded(state, action.now);
    case 'settings':
      return changeChannel(state, action.channelId, { settings: action.settings });
    case 'new-key':
      return addOwnKey(state);
    case 'alarms-dismissed':
      return dismissAlarms(state, action.alarms);
    case 'channels-asked':
      return { ...state, listsOnTheirWay: state.listsOnTheirWay + 1 };
    case 'channels-missed':
      return listCame(state);
    case 'channels':
      return applyList(state, action);
    case 'users':
      return applyUsers(state, action.users, action.since);
    case 'event': {
      const there = action.id === undefined ? state : { ...state, cursor: action.id };
      return applyEvent(there, action.event);
    }
    case 'page-asked':
      return askPage(state, action.channelId, action.ask);
    case 'page-missed':
      return missPage(state, action.channelId, action.ask);
    case 'page':
      return takePage(state, action.channelId, action.ask, action.page);
    case 'pages-unwanted':
      return dropPages(state, action.channelId);
    case 'left-timeline':
      return letRead(leaveTimeline(state, action.channelId), action.channelId);
    case 'followed':
      return follow(state, action.channelId, action.isFollowed);
    case 'quoted':
      return withQuote(state, action.id, action.message);
    case 'linked':
      return withLinked(state, action.links, action.messages);
    case 'pins-asked':
      return askPins(state, action.channelId);
    case 'pins-missed':
      return dropPins(state, action.channelId);
    case 'pins':
      return takePins(state, action.channelId, action.messages);
    case 'files-asked':
      return askFiles(state, action.channelId, action.ask);
    case 'files':
      return takeFiles(state, action.ask, action.page);
    case 'files-missed':
      return missFiles(state, action.ask);
    case 'files-closed':
      return { ...state, files: undefined };
    case 'saved-asked':
      return { ...state, saved: { ...state.saved, isListed: action.isListed } };
    case 'saved-listed':
      return withListed(state, action.messageIds);
    case 'saved':
      return withSaved(state, action.messageId, action.isSaved);
    case 'search':
      return withSearch(state, action.query, action.question);
    case 'search-asked':
      return askSearch(state, action.id, action.isMore);
    case 'search-page':
      return takeSearch(state, action.id, action.page);
    case 'search-missed':
      return missSearch(state, action.id, action.fault);
    case 'search-further':
      return goFurther(state);
    case 'result-chosen':
      return chooseResult(state, action.messageId);
    case 'connection':
      return { ...state, connection: action.connection };
    case 'posted':
      return addPost(state, action.post);
    case 'post-sent':
      return changePost(state, action.clientId, { status: 'sent' });
    case 'post-refused':
      return changePost(state, action.clientId, { status: 'failed', detail: action.detail });
    case 'post-retried':
      return retryPost(state, action.clientId);
    case 'post-recalled':
      return changePost(state, action.clientId, { isRecalled: true });
    case 'post-dropped':
      return dropPost(state, action.clientId);
    case 'post-returned':
      return returnPost(state, action.clientId);
    case 'attached':
      return attach(state, action.channelId, action.uploads);
    case 'upload':
      return changeUpload(state, action.id, action.change);
    case 'upload-retried':
      return retryUpload(state, action.id);
    case 'upload-removed':
      return removeUpload(state, action.id);
    case 'thread-opened':
      return withThread(isDoubtful(state, action.thread) ? hint(state) : state, action.thread);
    case 'thread-closed':
      return leaveThread(state, action.threadId);
    case 'wished': {
      const { messageId, emoji, isOn } = action;
      return { ...state, wishes: withWish(state.wishes, messageId, emoji, isOn) };
    }
    case 'deletion':
      return withDeletion(state, action.messageId, action.deletion);
    case 'deletions-kept':
      return takeKept(state, action.kept, action.now);
    case 'direct-opened':
      return openDirect(state, action.channel);
    case 'read':
      return readUpTo(state, action.channelId, action.seq);
    case 'read-told':
      return readTold(state, action.channelId, action.seq);
    case 'unread':
      return markUnread(state, action.channelId, action.seq);
  }
}

function withPasswordChosen(state: State): State {
  if (state.session?.mustChangePassword === undefined) return state;
  const { mustChangePassword: _, ...session } = state.session;
  return { ...state, session };
}

/** A user whom an event has changed since the list was asked for is newer than in the list. */
function leaveThread(state: State, threadId: string): State {
  const known = state.channels.get(threadId);
  const closed = closeThread(letRead(dropTimeline(state, threadId), threadId), threadId);
  // What was read elsewhere was told before the replies themselves, and is forgotten with the thread.
  const isAhead = known !== undefined && known.lastReadSeq > known.lastSeq;
  return isAhead ? hint(closed) : closed;
}

function applyUsers(state: State, listed: readonly User[], since: State['users']): State {
  const users = byId(listed);
  for (const user of state.users.values()) {
    if (since.get(user.id) !== user) users.set(user.id, user);
  }
  return withUsers(state, users);
}

function applySnapshot(state: State, snapshot: Snapshot): State {
  const { users, channels, threads, cursor } = snapshot;
  return keepUsed({
    ...withUsers(state, byId(users)),
    channels: byId<ListedChannel>([...channels, ...(threads?.unread ?? [])]),
    followed: new Set(threads?.followedIds),
    memberships: new Map(),
    // The timelines may have holes now; each is read again when its channel is looked at.
    timelines: new Map(),
    asked: new Map(),
    quotes: new Map(),
    doubtedReads: new Map(),
    opened: new Map(),
    linked: new Map(),
    pins: new Map(),
    files: undefined,
    saved: NONE_SAVED,
    search: outdateSearch(state.search),
    // Sent posts are in the history, which is read again.
    outbox: state.outbox.filter((post) => post.status !== 'sent'),
    deletions: new Map([...state.deletions].filter(([, { phase }]) => phase !== 'sent')),
    cursor,
    listedAt: snapshot.listedAt ?? cursor,
    // Any list that was asked for earlier is older than the snapshot.
    hints: state.hints + 1,
    hintsListed: state.hints + 1,
    heardOfChannels: [],
  });
}
