import { seeded } from '../support/subscriber.ts';

/** Choices that the seed alone decides. */
export interface Random {
  /** From 0 to 1. */
  number(): number;
  between(least: number, most: number): number;
  chance(share: number): boolean;
  /** @throws Error where there is nothing to choose from */
  pick<Item>(items: readonly Item[]): Item;
  shuffle<Item>(items: readonly Item[]): Item[];
}

/** Each of those who choose has its own, so that none depends on when the others do. */
export function randomOf(seed: number, name: string): Random {
  let mixed = seed | 0;
  for (const character of name) mixed = Math.imul(mixed ^ character.charCodeAt(0), 0x01000193);
  const number = seeded(mixed);
  return {
    number,
    between: (least, most) => least + number() * (most - least),
    chance: (share) => number() < share,
    pick(items) {
      const item = items[Math.floor(number() * items.length)];
      if (item === undefined) throw new Error('there is nothing to choose from');
      return item;
    },
    shuffle: (items) =>
      items
        .map((item) => ({ item, place: number() }))
        .sort((a, b) => a.place - b.place)
        .map(({ item }) => item),
  };
}
