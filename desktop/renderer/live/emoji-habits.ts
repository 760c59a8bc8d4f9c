import { z } from 'zod';
import { formOf, withTone } from '../emoji/tones.ts';
import type { Keeper } from './keeper.ts';
import type { Model } from './model.ts';

/** How many emoji are counted for a user: the most used ones. */
const MOST_COUNTED = 50;
/** Offered to those who have not reacted often yet. */
const FIRST = ['👍', '✅', '👀', '❤️', '😄', '🎉'];

const habitsSchema = z.object({
  tone: z.int().min(0).max(5).catch(0),
  used: z.array(z.tuple([z.string(), z.int()])).catch([]),
});
type Habits = z.output<typeof habitsSchema>;

/** Which emoji a user reacts with, and in which skin tone; on disk. */
export function createEmojiHabits(
  { state }: Pick<Model, 'state'>,
  keeper: Pick<Keeper, 'read' | 'write'>,
) {
  const nameOf = () => `emoji.${state.peek()?.me.id}`;
  const read = (): Habits => habitsSchema.catch({ tone: 0, used: [] }).parse(keeper.read(nameOf()));
  return {
    tone: () => read().tone,
    keepTone(tone: number): void {
      keeper.write(nameOf(), { ...read(), tone });
    },
    /** The user's most used emoji, and others where they are fewer than `count`. */
    quickEmoji(count: number): string[] {
      const { tone, used } = read();
      const all = [...used.map(([emoji]) => emoji), ...FIRST.map((emoji) => withTone(emoji, tone))];
      // Nobody wants the same one in two tones.
      const forms = all.map(formOf);
      return all.filter((_, at) => forms.indexOf(forms[at] ?? '') === at).slice(0, count);
    },
    countEmoji(emoji: string): void {
      const { used, ...habits } = read();
      const before = used.find(([one]) => one === emoji)?.[1] ?? 0;
      // The newest first among equals.
      const after: Habits['used'] = [[emoji, before + 1], ...used.filter(([one]) => one !== emoji)];
      const most = after.sort(([, a], [, b]) => b - a).slice(0, MOST_COUNTED);
      keeper.write(nameOf(), { ...habits, used: most });
    },
  };
}
