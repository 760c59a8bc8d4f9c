import type { User } from '../../../../api/users/contract.ts';
import type { State } from '../../state/state.ts';
import { Dot } from '../parts/dot.tsx';
import { Fault } from '../parts/form.tsx';
import type { Props } from '../props.ts';
import { useAttempt } from '../use-attempt.ts';

/** All users who are not disabled, connected ones first, under the exact count of the connected. */
export function People({ store, preferences, state }: Props & { state: State }) {
  const { t } = preferences;
  const attempt = useAttempt(t);
  const people = [...state.users.values()].filter((user) => !user.disabled).sort(byPresence(state));
  const isAlone = people.length <= 1;
  return (
    <section aria-labelledby="side-people">
      <header>
        <h2 id="side-people">{t('nav.people')}</h2>
        <p class="count" data-online={state.online}>
          {t('nav.connected', { count: state.online })}
        </p>
      </header>
      <Fault text={attempt.fault} />
      <ul>
        {people.map((user) => {
          const line = (
            <>
              <Dot preferences={preferences} status={state.presence.get(user.id)?.status} />
              <span class="title">{state.names.get(user.id)}</span>
              {user.id === state.me.id && <span class="soft">({t('nav.you')})</span>}
            </>
          );
          return (
            <li key={user.id}>
              {user.id === state.me.id ? (
                <p class="place myself">{line}</p>
              ) : (
                <button
                  type="button"
                  class="place"
                  title={state.names.get(user.id)}
                  onClick={() => void attempt.run(() => store.openDirect(user.id))}
                >
                  {line}
                </button>
              )}
            </li>
          );
        })}
      </ul>
      {isAlone && (
        <div class="alone">
          <p class="hint">{t('nav.alone')}</p>
          {state.me.role === 'admin' && (
            <button type="button" class="button small" onClick={() => store.go({ kind: 'admin' })}>
              {t('nav.alone-admin')}
            </button>
          )}
        </div>
      )}
    </section>
  );
}

function byPresence({ presence }: State): (a: User, b: User) => number {
  const rank = ({ id }: User) => (presence.has(id) ? 0 : 1);
  return (a, b) => rank(a) - rank(b) || a.displayName.localeCompare(b.displayName);
}
