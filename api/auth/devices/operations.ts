import { z } from 'zod';
import { body, idParam, json, noContent, operations } from '../../http/operation.ts';
import { idSchema } from '../../lib/ids.ts';
import { deviceChallengeSchema } from '../contract.ts';
import {
  deviceChangeSchema,
  devicesQuerySchema,
  keyChangeSchema,
  listedDeviceSchema,
} from './contract.ts';

const keyParams = z.object({ id: idSchema, keyId: idSchema });

export const deviceOperations = operations('Devices', {
  challengeDevice: {
    method: 'post',
    path: '/device-challenges',
    summary: 'A challenge for a device to sign when it signs a user in',
    responses: {
      201: json(deviceChallengeSchema, 'Good for two minutes'),
    },
    isOpen: true,
  },
  listDevices: {
    method: 'get',
    path: '/devices',
    summary: 'The devices from which users have signed in (administrators)',
    request: { query: devicesQuerySchema },
    responses: {
      200: json(
        z.object({ devices: z.array(listedDeviceSchema), hasMore: z.boolean() }),
        'The latest used first',
      ),
    },
  },
  changeDevice: {
    method: 'patch',
    path: '/devices/{id}',
    summary: 'Name a device, block it or take the block away (administrators, by a session)',
    description: 'A block ends the session there and forgets who is remembered there.',
    request: { params: idParam, body: body(deviceChangeSchema) },
    responses: { 204: noContent('Changed') },
  },
  freeDevice: {
    method: 'delete',
    path: '/devices/{id}',
    summary: 'Forget a device, its keys and its block (administrators, by a session)',
    description:
      'Its session ends and its device tokens are gone. The next key that it proves is its first.',
    request: { params: idParam },
    responses: { 204: noContent('Forgotten') },
  },
  changeDeviceKey: {
    method: 'patch',
    path: '/devices/{id}/keys/{keyId}',
    summary: "Approve or block a device's key (administrators, by a session)",
    request: { params: keyParams, body: body(keyChangeSchema) },
    responses: { 204: noContent('Changed') },
  },
  deleteDeviceKey: {
    method: 'delete',
    path: '/devices/{id}/keys/{keyId}',
    summary: "Forget a device's key (administrators, by a session)",
    request: { params: keyParams },
    responses: { 204: noContent('Forgotten') },
  },
});
