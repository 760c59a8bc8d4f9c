import type { Preferences } from '../../preferences.ts';

/** Beside a password that an administrator sets: the choice that its user must choose another one. */
export function MustChange({ t }: { t: Preferences['t'] }) {
  return (
    <label class="check">
      <input type="checkbox" name="mustChange" defaultChecked />
      {t('admin.must-change')}
    </label>
  );
}
