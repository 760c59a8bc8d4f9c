import type { ListedChannel } from '../../../api/channels/contract.ts';
import type { Message } from '../../../api/messages/contract.ts';
import type { User } from '../../../api/users/contract.ts';
import { NO_CHOICES } from '../../../desktop/renderer/state/choices.ts';
import type { LiveEvent } from '../../../desktop/renderer/state/live-event.ts';
import { reduce } from '../../../desktop/renderer/state/reduce.ts';
import {
  NONE_SAVED,
  type OutgoingPost,
  type State,
} from '../../../desktop/renderer/state/state.ts';

export const at = '2026-01-01T00:00:00.000Z';
export const me: User = {
  id: 'me',
  username: 'jean.luc',
  displayName: 'Jean-Luc',
  kind: 'person',
  status: null,
  doNotDisturbUntil: null,
  timeZone: null,
  sharesReads: true,
  avatarId: null,
  role: 'member',
  disabled: false,
  createdAt: at,
};
export const general: ListedChannel = {
  id: 'general',
  kind: 'public',
  name: 'general',
  topic: '',
  createdBy: 'me',
  createdAt: at,
  archivedAt: null,
  isGeneral: true,
  lastSeq: 5,
  lastReadSeq: 5,
  unread: 0,
  mentions: 0,
};
export const state: State = {
  me,
  session: undefined,
  users: new Map([[me.id, me]]),
  names: new Map([[me.id, me.displayName]]),
  faces: new Map([[me.id, { hue: 0, avatarId: null }]]),
  channels: new Map([[general.id, general]]),
  followed: new Set(),
  presence: new Map(),
  strangers: new Map(),
  online: 0,
  memberships: new Map(),
  timelines: new Map(),
  asked: new Map(),
  quotes: new Map(),
  linked: new Map(),
  outbox: [],
  uploads: new Map(),
  attached: new Map(),
  wishes: new Map(),
  deletions: new Map(),
  pins: new Map(),
  files: undefined,
  saved: NONE_SAVED,
  search: undefined,
  alarms: [],
  connection: { kind: 'live' },
  serverVersion: undefined,
  cursor: 'epoch-1',
  listedAt: undefined,
  ownReads: new Map(),
  doubtedReads: new Map(),
  opened: new Map(),
  choices: NO_CHOICES,
  called: new Map(),
  heldUnread: new Set(),
  listsOnTheirWay: 0,
  heardOfChannels: [],
  hints: 0,
  hintsListed: 0,
};
export const message = (seq: number, change: Partial<Message> = {}): Message => ({
  id: `message-${seq}`,
  channelId: 'general',
  seq,
  authorId: 'other',
  clientId: null,
  body: 'hello',
  replyToId: null,
  createdAt: at,
  editedAt: null,
  deletedAt: null,
  revision: 1,
  parentId: null,
  files: [],
  reactions: [],
  thread: null,
  pinnedAt: null,
  ...change,
});
export const apply = (before: State, event: LiveEvent, id?: string) =>
  reduce(before, { type: 'event', event, id });
export const created = (data: Message): LiveEvent => ({ event: 'message.created', data });

export const post: OutgoingPost = {
  clientId: 'client-id',
  channelId: 'general',
  body: 'mine',
  replyToId: null,
  uploadIds: [],
  postedAt: at,
  status: 'waiting',
};
