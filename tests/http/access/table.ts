import { device } from '../../support/api.ts';
import { unique } from './people.ts';
import type { Who } from './who.ts';
import type { World } from './world.ts';

/** Whom an operation is for, of those who see what it is about. */
export type May =
  /** Also without a credential. */
  | 'anyone'
  /** Whoever is signed in. */
  | 'everyone'
  | 'members'
  /** The channel's maker, and administrators who see it. Nobody manages a direct channel. */
  | 'managers'
  | 'members and managers'
  | 'author'
  | 'author and administrators'
  /** Administrators also where they do not see it. */
  | 'author and all administrators'
  | 'administrators'
  | 'nobody';

/**
 * What `{id}` names. A channel is seen by its members, and a public one by everyone; a message, and
 * one's own membership, by the channel's members; a file by these and by who uploaded it; a token by its
 * owner.
 */
export type About =
  | 'channel'
  | 'membership'
  | 'message'
  | 'file'
  | 'thread'
  | 'user'
  | 'oneself'
  | 'session'
  | 'token'
  | 'device token'
  | 'device'
  | 'device key';

export interface Row {
  /** The operation, by its name in some `operations.ts`. */
  to: string;
  about?: About;
  may: May;
  /** The status for those who may. */
  answers: number;
  /** Whom `{userId}` names: somebody in the channel, somebody who is not, or who asks. */
  user?: 'guest' | 'newcomer' | 'oneself';
  /** Not by an API token. */
  session?: true;
  /** Not in a direct channel, which is for its two. */
  notDirect?: true;
  /** It ends a credential of who asks, so that it needs a world of its own. */
  spends?: true;
  /** What follows the path. */
  query?: string;
  /** Who may do it is told the names of all channels. */
  namesChannels?: true;
  /** Who may do it is told the ids of all files, and names of those in public channels. */
  namesFiles?: true;
  /** Nothing that it does is kept. */
  leavesNothing?: true;
  /** It takes back what a PUT of the same path does, which comes first. */
  afterPut?: true;
  body?: Body | ((who: Who, world: World) => Body | Promise<Body>);
}
type Body = Record<string, unknown>;

const username = () => unique('user');
const password = 'long enough it is';

/**
 * Who may do what: one row for each operation, or several. All else follows from the rules in
 * `rules.ts`: 401 without a credential that works, 403 without the scope, 404 for what is hidden or
 * not there.
 */
export const TABLE: readonly Row[] = [
  { to: 'getHealth', may: 'anyone', answers: 200 },
  { to: 'getReadiness', may: 'anyone', answers: 200 },
  { to: 'getMetrics', may: 'anyone', answers: 200 },
  { to: 'getDiagnostics', may: 'administrators', answers: 200 },

  { to: 'isSetupRequired', may: 'anyone', answers: 200 },
  {
    to: 'setUp',
    may: 'anyone',
    answers: 409,
    body: { setupToken: 'none', username: 'x1', password },
  },
  {
    to: 'signIn',
    may: 'anyone',
    answers: 201,
    body: (_, { people: { newcomer } }) => ({
      username: newcomer.username,
      password: newcomer.password,
      device: device(newcomer.username),
    }),
  },
  { to: 'revokeDeviceToken', may: 'anyone', answers: 204, body: { deviceToken: 'none' } },
  { to: 'listDeviceTokens', may: 'everyone', answers: 200 },
  { to: 'deleteDeviceToken', about: 'device token', may: 'everyone', session: true, answers: 204 },
  { to: 'challengeDevice', may: 'anyone', answers: 201 },
  { to: 'listDevices', may: 'administrators', answers: 200 },
  {
    to: 'changeDevice',
    about: 'device',
    may: 'administrators',
    session: true,
    answers: 204,
    body: { name: 'reception', blocked: true },
  },
  { to: 'freeDevice', about: 'device', may: 'administrators', session: true, answers: 204 },
  {
    to: 'changeDeviceKey',
    about: 'device key',
    may: 'administrators',
    session: true,
    answers: 204,
    body: { state: 'blocked' },
  },
  {
    to: 'deleteDeviceKey',
    about: 'device key',
    may: 'administrators',
    session: true,
    answers: 204,
  },
  { to: 'getOwnSession', may: 'everyone', session: true, answers: 200 },
  { to: 'sendHeartbeat', may: 'everyone', session: true, answers: 204, body: { status: 'away' } },
  { to: 'logOut', may: 'everyone', session: true, answers: 204, spends: true },
  { to: 'listSessions', may: 'administrators', answers: 200 },
  { to: 'revokeSession', about: 'session', may: 'administrators', answers: 204 },

  {
    to: 'createToken',
    may: 'everyone',
    session: true,
    answers: 201,
    body: { name: 'another', scopes: ['read', 'write'] },
  },
  { to: 'listTokens', may: 'everyone', session: true, answers: 200 },
  { to: 'deleteToken', about: 'token', may: 'everyone', session: true, answers: 204 },

  { to: 'listUsers', may: 'everyone', answers: 200 },
  { to: 'getOwnUser', may: 'everyone', answers: 200 },
  { to: 'changeOwnUser', may: 'everyone', answers: 200, body: { status: { text: 'Away' } } },
  { to: 'getPresence', may: 'everyone', answers: 200 },
  {
    to: 'addUser',
    may: 'administrators',
    session: true,
    answers: 201,
    body: () => ({ username: username(), password }),
  },
  {
    to: 'changeUser',
    about: 'user',
    may: 'administrators',
    answers: 200,
    body: { displayName: 'Renamed' },
  },
  {
    to: 'changeUser',
    about: 'user',
    may: 'administrators',
    answers: 200,
    body: { disabled: true },
  },
  {
    to: 'changeUser',
    about: 'user',
    may: 'administrators',
    session: true,
    answers: 200,
    body: { role: 'admin' },
  },
  {
    to: 'changeUser',
    about: 'oneself',
    may: 'everyone',
    answers: 200,
    body: { displayName: 'Renamed' },
  },
  {
    to: 'changeUser',
    about: 'oneself',
    may: 'administrators',
    session: true,
    answers: 200,
    body: { role: 'admin', displayName: 'Promoted' },
  },
  {
    to: 'changeOwnPassword',
    may: 'everyone',
    session: true,
    answers: 204,
    spends: true,
    body: (who) => ({ currentPassword: who.password ?? 'none', newPassword: password }),
  },
  {
    to: 'resetPassword',
    about: 'user',
    may: 'administrators',
    session: true,
    answers: 204,
    body: { newPassword: password },
  },
  {
    to: 'resetPassword',
    about: 'oneself',
    may: 'nobody',
    answers: 204,
    body: { newPassword: password },
  },

  { to: 'listChannels', may: 'everyone', answers: 200 },
  {
    to: 'listChannels',
    query: '?scope=all',
    may: 'administrators',
    answers: 200,
    namesChannels: true,
  },
  { to: 'listJoinableChannels', may: 'everyone', answers: 200 },
  {
    to: 'createChannel',
    may: 'everyone',
    answers: 201,
    body: () => ({ name: unique('made'), kind: 'private' }),
  },
  { to: 'getChannel', about: 'channel', may: 'everyone', answers: 200 },
  { to: 'changeChannel', about: 'channel', may: 'managers', answers: 200, body: { topic: 'new' } },
  { to: 'deleteChannel', about: 'channel', may: 'managers', answers: 204 },
  { to: 'listMembers', about: 'channel', may: 'everyone', answers: 200 },
  {
    to: 'addMember',
    user: 'newcomer',
    about: 'channel',
    may: 'members and managers',
    notDirect: true,
    answers: 204,
  },
  {
    to: 'addMember',
    user: 'oneself',
    about: 'channel',
    may: 'everyone',
    notDirect: true,
    answers: 204,
  },
  { to: 'removeMember', user: 'guest', about: 'channel', may: 'managers', answers: 204 },
  {
    to: 'removeMember',
    user: 'oneself',
    about: 'channel',
    may: 'everyone',
    notDirect: true,
    answers: 204,
  },
  { to: 'openDirectChannel', about: 'user', may: 'everyone', answers: 201 },
  {
    to: 'openGroup',
    may: 'everyone',
    answers: 201,
    body: async (who, world) => {
      const { guest, newcomer } = world.people;
      const isRefused = who.isDead || who.scopes?.includes('write') === false;
      // A channel of its own for each of those who may.
      const other = isRefused ? newcomer : await world.addUser('another');
      return { userIds: [guest.id, other.id] };
    },
  },
  {
    to: 'changeSettings',
    about: 'membership',
    may: 'members',
    answers: 200,
    body: { isFavourite: true },
  },
  { to: 'signTyping', about: 'membership', may: 'members', answers: 204, leavesNothing: true },
  { to: 'markRead', about: 'membership', may: 'members', answers: 204, body: { seq: 1 } },
  { to: 'markUnread', about: 'membership', may: 'members', answers: 204, body: { seq: 1 } },

  { to: 'listMessages', about: 'channel', may: 'members', answers: 200 },
  { to: 'postMessage', about: 'channel', may: 'members', answers: 201, body: { body: 'a post' } },
  { to: 'getMessage', about: 'message', may: 'members', answers: 200 },
  { to: 'editMessage', about: 'message', may: 'author', answers: 200, body: { body: 'edited' } },
  { to: 'deleteMessage', about: 'message', may: 'author and administrators', answers: 204 },

  { to: 'listTexts', about: 'message', may: 'administrators', session: true, answers: 200 },
  { to: 'pinMessage', about: 'message', may: 'members', answers: 204 },
  { to: 'unpinMessage', about: 'message', may: 'members', answers: 204, afterPut: true },
  { to: 'listPins', about: 'channel', may: 'members', answers: 200 },
  { to: 'saveMessage', about: 'message', may: 'members', answers: 204 },
  { to: 'unsaveMessage', about: 'message', may: 'members', answers: 204, afterPut: true },
  { to: 'listSaved', may: 'everyone', answers: 200 },
  { to: 'addReaction', about: 'message', may: 'members', answers: 204 },
  { to: 'removeReaction', about: 'message', may: 'members', answers: 204, afterPut: true },

  { to: 'uploadFile', may: 'everyone', answers: 201, body: { any: 'bytes' } },
  { to: 'getFileLimits', may: 'everyone', answers: 200 },
  {
    to: 'getFilesUsage',
    may: 'administrators',
    answers: 200,
    namesChannels: true,
    namesFiles: true,
  },
  { to: 'downloadFile', about: 'file', may: 'everyone', answers: 200 },
  { to: 'downloadThumbnail', about: 'file', may: 'everyone', answers: 200 },
  { to: 'deleteFile', about: 'file', may: 'author and all administrators', answers: 204 },
  { to: 'listFiles', about: 'channel', may: 'members', answers: 200 },

  { to: 'openThread', about: 'message', may: 'members', answers: 201 },
  { to: 'listThreads', may: 'everyone', answers: 200 },
  { to: 'search', may: 'everyone', answers: 200, query: '?q=message' },
  { to: 'getThread', about: 'thread', may: 'members', answers: 200 },
  { to: 'followThread', about: 'thread', may: 'members', answers: 204 },
  { to: 'unfollowThread', about: 'thread', may: 'members', answers: 204, afterPut: true },

  { to: 'followEvents', may: 'everyone', answers: 200 },
];
