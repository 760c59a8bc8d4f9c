import { z } from 'zod';
import { body, idParam, json, noContent, operations } from '../http/operation.ts';
import {
  newUserSchema,
  ownUserChangeSchema,
  passwordChangeSchema,
  passwordResetSchema,
  setupRequestSchema,
  userChangeSchema,
  userSchema,
} from './contract.ts';

export const userOperations = operations('Users', {
  isSetupRequired: {
    method: 'get',
    path: '/setup',
    summary: 'Whether the first administrator is still to be made',
    responses: { 200: json(z.object({ required: z.boolean() }), 'Yes or no') },
    refuses: ['service-unavailable'],
    isOpen: true,
  },
  setUp: {
    method: 'post',
    path: '/setup',
    summary: 'Make the first administrator with the token that the console shows',
    request: { body: body(setupRequestSchema) },
    responses: {
      201: json(userSchema, 'The administrator'),
    },
    refuses: ['forbidden', 'already-set-up'],
    isOpen: true,
  },
  listUsers: {
    method: 'get',
    path: '/users',
    summary: 'Everyone with an account',
    responses: {
      200: json(
        z.object({ users: z.array(userSchema) }),
        'By user name, with an ETag; compressed where the client takes gzip',
      ),
      304: { description: 'It is as the caller has it (If-None-Match)' },
    },
  },
  addUser: {
    method: 'post',
    path: '/users',
    summary: 'Add a user (administrators)',
    request: { body: body(newUserSchema) },
    responses: {
      201: json(userSchema, 'The user'),
    },
    refuses: ['username-taken'],
  },
  getOwnUser: {
    method: 'get',
    path: '/users/me',
    summary: 'The user of this token',
    responses: { 200: json(userSchema, 'The user') },
  },
  changeOwnUser: {
    method: 'patch',
    path: '/users/me',
    summary: 'Change what one says of oneself: name, status, do not disturb',
    request: { body: body(ownUserChangeSchema) },
    responses: {
      200: json(userSchema, 'The user as changed'),
    },
  },
  changeUser: {
    method: 'patch',
    path: '/users/{id}',
    summary: 'Change a user (administrators; everyone their own display name)',
    request: { params: idParam, body: body(userChangeSchema) },
    responses: {
      200: json(userSchema, 'The user as changed'),
    },
    refuses: ['last-admin'],
  },
  changeOwnPassword: {
    method: 'put',
    path: '/users/me/password',
    summary: "Change one's own password, and end every other credential",
    request: { body: body(passwordChangeSchema) },
    responses: {
      204: noContent('Changed'),
    },
    refuses: ['invalid-credentials', 'too-many-requests'],
  },
  resetPassword: {
    method: 'put',
    path: '/users/{id}/password',
    summary: "Reset a user's password, and end all their credentials (administrators)",
    request: { params: idParam, body: body(passwordResetSchema) },
    responses: {
      204: noContent('Reset'),
    },
  },
});
