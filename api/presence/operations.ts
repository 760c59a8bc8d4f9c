import { json, operations } from '../http/operation.ts';
import { presenceSchema } from './contract.ts';

export const presenceOperations = operations('Presence', {
  getPresence: {
    method: 'get',
    path: '/presence',
    summary: 'Who is connected at this moment',
    responses: {
      200: json(presenceSchema, 'Derived from the live sessions'),
    },
  },
});
