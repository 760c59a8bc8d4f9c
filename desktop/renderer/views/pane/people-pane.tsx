import { useState } from 'preact/hooks';
import type { User } from '../../../../api/users/contract.ts';
import type { State } from '../../state/state.ts';
import { Filter } from '../admin/toolbar.tsx';
import { findUsers } from '../find-users.ts';
import { Portrait } from '../parts/avatar.tsx';
import { Fault } from '../parts/form.tsx';
import { Mood } from '../parts/mood.tsx';
import { useAttempt } from '../use-attempt.ts';
import { PaneFrame } from './pane-frame.tsx';
import type { PaneProps } from './props.ts';

/** All users who are not disabled, connected ones first, under the exact count of the connected. */
export function PeoplePane(props: PaneProps) {
  const { store, preferences, state } = props;
  const { t } = preferences;
  const attempt = useAttempt(t);
  const [words, setWords] = useState('');
  const found = findUsers(state.users.values(), words).filter((user) => !user.disabled);
  const isHere = ({ id }: User) => state.presence.has(id);
  const open = (user: User) => void attempt.run(() => store.openDirect(user.id));
  return (
    <PaneFrame
      {...props}
      title={t('nav.people')}
      about={t('nav.connected', { count: state.online })}
    >
      <div class="pane-body">
        <Filter t={t} onFilter={setWords} />
        <Fault text={attempt.fault} />
        <People {...props} title={t('nav.here')} people={found.filter(isHere)} onOpen={open} />
        <People
          {...props}
          title={t('presence.offline')}
          people={found.filter((user) => !isHere(user))}
          onOpen={open}
        />
        {found.length === 0 && <p class="hint">{t('admin.none-found')}</p>}
      </div>
    </PaneFrame>
  );
}

function People({
  preferences,
  state,
  title,
  people,
  onOpen,
}: PaneProps & { title: string; people: readonly User[]; onOpen(user: User): void }) {
  if (people.length === 0) return null;
  return (
    <section class="part">
      <h3>{title}</h3>
      <ul class="people">
        {people.map((user) => (
          <li key={user.id}>
            <Person preferences={preferences} state={state} user={user} onOpen={onOpen} />
          </li>
        ))}
      </ul>
    </section>
  );
}

/** A person, to write to; oneself is shown, and not to be written to. */
function Person({
  preferences,
  state,
  user,
  onOpen,
}: {
  preferences: PaneProps['preferences'];
  state: State;
  user: User;
  onOpen(user: User): void;
}) {
  const name = state.names.get(user.id) ?? user.displayName;
  const line = (
    <>
      <Portrait preferences={preferences} state={state} id={user.id} name={name} size="small" />
      <span class="title">{name}</span>
      <Mood preferences={preferences} user={user} />
      {user.id === state.me.id ? (
        <span class="soft">({preferences.t('nav.you')})</span>
      ) : (
        <span class="soft title">@{user.username}</span>
      )}
    </>
  );
  if (user.id === state.me.id) return <p class="person">{line}</p>;
  return (
    <button type="button" class="person" title={name} onClick={() => onOpen(user)}>
      {line}
    </button>
  );
}
