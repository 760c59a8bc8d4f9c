import type { Checked, HistoryMessage, LogEntry, PostRecord } from '../records.ts';

/** What an answer promises about the message, and what it denies; anything else leaves it open. */
const isAcknowledgement = (status: number) => status === 200 || status === 201;
const isRefusal = (status: number) => status >= 400 && status < 500 && status !== 429;

/** Ids of the messages that were. */
export const acknowledgedOf = (posts: readonly PostRecord[]): string[] =>
  posts.flatMap(({ answers }) =>
    answers.flatMap(({ status, id }) => (isAcknowledgement(status) ? (id ?? []) : [])),
  );

/**
 * What was acknowledged is in the history once, with its author and text, under the one id and seq
 * that every answer named; what was refused is not in it unless another attempt was taken; and each
 * channel's history is dense and the same as its part of the log.
 */
export function checkPosts(
  posts: readonly PostRecord[],
  history: readonly HistoryMessage[],
  log: readonly LogEntry[],
): Checked {
  const found: Checked = { invariant: 'posts', checked: 0, violations: [] };
  const kept = Map.groupBy(history, ({ authorId, clientId }) => `${authorId}/${clientId}`);
  for (const post of posts) {
    const { clientId, answers } = post;
    const messages = kept.get(`${post.authorId}/${clientId}`) ?? [];
    const acknowledged = answers.filter(({ status }) => isAcknowledgement(status));
    const violate = (what: string) => void found.violations.push(`post ${clientId} ${what}`);
    if (messages.length > 1) violate(`is in the history ${messages.length} times`);
    if (acknowledged.length > 0) {
      found.checked += 1;
      if (messages.length === 0) violate('was acknowledged and is not in the history');
    }
    if (answers.filter(({ status }) => status === 201).length > 1)
      violate('was answered 201 twice');
    const [message] = messages;
    for (const { id, seq } of acknowledged) {
      if (message === undefined) continue;
      if (id !== message.id || seq !== message.seq) {
        violate(`was answered with ${id} ${seq} and is ${message.id} ${message.seq}`);
      }
    }
    if (message !== undefined) {
      if (message.channelId !== post.channelId || message.body !== post.body) {
        violate('is not in the history as it was posted');
      }
      const isOnlyRefused = answers.length > 0 && answers.every(({ status }) => isRefusal(status));
      if (isOnlyRefused) violate('was refused and is in the history');
    }
  }
  const known = new Set(posts.map(({ authorId, clientId }) => `${authorId}/${clientId}`));
  for (const [key, [message]] of kept) {
    if (!known.has(key)) found.violations.push(`nobody posted ${message?.id}`);
  }
  checkChannels(history, log, found);
  return found;
}

function checkChannels(
  history: readonly HistoryMessage[],
  log: readonly LogEntry[],
  found: Checked,
): void {
  const created = log.filter(({ type }) => type === 'message.created');
  const logged = Map.groupBy(created, ({ channelId }) => channelId ?? '');
  const kept = Map.groupBy(history, ({ channelId }) => channelId);
  for (const channelId of new Set([...logged.keys(), ...kept.keys()])) {
    const messages = kept.get(channelId) ?? [];
    const violate = (what: string) => void found.violations.push(`channel ${channelId} ${what}`);
    const hole = messages.findIndex(({ seq }, index) => seq !== index + 1);
    if (hole >= 0) violate(`has seq ${messages[hole]?.seq} where ${hole + 1} should be`);
    const ids = (logged.get(channelId) ?? []).map(({ messageId }) => messageId);
    if (ids.length !== messages.length || messages.some(({ id }, index) => id !== ids[index])) {
      violate(`has ${messages.length} messages, and ${ids.length} in the log, or in another order`);
    }
  }
}
