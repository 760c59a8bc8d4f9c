import { threadSchema } from '../channels/contract.ts';
import { idParam, json, noContent, operations } from '../http/operation.ts';
import { threadListSchema, threadsQuerySchema } from './contract.ts';

export const threadOperations = operations('Threads', {
  openThread: {
    method: 'put',
    path: '/messages/{id}/thread',
    summary: 'The one thread of a message',
    description:
      'A thread is a channel for whoever is in its parent: its history, posts, read position and typing are asked for as those of any channel. A message of a thread has none.',
    request: { params: idParam },
    responses: {
      200: json(threadSchema, 'The thread, which was there already'),
      201: json(threadSchema, 'The thread, which is new'),
    },
    refuses: ['channel-archived'],
  },
  listThreads: {
    method: 'get',
    path: '/threads',
    summary: 'The threads that the caller follows, newest reply first',
    request: { query: threadsQuerySchema },
    responses: {
      200: json(threadListSchema, 'With what is unread'),
    },
  },
  getThread: {
    method: 'get',
    path: '/threads/{id}',
    summary: 'A thread, as the caller has it',
    request: { params: idParam },
    responses: {
      200: json(threadSchema, 'With what is unread'),
    },
  },
  followThread: {
    method: 'put',
    path: '/channels/{id}/follow',
    summary: 'Follow a thread from here on: what is in it is taken as read',
    request: { params: idParam },
    responses: {
      204: noContent('The caller follows it'),
    },
  },
  unfollowThread: {
    method: 'delete',
    path: '/channels/{id}/follow',
    summary: 'Stop following a thread, until one writes in it or is mentioned again',
    request: { params: idParam },
    responses: {
      204: noContent('The caller does not follow it'),
    },
  },
});
