import { useEffect, useState } from 'preact/hooks';
import type { IndexProgress } from '../../../../api/search/contract.ts';
import { api } from '../../live/api.ts';
import type { Preferences } from '../../preferences.ts';
import { useNow } from '../use-now.ts';

const EVERY_MS = 5_000;

/** How far the index of the search is, for as long as it is being filled. */
export function SearchProgress({ preferences: { t } }: { preferences: Preferences }) {
  const [progress, setProgress] = useState<IndexProgress>();
  const now = useNow(progress?.isComplete === false, EVERY_MS);
  useEffect(() => {
    // What can be done about a server that does not answer is said elsewhere.
    api.diagnostics().then(
      ({ search }) => setProgress(search),
      () => undefined,
    );
  }, [now]);
  if (progress === undefined || progress.isComplete) return null;
  const { indexed, total } = progress;
  return <p class="hint">{t('admin.search-filling', { indexed, total })}</p>;
}
