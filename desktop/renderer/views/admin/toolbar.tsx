import type { Preferences } from '../../preferences.ts';
import { Field } from '../parts/form.tsx';
import { Icon } from '../parts/icon.tsx';

/** The bar above a list: a filter, and a button to add to the list. */
export function Toolbar({
  t,
  action,
  onFilter,
  onAdd,
}: {
  t: Preferences['t'];
  /** The label of the button that adds. */
  action: string;
  onFilter(words: string): void;
  onAdd(): void;
}) {
  return (
    <div class="toolbar">
      <Filter t={t} onFilter={onFilter} />
      <button type="button" class="button primary" onClick={onAdd}>
        <Icon name="add" />
        {action}
      </button>
    </div>
  );
}

/** The words that a list is to hold. */
export function Filter({
  t,
  isFirst = false,
  onFilter,
}: {
  t: Preferences['t'];
  /** It gets the focus when it appears. */
  isFirst?: boolean;
  onFilter(words: string): void;
}) {
  return (
    <div class="filter">
      <Icon name="search" />
      <Field
        placeholder={t('admin.filter')}
        label={t('admin.filter')}
        name="filter"
        type="search"
        autocomplete="off"
        autofocus={isFirst}
        onInput={onFilter}
      />
    </div>
  );
}
