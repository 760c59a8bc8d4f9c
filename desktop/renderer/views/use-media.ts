import { useEffect, useState } from 'preact/hooks';

/** Where the window is no wider, the pane covers the conversation (see pane.css). */
export const PANE_COVERS = '(max-width: 68.75rem)';

/** Whether the media query matches, as the window changes. */
export function useMedia(query: string): boolean {
  const [matches, setMatches] = useState(() => window.matchMedia(query).matches);
  useEffect(() => {
    const list = window.matchMedia(query);
    const look = () => setMatches(list.matches);
    look();
    list.addEventListener('change', look);
    return () => list.removeEventListener('change', look);
  }, [query]);
  return matches;
}
