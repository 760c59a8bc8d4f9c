/**
 * Runs works of one key one after the other, in the order in which they are given; those of different
 * keys run side by side.
 */
export type InTurn = <Out>(key: string, work: () => Promise<Out>) => Promise<Out>;

export function createInTurn(): InTurn {
  const lasts = new Map<string, Promise<unknown>>();
  return (key, work) => {
    const turn = (lasts.get(key) ?? Promise.resolve()).then(work, work);
    lasts.set(key, turn);
    const forget = () => {
      if (lasts.get(key) === turn) lasts.delete(key);
    };
    turn.then(forget, forget);
    return turn;
  };
}
