import { GROUPS } from '../../../../api/messages/mentions.ts';
import { seenName } from '../../state/names.ts';
import { Portrait } from '../parts/avatar.tsx';
import type { State } from '../../state/state.ts';
import type { Props } from '../props.ts';
import type { Completion, Suggestion } from './use-completion.ts';

export const COMPLETION_LIST = 'mention-list';
export const completionId = (index: number) => `mention-${index}`;

/** The suggested people, above the text field, which handles the keys. */
export function CompletionList({
  preferences,
  state,
  people,
  chosen,
  onChoose,
}: Props & { state: State } & Pick<Completion, 'people' | 'chosen'> & {
    onChoose(user: Suggestion): void;
  }) {
  const { t } = preferences;
  const nameOf = (user: Suggestion) => {
    const group = GROUPS.get(user.id);
    return group === undefined ? seenName(user) : t(`chat.group-${group}`);
  };
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
          {!GROUPS.has(user.id) && (
            <Portrait
              preferences={preferences}
              state={state}
              id={user.id}
              name={nameOf(user)}
              size="tiny"
            />
          )}
          <span class="title">{nameOf(user)}</span>
          <span class="soft">@{user.username}</span>
        </div>
      ))}
    </div>
  );
}
