import { z } from 'zod';
import { body, idParam, json, noContent, operations } from '../http/operation.ts';
import { userSchema } from '../users/contract.ts';
import {
  apiTokenSchema,
  createdApiTokenSchema,
  heartbeatSchema,
  newApiTokenSchema,
  rememberedDeviceSchema,
  revokeDeviceTokenSchema,
  sessionSchema,
  signedInSchema,
  signInSchema,
} from './contract.ts';

export const sessionOperations = operations('Sessions', {
  signIn: {
    method: 'post',
    path: '/sessions',
    summary: 'Sign in and take the seat',
    request: { body: body(signInSchema) },
    responses: {
      201: json(signedInSchema, 'Signed in; the token is shown this once'),
    },
    refuses: [
      'invalid-credentials',
      'forbidden',
      'ipv4-only',
      'device-waiting',
      'device-blocked',
      'account-in-use',
      'device-in-use',
      'address-in-use',
      'too-many-requests',
      'service-unavailable',
    ],
    isOpen: true,
  },
  getOwnSession: {
    method: 'get',
    path: '/session',
    summary: 'The session of this token',
    responses: {
      200: json(z.object({ session: sessionSchema, user: userSchema }), 'The session'),
    },
  },
  sendHeartbeat: {
    method: 'post',
    path: '/session/heartbeat',
    summary: 'Keep the seat',
    request: { body: { content: { 'application/json': { schema: heartbeatSchema } } } },
    responses: {
      204: noContent('The lease is renewed'),
    },
  },
  logOut: {
    method: 'delete',
    path: '/session',
    summary: 'Log out, or leave the seat and keep the device token',
    request: { query: z.object({ keepDevice: z.enum(['true', 'false']).default('false') }) },
    responses: {
      204: noContent('The session is over'),
    },
  },
  listSessions: {
    method: 'get',
    path: '/sessions',
    summary: 'Who is connected from where (administrators)',
    responses: {
      200: json(z.object({ sessions: z.array(sessionSchema) }), 'The live sessions'),
    },
  },
  revokeSession: {
    method: 'delete',
    path: '/sessions/{id}',
    summary: 'End a session (administrators)',
    request: { params: idParam },
    responses: {
      204: noContent('The session is over'),
    },
  },
  listDeviceTokens: {
    method: 'get',
    path: '/device-tokens',
    summary: "The caller's remembered workstations",
    responses: {
      200: json(
        z.object({ deviceTokens: z.array(rememberedDeviceSchema) }),
        'The latest used first, without the secrets',
      ),
    },
  },
  deleteDeviceToken: {
    method: 'delete',
    path: '/device-tokens/{id}',
    summary: 'Forget a workstation, and end the session that it has opened unless that is the own',
    request: { params: idParam },
    responses: {
      204: noContent('It signs nobody in any more'),
    },
  },
  revokeDeviceToken: {
    method: 'post',
    path: '/device-tokens/revoke',
    summary: 'Forget a device token, without a session',
    request: { body: body(revokeDeviceTokenSchema) },
    responses: {
      204: noContent('Neither the token nor another one of its family signs in any more'),
    },
    isOpen: true,
  },
});

export const tokenOperations = operations('API tokens', {
  createToken: {
    method: 'post',
    path: '/tokens',
    summary: 'Make a token for scripts',
    request: { body: body(newApiTokenSchema) },
    responses: {
      201: json(createdApiTokenSchema, 'Made; the token is shown this once'),
    },
  },
  listTokens: {
    method: 'get',
    path: '/tokens',
    summary: "The caller's tokens",
    responses: {
      200: json(z.object({ tokens: z.array(apiTokenSchema) }), 'Without the secrets'),
    },
  },
  deleteToken: {
    method: 'delete',
    path: '/tokens/{id}',
    summary: 'Delete a token, at once',
    request: { params: idParam },
    responses: {
      204: noContent('Deleted'),
    },
  },
});
