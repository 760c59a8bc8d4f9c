import type { LogEntry } from '../records.ts';

/**
 * Of the log, what a user may see, by the contract alone: everyone sees public channels come and go,
 * and what becomes of users; a member sees what happens in a channel from their own joining to their
 * own leaving, both included. The log must begin at its first event.
 */
export function visibleTo(userId: string, log: readonly LogEntry[]): LogEntry[] {
  const memberOf = new Set<string>();
  return log.filter((entry) => {
    if (entry.type.startsWith('user.')) return true;
    if (entry.channelId === null) return entry.userId === userId;
    const isAboutUser = entry.userId === userId;
    const isFirstMember = entry.memberIds?.includes(userId) === true;
    if (isFirstMember || (entry.type === 'member.joined' && isAboutUser)) {
      memberOf.add(entry.channelId);
    }
    const isMember = memberOf.has(entry.channelId);
    if (entry.type === 'channel.deleted' || (entry.type === 'member.left' && isAboutUser)) {
      memberOf.delete(entry.channelId);
    }
    return isMember || (entry.isPublic && entry.type.startsWith('channel.'));
  });
}
