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
      <Field
        label={t('admin.filter')}
        name="filter"
        type="search"
        autocomplete="off"
        onInput={onFilter}
      />
      <button type="button" class="button primary" onClick={onAdd}>
        <Icon name="add" />
        {action}
      </button>
    </div>
  );
}
