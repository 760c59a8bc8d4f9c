import { useEffect, useRef, useState } from 'preact/hooks';
import type { ListedChannel } from '../../../../api/channels/contract.ts';
import type { User } from '../../../../api/users/contract.ts';
import { api } from '../../live/api.ts';
import { membersOf } from '../../state/members.ts';
import { PersonLine } from '../admin/person-line.tsx';
import { Filter } from '../admin/toolbar.tsx';
import { findUsers } from '../find-users.ts';
import { Confirm } from '../parts/confirm.tsx';
import { Fault } from '../parts/form.tsx';
import type { DialogProps } from '../props.ts';
import { useAttempt } from '../use-attempt.ts';

/** The channel's members, to add to and to remove from. */
export function Members(props: DialogProps & { channel: ListedChannel; isAdding?: boolean }) {
  const { state, channel, isAdding = false } = props;
  const { t } = props.preferences;
  const [listed, setListed] = useState<readonly User[]>();
  const [words, setWords] = useState('');
  const [removing, setRemoving] = useState<User>();
  const reading = useAttempt(t);
  const adding = useAttempt(t);
  const refresh = async () => setListed((await api.members(channel.id)).members);
  useEffect(() => void reading.run(refresh), [channel.id]);
  const form = useRef<HTMLFormElement>(null);

  const members = listed && membersOf(state, channel.id, listed);
  const isManager = channel.createdBy === state.me.id || state.me.role === 'admin';
  const memberIds = new Set(members?.map(({ id }) => id));
  const others = [...state.users.values()].filter(
    (user) => !user.disabled && !memberIds.has(user.id),
  );
  const [inside, outside] = [findUsers(members ?? [], words), findUsers(others, words)];

  async function add(user: User): Promise<void> {
    // The button goes, and the next name can be typed, also while this one is added.
    const field = form.current?.querySelector('input');
    field?.focus({ preventScroll: true });
    form.current?.reset();
    setWords('');
    await adding.runInTurn(() => api.addMember(channel.id, user.id).then(refresh));
  }

  /** Whoever is found alone; of more than one the user chooses. */
  function addFound(event: Event): void {
    event.preventDefault();
    const typed = form.current?.querySelector('input')?.value.trim() ?? '';
    const [first, ...more] = findUsers(others, typed);
    if (typed !== '' && first !== undefined && more.length === 0) void add(first);
  }

  return (
    <>
      <form ref={form} onSubmit={addFound}>
        <Filter t={t} isFirst={isAdding} onFilter={setWords} />
      </form>
      <Fault text={reading.fault ?? adding.fault} />
      <People
        {...props}
        title={t('channel.members-count', { count: members?.length ?? 0 })}
        people={inside}
        action={t('channel.remove-member')}
        isOffered={({ id }) => isManager && !channel.isGeneral && id !== state.me.id}
        onAction={setRemoving}
      />
      {members !== undefined && outside.length > 0 && (
        <People
          {...props}
          title={t('channel.add-members')}
          people={outside}
          action={t('channel.add-member')}
          isOffered={() => true}
          isBusy={adding.isBusy}
          onAction={(user) => void add(user)}
        />
      )}
      {inside.length + outside.length === 0 && members !== undefined && (
        <p class="hint">{t('admin.none-found')}</p>
      )}
      {removing && (
        <Confirm
          t={t}
          title={t('channel.remove-sure', {
            name: state.names.get(removing.id) ?? '',
            channel: channel.name ?? '',
          })}
          action={t('channel.remove-member')}
          onConfirm={() => api.removeMember(channel.id, removing.id).then(refresh)}
          onClose={() => setRemoving(undefined)}
        />
      )}
    </>
  );
}

function People({
  preferences,
  state,
  title,
  people,
  action,
  isOffered,
  isBusy = false,
  onAction,
}: DialogProps & {
  title: string;
  people: readonly User[];
  /** The label of the button on each line. */
  action: string;
  isOffered(user: User): boolean;
  isBusy?: boolean;
  onAction(user: User): void;
}) {
  return (
    <section class="part">
      <h3>{title}</h3>
      <ul class="lines">
        {people.map((user) => (
          <PersonLine key={user.id} preferences={preferences} state={state} user={user} opensCard>
            {isOffered(user) && (
              <button
                type="button"
                class="button small"
                disabled={isBusy}
                onClick={() => onAction(user)}
              >
                {action}
                <span class="unseen"> {state.names.get(user.id)}</span>
              </button>
            )}
          </PersonLine>
        ))}
      </ul>
    </section>
  );
}
