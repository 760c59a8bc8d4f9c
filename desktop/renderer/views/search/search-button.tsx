import { Icon } from '../parts/icon.tsx';
import type { Props } from '../props.ts';

/** Opens and closes the search: in the open channel, or everywhere where a list is open in its stead. */
export function SearchButton({ store, preferences: { t } }: Props) {
  const isShown = store.pane.value?.name === 'search';
  return (
    <button
      type="button"
      class="button small search-button"
      aria-expanded={isShown}
      aria-label={t('search.open')}
      aria-keyshortcuts="Control+F"
      title={`${t('search.open')} (Ctrl F)`}
      onClick={() => {
        if (isShown) store.closePane();
        else store.openSearch('here');
      }}
    >
      <Icon name="search" />
    </button>
  );
}
