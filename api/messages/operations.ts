import { body, idParam, json, noContent, operations } from '../http/operation.ts';
import {
  messageChangeSchema,
  messagePageSchema,
  messageSchema,
  newMessageSchema,
  pageQuerySchema,
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
});
