import type { User } from '../../../../api/users/contract.ts';
import { seenName } from '../../state/names.ts';
import { Portrait } from '../parts/avatar.tsx';
import type { ChannelProps } from './props.ts';
import type { Completion } from './use-completion.ts';

export const COMPLETION_LIST = 'mention-list';
export const completionId = (index: number) => `mention-${index}`;

/** The suggested people, above the text field, which handles the keys. */
export function CompletionList({
  preferences,
  state,
  people,
  chosen,
  onChoose,
}: ChannelProps & Pick<Completion, 'people' | 'chosen'> & { onChoose(user: User): void }) {
  const { t } = preferences;
  return (
    <div
      class="options completion"
      role="listbox"
      id={COMPLETION_LIST}
      aria-label={t('chat.mention')}
    >
      {people.map((user, index) => (
        <div
          key={user.id}
          id={completionId(index)}
          role="option"
          tabIndex={-1}
          aria-selected={index === chosen}
          // On pointer down, before the text field loses the focus.
          onPointerDown={(event) => {
            event.preventDefault();
            onChoose(user);
          }}
        >
          <Portrait
            preferences={preferences}
            state={state}
            id={user.id}
            name={seenName(user)}
            size="tiny"
          />
          <span class="title">{seenName(user)}</span>
          <span class="soft">@{user.username}</span>
        </div>
      ))}
    </div>
  );
}
