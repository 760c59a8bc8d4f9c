import { z } from 'zod';
import { body, idParam, json, memberParams, noContent, operations } from '../http/operation.ts';
import { userSchema } from '../users/contract.ts';
import {
  channelChangeSchema,
  channelListSchema,
  channelSchema,
  channelSettingsChangeSchema,
  channelSettingsSchema,
  channelsQuerySchema,
  directGroupSchema,
  newChannelSchema,
  readPositionSchema,
  unreadFromSchema,
} from './contract.ts';

const NAMES =
  'A name looks like that of no public channel and of no private one that the caller is in (UTS 39).';

export const channelOperations = operations('Channels', {
  listChannels: {
    method: 'get',
    path: '/channels',
    summary: "The caller's channels",
    request: { query: channelsQuerySchema },
    responses: {
      200: json(channelListSchema, 'With what is unread, also in threads that the caller follows'),
    },
  },
  listJoinableChannels: {
    method: 'get',
    path: '/channels/joinable',
    summary: 'Public channels that the caller is not in',
    responses: {
      200: json(z.object({ channels: z.array(channelSchema) }), 'By name'),
    },
  },
  createChannel: {
    method: 'post',
    path: '/channels',
    summary: 'Make a channel',
    description: NAMES,
    request: { body: body(newChannelSchema) },
    responses: {
      201: json(channelSchema, 'The channel; the caller and memberIds are its members'),
    },
    refuses: ['channel-name-taken'],
  },
  getChannel: {
    method: 'get',
    path: '/channels/{id}',
    summary: 'A channel: one that the caller is in, or a public one',
    request: { params: idParam },
    responses: {
      200: json(channelSchema, 'The channel'),
    },
  },
  changeChannel: {
    method: 'patch',
    path: '/channels/{id}',
    summary: 'Rename a channel, set its topic, archive it (its maker and administrators)',
    description: NAMES,
    request: { params: idParam, body: body(channelChangeSchema) },
    responses: {
      200: json(channelSchema, 'The channel as changed'),
    },
    refuses: ['channel-name-taken'],
  },
  deleteChannel: {
    method: 'delete',
    path: '/channels/{id}',
    summary: 'Take a channel away from everyone (its maker and administrators)',
    request: { params: idParam },
    responses: {
      204: noContent('Gone'),
    },
  },
  listMembers: {
    method: 'get',
    path: '/channels/{id}/members',
    summary: 'Who is in a channel',
    request: { params: idParam },
    responses: {
      200: json(
        z.object({ members: z.array(userSchema) }),
        'By user name, with an ETag; compressed where the client takes gzip',
      ),
      304: { description: 'It is as the caller has it (If-None-Match)' },
    },
  },
  addMember: {
    method: 'put',
    path: '/channels/{id}/members/{userId}',
    summary: 'Join a public channel, or add somebody to one that the caller is in',
    request: { params: memberParams },
    responses: {
      204: noContent('The user is a member now, or was one already'),
    },
  },
  removeMember: {
    method: 'delete',
    path: '/channels/{id}/members/{userId}',
    summary: 'Leave a channel, or take somebody out (its maker and administrators)',
    request: { params: memberParams },
    responses: {
      204: noContent('The user is not a member now, or was not one before'),
    },
  },
  openDirectChannel: {
    method: 'put',
    path: '/direct/{id}',
    summary: 'The one direct channel of the caller and the user with this id',
    request: { params: idParam },
    responses: {
      200: json(channelSchema, 'The channel, which was there already'),
      201: json(channelSchema, 'The channel, which is new'),
    },
    refuses: ['invalid-request'],
  },
  openGroup: {
    method: 'put',
    path: '/direct',
    summary: 'The one direct channel of the caller and exactly these others',
    request: { body: body(directGroupSchema) },
    responses: {
      200: json(channelSchema, 'The channel, which was there already'),
      201: json(channelSchema, 'The channel, which is new'),
    },
    refuses: ['not-found'],
  },
  changeSettings: {
    method: 'patch',
    path: '/channels/{id}/settings',
    summary: 'What the caller wants of a channel, for themselves alone',
    request: { params: idParam, body: body(channelSettingsChangeSchema) },
    responses: {
      200: json(channelSettingsSchema, 'As it is then'),
    },
  },
  signTyping: {
    method: 'post',
    path: '/channels/{id}/typing',
    summary: 'Say that the caller writes in a channel; it holds for 6 seconds',
    description: 'More than one sign in 3 seconds says nothing more.',
    request: { params: idParam },
    responses: {
      204: noContent('Who may see the channel is told'),
    },
  },
  markRead: {
    method: 'put',
    path: '/channels/{id}/read',
    summary: 'Say how far the caller has read; never moves backwards',
    request: { params: idParam, body: body(readPositionSchema) },
    responses: {
      204: noContent('Noted'),
    },
  },
  markUnread: {
    method: 'post',
    path: '/channels/{id}/unread',
    summary: "Move the caller's read position back to before a message; never moves forwards",
    request: { params: idParam, body: body(unreadFromSchema) },
    responses: {
      204: noContent('The message and all that follow it are unread'),
    },
  },
});
