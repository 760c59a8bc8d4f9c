import { noContent, operations } from '../http/operation.ts';
import { reactionParams } from './contract.ts';

export const reactionOperations = operations('Messages', {
  addReaction: {
    method: 'put',
    path: '/messages/{id}/reactions/{emoji}',
    summary: 'React to a message',
    description: 'A message has at most 50 different emoji.',
    request: { params: reactionParams },
    responses: {
      204: noContent('The caller has reacted so, now or before'),
    },
    refuses: ['channel-archived', 'invalid-request'],
  },
  removeReaction: {
    method: 'delete',
    path: '/messages/{id}/reactions/{emoji}',
    summary: "Take one's reaction back",
    request: { params: reactionParams },
    responses: {
      204: noContent('The caller has not reacted so, or no longer'),
    },
    refuses: ['channel-archived', 'invalid-request'],
  },
});
