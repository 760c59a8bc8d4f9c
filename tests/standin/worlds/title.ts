import type { World } from './world.ts';

/** Tells the page's title, and each that it gets. Runs in the preload's world from its source text. */
export function watchTitle(world: World, tell: (title: unknown) => void): void {
  const { document, MutationObserver } = world;
  const tellTitle = () => tell(document.title);
  world.addEventListener('DOMContentLoaded', () => {
    tellTitle();
    const changes = { childList: true, subtree: true, characterData: true };
    new MutationObserver(tellTitle).observe(document.head, changes);
  });
}
