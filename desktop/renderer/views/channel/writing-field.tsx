import type { ComponentChildren, RefObject } from 'preact';
import { useId } from 'preact/hooks';
import type { Length } from '../../state/sendable.ts';
import type { State } from '../../state/state.ts';
import { isComposing } from '../parts/is-composing.ts';
import type { Props } from '../props.ts';
import { breakLine, isInOpenFence } from './break-line.ts';
import { changeText, selectedIn } from './change-text.ts';
import { COMPLETION_LIST, CompletionList, completionId } from './completion-list.tsx';
import { type BarAction, FormatBar } from './format-bar.tsx';
import { grow } from './grow.ts';
import { LengthNote } from './length-note.tsx';
import { formatOfKey, formats } from './marks.ts';
import { useCompletion } from './use-completion.ts';

type FieldKey = KeyboardEvent & { currentTarget: HTMLTextAreaElement };

type WritingFieldProps = Props & {
  state: State;
  field: RefObject<HTMLTextAreaElement | null>;
  label: string;
  placeholder?: string;
  /** What it holds at first. */
  start: string;
  length: Length | undefined;
  onText(text: string): void;
  onSend(event: Event): void;
  /** A key that the field has no use for. */
  onKey(event: FieldKey): void;
  /** Above the field. */
  above?: ComponentChildren;
  /** Beside the formats. */
  tools?: ComponentChildren;
  /** At the end of the bar. */
  children?: ComponentChildren;
};

/** Where messages are written and edited: a field that grows with its text, and a bar of formats. */
export function WritingField(props: WritingFieldProps) {
  const { preferences, field, label, placeholder, start, length, onText, onSend } = props;
  const completion = useCompletion(props);
  const isCompleting = completion.suggestions.length > 0;
  const lengthId = useId();

  function onKeyDown(event: FieldKey): void {
    const { currentTarget: input } = event;
    if (isComposing(event) || completion.onKey(event, input)) return;
    const selected = selectedIn(input);
    const format = formatOfKey(event, selected.from < selected.to);
    if (format !== undefined) {
      event.preventDefault();
      changeText(input, formats[format](selected));
    } else if (event.key !== 'Enter') {
      props.onKey(event);
    } else if (event.ctrlKey || event.metaKey) {
      onSend(event);
    } else if (event.shiftKey || isInOpenFence(selected.text, selected.from)) {
      event.preventDefault();
      changeText(input, breakLine(selected));
    } else {
      onSend(event);
    }
  }

  function onAction(action: BarAction): void {
    const input = field.current;
    if (input === null) return;
    if (action === 'emoji') completion.askEmoji(input);
    else changeText(input, formats[action](selectedIn(input)));
  }

  return (
    <>
      {isCompleting && (
        <CompletionList
          {...props}
          {...completion}
          onChoose={(chosen) => field.current && completion.accept(chosen, field.current)}
        />
      )}
      <div class="compose-row">
        {props.above}
        <textarea
          ref={field}
          rows={1}
          defaultValue={start}
          aria-label={label}
          aria-autocomplete="list"
          aria-controls={isCompleting ? COMPLETION_LIST : undefined}
          aria-activedescendant={isCompleting ? completionId(completion.chosen) : undefined}
          aria-describedby={length && lengthId}
          aria-invalid={length !== undefined && length.over > 0}
          placeholder={placeholder}
          onKeyDown={onKeyDown}
          onBlur={completion.close}
          onSelect={(event) => completion.look(event.currentTarget)}
          onInput={(event) => {
            grow(event.currentTarget);
            completion.look(event.currentTarget);
            onText(event.currentTarget.value);
          }}
        />
        <div class="compose-bar">
          <FormatBar t={preferences.t} onAction={onAction} />
          {props.tools}
          <LengthNote id={lengthId} t={preferences.t} length={length} />
          {props.children}
        </div>
      </div>
    </>
  );
}
