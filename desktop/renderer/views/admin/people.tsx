import { useState } from 'preact/hooks';
import type { User } from '../../../../api/users/contract.ts';
import { findUsers } from '../find-users.ts';
import { IconButton } from '../parts/icon.tsx';
import { AddPerson } from './add-person.tsx';
import { PersonDialog } from './person-dialog.tsx';
import { PersonLine } from './person-line.tsx';
import type { AdminProps } from './props.ts';
import { connectedFrom } from './sessions.tsx';
import { Toolbar } from './toolbar.tsx';

/** All accounts, filtered by name; each opens the dialog with its actions. */
export function AdminPeople(props: AdminProps) {
  const { preferences, state } = props;
  const { t } = preferences;
  const [words, setWords] = useState('');
  const [isAdding, setAdding] = useState(false);
  const [managed, setManaged] = useState<string>();
  const [done, setDone] = useState<string>();
  const people = findUsers(state.users.values(), words);
  const person = managed === undefined ? undefined : state.users.get(managed);

  return (
    <>
      <Toolbar
        t={t}
        action={t('admin.add-user')}
        onFilter={setWords}
        onAdd={() => setAdding(true)}
      />
      <p class="done" role="status">
        {done}
      </p>
      <ul class="lines">
        {people.map((user) => (
          <PersonLine
            key={user.id}
            preferences={preferences}
            state={state}
            user={user}
            detail={detailOf(props, user)}
          >
            <IconButton
              name="chevron"
              label={t('admin.manage', { name: state.names.get(user.id) ?? '' })}
              onClick={() => setManaged(user.id)}
            />
          </PersonLine>
        ))}
      </ul>
      {people.length === 0 && <p class="hint">{t('admin.none-found')}</p>}
      {isAdding && (
        <AddPerson
          t={t}
          address={props.store.origin.value}
          onClose={() => setAdding(false)}
          onAdded={async (user) => {
            await props.refresh();
            setDone(t('admin.added', { name: user.displayName }));
          }}
        />
      )}
      {person && <PersonDialog {...props} user={person} close={() => setManaged(undefined)} />}
    </>
  );
}

function detailOf({ preferences, sessions }: AdminProps, user: User): string {
  const { t } = preferences;
  const session = sessions?.find(({ userId }) => userId === user.id);
  const facts = [t(`admin.role.${user.role}`)];
  if (user.disabled) facts.push(t('admin.disabled'));
  if (session !== undefined) facts.push(connectedFrom(preferences, session));
  return facts.join(' · ');
}
