import type { Preferences } from '../../preferences.ts';
import { Field } from '../parts/form.tsx';
import { Icon } from '../parts/icon.tsx';

/** Above a list: what it is filtered by, and the way to add to it. */
export function Toolbar({
  t,
  action,
  onFilter,
  onAdd,
}: {
  t: Preferences['t'];
  /** What adding is called. */
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
