import type { State } from '../../state/state.ts';
import type { Props } from '../props.ts';

/** The next step where nobody else has an account yet. */
export function Alone({ store, preferences: { t }, state }: Props & { state: State }) {
  const people = [...state.users.values()].filter((user) => !user.disabled);
  if (people.length > 1) return null;
  return (
    <div class="alone">
      <p class="hint">{t('nav.alone')}</p>
      {state.me.role === 'admin' && (
        <button type="button" class="button small" onClick={() => store.go({ kind: 'admin' })}>
          {t('nav.alone-admin')}
        </button>
      )}
    </div>
  );
}
