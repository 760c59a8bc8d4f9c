import type { State } from '../../state/state.ts';
import { Portrait } from '../parts/avatar.tsx';
import { Icon } from '../parts/icon.tsx';
import type { Props } from '../props.ts';
import type { Suggestion } from './suggest.ts';
import type { Completion } from './use-completion.ts';

export const COMPLETION_LIST = 'completion-list';
export const completionId = (index: number) => `completion-${index}`;

type ListProps = Props & { state: State };

/** The suggestions, above the text field, which handles the keys. */
export function CompletionList({
  suggestions,
  chosen,
  id = COMPLETION_LIST,
  idOf = completionId,
  onChoose,
  ...given
}: ListProps &
  Pick<Completion, 'suggestions' | 'chosen'> & {
    /** Its own, where another such list may be open. */
    id?: string;
    idOf?: (index: number) => string;
    onChoose(suggestion: Suggestion): void;
  }) {
  return (
    <div
      class="options completion"
      role="listbox"
      id={id}
      aria-label={given.preferences.t('chat.suggestions')}
    >
      {suggestions.map((suggestion, index) => (
        <div
          key={suggestion.id}
          id={idOf(index)}
          role="option"
          tabIndex={-1}
          aria-selected={index === chosen}
          // On pointer down, before the text field loses the focus.
          onPointerDown={(event) => {
            event.preventDefault();
            onChoose(suggestion);
          }}
        >
          <Picture {...given} suggestion={suggestion} />
          <span class="title">{suggestion.title}</span>
          {suggestion.hint !== undefined && <span class="soft">{suggestion.hint}</span>}
        </div>
      ))}
    </div>
  );
}

function Picture({
  preferences,
  state,
  suggestion: { picture, title },
}: ListProps & { suggestion: Suggestion }) {
  if (picture === undefined) return null;
  if ('icon' in picture) return <Icon name={picture.icon} />;
  if ('glyph' in picture) return <span class="glyph">{picture.glyph}</span>;
  return (
    <Portrait
      preferences={preferences}
      state={state}
      id={picture.userId}
      name={title}
      size="tiny"
    />
  );
}
