const CHANNEL = '019ac0de-0000-7000-8000-000000000001';
const AUTHOR = '019ac0de-0000-7000-8000-000000000002';

/** A message in the shape, and so the size, of Workspace's own, so that all deliver the same. */
export function referenceMessage(clientId: string, body: string, seq: number) {
  return {
    id: clientId,
    channelId: CHANNEL,
    seq,
    authorId: AUTHOR,
    clientId,
    body,
    replyToId: null,
    createdAt: new Date().toISOString(),
    editedAt: null,
    deletedAt: null,
    revision: 1,
  };
}
