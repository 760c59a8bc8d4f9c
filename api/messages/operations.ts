import { z } from 'zod';
import { body, idParam, json, noContent, operations } from '../http/operation.ts';
import {
  messageChangeSchema,
  messagePageSchema,
  messageSchema,
  messageTextSchema,
  newMessageSchema,
  pageQuerySchema,
  savedListSchema,
  savedQuerySchema,
} from './contract.ts';

export const messageOperations = operations('Messages', {
  listMessages: {
    method: 'get',
    path: '/channels/{id}/messages',
    summary: 'A page of history; the newest where neither before nor after is given',
    request: { params: idParam, query: pageQuerySchema },
    responses: {
      200: json(messagePageSchema, 'Ascending by seq'),
    },
  },
  postMessage: {
    method: 'post',
    path: '/channels/{id}/messages',
    summary: 'Post a message',
    request: { params: idParam, body: body(newMessageSchema) },
    responses: {
      201: json(messageSchema, 'Durable, in history, and on its way to every stream'),
      200: json(messageSchema, 'Posted before with the same clientId'),
    },
    refuses: ['channel-archived', 'too-many-requests'],
  },
  getMessage: {
    method: 'get',
    path: '/messages/{id}',
    summary: 'A message of a channel that the caller is in',
    request: { params: idParam },
    responses: {
      200: json(messageSchema, 'The message'),
    },
  },
  editMessage: {
    method: 'patch',
    path: '/messages/{id}',
    summary: 'Edit a message (its author)',
    request: { params: idParam, body: body(messageChangeSchema) },
    responses: {
      200: json(messageSchema, 'The message as edited'),
    },
    refuses: ['channel-archived'],
  },
  deleteMessage: {
    method: 'delete',
    path: '/messages/{id}',
    summary: 'Delete a message (its author and administrators); it keeps its seq',
    request: { params: idParam },
    responses: {
      204: noContent('Its body is gone'),
    },
  },
  listTexts: {
    method: 'get',
    path: '/messages/{id}/history',
    summary: 'What a message said before (administrators, where MESSAGE_HISTORY is on)',
    description: 'Reading it is noted in the audit log.',
    request: { params: idParam },
    responses: {
      200: json(z.object({ texts: z.array(messageTextSchema) }), 'Oldest first'),
    },
  },
  pinMessage: {
    method: 'put',
    path: '/messages/{id}/pin',
    summary: 'Pin a message in its channel (any member); at most 100 a channel',
    request: { params: idParam },
    responses: {
      204: noContent('It is pinned'),
    },
    refuses: ['channel-archived'],
  },
  unpinMessage: {
    method: 'delete',
    path: '/messages/{id}/pin',
    summary: 'Take a pinned message down (any member)',
    request: { params: idParam },
    responses: {
      204: noContent('It is not pinned'),
    },
    refuses: ['channel-archived'],
  },
  listPins: {
    method: 'get',
    path: '/channels/{id}/pins',
    summary: 'The pinned messages of a channel',
    request: { params: idParam },
    responses: {
      200: json(z.object({ messages: z.array(messageSchema) }), 'The newest pin first'),
    },
  },
  saveMessage: {
    method: 'put',
    path: '/messages/{id}/saved',
    summary: 'Put a message aside, for oneself alone',
    request: { params: idParam },
    responses: {
      204: noContent('It is saved'),
    },
  },
  unsaveMessage: {
    method: 'delete',
    path: '/messages/{id}/saved',
    summary: 'Forget a message that was put aside',
    request: { params: idParam },
    responses: {
      204: noContent('It is not saved'),
    },
  },
  listSaved: {
    method: 'get',
    path: '/saved',
    summary: 'The messages that the caller has put aside and may still see',
    request: { query: savedQuerySchema },
    responses: {
      200: json(savedListSchema, 'The one that was saved last comes first'),
    },
  },
});
