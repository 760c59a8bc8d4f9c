import { z } from 'zod';

/** The stable codes of refusals, each with its HTTP status and title. */
export const problems = {
  'malformed-body': [400, 'The body is not UTF-8'],
  'malformed-json': [400, 'The body is not JSON'],
  'malformed-request': [400, 'The request is not HTTP as it should be'],
  'not-authenticated': [401, 'Sign in first'],
  'invalid-credentials': [401, 'Wrong user name or password'],
  forbidden: [403, 'Not allowed'],
  'device-waiting': [403, 'The device waits for an administrator'],
  'device-blocked': [403, 'The device is blocked'],
  'ipv4-only': [403, 'Only over IPv4'],
  'not-found': [404, 'Not found'],
  'request-timeout': [408, 'The request took too long to arrive'],
  'account-in-use': [409, 'The account is connected on another device'],
  'device-in-use': [409, 'The device is in use by another account'],
  'address-in-use': [409, 'The address is in use by another account'],
  'already-set-up': [409, 'The server has been set up already'],
  'username-taken': [409, 'The user name is taken'],
  'channel-name-taken': [409, 'The channel name is taken'],
  'channel-archived': [409, 'The channel is archived'],
  'last-admin': [409, 'The last admin must stay'],
  'body-too-large': [413, 'The body is too large'],
  'file-too-large': [413, 'The file is too large'],
  'unsupported-media-type': [415, 'The body must be application/json'],
  'range-not-satisfiable': [416, 'The file has no such part'],
  'invalid-request': [422, 'The request is invalid'],
  'too-many-requests': [429, 'Too many requests'],
  'headers-too-large': [431, 'The headers are too large'],
  'internal-error': [500, 'Internal error'],
  'storage-full': [507, 'There is no room for files'],
  'service-unavailable': [503, 'The service is unavailable for the moment'],
} as const satisfies Record<string, readonly [number, string]>;

export type ProblemCode = keyof typeof problems;

export const problemSchema = z
  .looseObject({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    code: z.enum(Object.keys(problems)),
  })
  .meta({ id: 'Problem', description: 'A refusal, as RFC 9457 has it' });
