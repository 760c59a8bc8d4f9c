import type { Reaction } from '../../../../api/reactions/contract.ts';
import type { Preferences } from '../../preferences.ts';

/** Who has reacted, oneself first: at most `most` names, and how many others. */
export function whoReacted(
  { t, formatList }: Preferences,
  { userIds }: Reaction,
  { nameOf, myId, most }: { nameOf(userId: string): string; myId: string; most: number },
): string {
  const others = userIds.filter((id) => id !== myId);
  const all = [
    ...(others.length < userIds.length ? [t('reaction.you')] : []),
    ...others.map(nameOf),
  ];
  const left = all.length - most;
  return formatList(
    left > 0 ? [...all.slice(0, most), t('reaction.others', { count: left })] : all,
  );
}
