import type { ComponentChildren } from 'preact';
import type { User } from '../../../../api/users/contract.ts';
import { seenName } from '../../state/names.ts';
import type { State } from '../../state/state.ts';
import { Portrait } from '../parts/avatar.tsx';
import { Mood } from '../parts/mood.tsx';
import type { Props } from '../props.ts';

/** A person in a list, with the possible actions at the end of the line. */
export function PersonLine({
  preferences,
  state,
  user,
  detail,
  opensCard = false,
  children,
}: Pick<Props, 'preferences'> & {
  state: State;
  user: User;
  /** Further details, in small print. */
  detail?: string | undefined;
  /** The name opens their card (see `onPeople`). */
  opensCard?: boolean;
  children?: ComponentChildren;
}) {
  return (
    <li class={user.disabled ? 'disabled' : undefined}>
      <Portrait
        preferences={preferences}
        state={state}
        id={user.id}
        name={seenName(user)}
        size="small"
      />
      <span class="line-text">
        <span class="title">
          {opensCard ? (
            <button type="button" class="who" data-user={user.id}>
              {seenName(user)}
            </button>
          ) : (
            seenName(user)
          )}{' '}
          <Mood preferences={preferences} user={state.users.get(user.id) ?? user} />{' '}
          <span class="soft">@{user.username}</span>
          {user.id === state.me.id && <span class="soft"> ({preferences.t('nav.you')})</span>}
        </span>
        {detail && <span class="soft">{detail}</span>}
      </span>
      {children}
    </li>
  );
}
