import type { ComponentChildren } from 'preact';
import { useId, useState } from 'preact/hooks';
import { focusOnMount } from './focus.ts';
import { invalidText } from './invalid.ts';
import { useWords } from './words.ts';

export interface FieldProps {
  label: string;
  name: string;
  hint?: string | undefined;
  /** What is wrong with it. */
  fault?: string | undefined;
  type?: 'text' | 'password' | 'search' | 'url';
  autocomplete?: string;
  placeholder?: string;
  autofocus?: boolean;
  required?: boolean;
  minLength?: number;
  maxLength?: number;
  /** The initial value. */
  value?: string;
  onInput?(value: string): void;
}

/** A text field with its label, hint and fault, all of which a screen reader tells. */
export function Field({ label, name, type, hint, value, onInput, ...rest }: FieldProps) {
  const id = useId();
  const t = useWords();
  const [invalid, setInvalid] = useState<string>();
  const fault = invalid ?? rest.fault;
  const described = fault ? `${id}-fault` : hint && `${id}-hint`;
  const shared = {
    ...rest,
    ...(rest.autofocus && { ref: focusOnMount }),
    ...(described && { 'aria-describedby': described }),
    id,
    name,
    defaultValue: value,
    spellcheck: false,
    autocapitalize: 'off',
    'aria-invalid': fault !== undefined,
    onInput({ currentTarget }: { currentTarget: HTMLInputElement }) {
      setInvalid(undefined);
      onInput?.(currentTarget.value);
    },
    onInvalid(event: Event & { currentTarget: HTMLInputElement }) {
      // Instead of the browser's bubble; the first field with a fault gets the focus.
      event.preventDefault();
      setInvalid(invalidText(t, event.currentTarget));
      const first = event.currentTarget.form?.querySelector<HTMLElement>('input:invalid');
      if (first === event.currentTarget) first.focus();
    },
  } as const;
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {input(type, shared)}
      {hint && !fault && (
        <p class="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {fault && (
        <p class="fault" id={`${id}-fault`}>
          {fault}
        </p>
      )}
    </div>
  );
}

/** A password to be set, with the server's bounds. */
export function NewPasswordField(
  props: Pick<FieldProps, 'label' | 'name' | 'hint' | 'fault' | 'autofocus'>,
) {
  return (
    <Field
      {...props}
      type="password"
      autocomplete="new-password"
      minLength={10}
      maxLength={256}
      required
    />
  );
}

function input(type: FieldProps['type'], shared: object) {
  switch (type) {
    case 'password':
      return <input type="password" {...shared} />;
    case 'search':
      return <input type="search" {...shared} />;
    case 'url':
      return <input type="url" {...shared} />;
    case 'text':
    case undefined:
      return <input type="text" {...shared} />;
  }
}

/** A choice among few, with its label. */
export function Select<Value extends string>({
  label,
  value,
  options,
  onChoose,
}: {
  label: string;
  value: Value;
  options: readonly { value: Value; text: string; lang?: string }[];
  onChoose(value: Value): void;
}) {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <select
        id={id}
        value={value}
        onChange={(event) => {
          const chosen = options.find((option) => option.value === event.currentTarget.value);
          if (chosen !== undefined) onChoose(chosen.value);
        }}
      >
        {options.map((option) => (
          <option key={option.value} value={option.value} lang={option.lang}>
            {option.text}
          </option>
        ))}
      </select>
    </div>
  );
}

/**
 * Why it was refused. Screen readers say it at once, for which the element must be there before its
 * text.
 */
export function Fault({ text }: { text: string | undefined }) {
  return (
    <p class="fault" role="alert">
      {text}
    </p>
  );
}

export interface FormProps {
  onSubmit(values: (name: string) => string, form: HTMLFormElement): void;
  isBusy: boolean;
  class?: string;
  children: ComponentChildren;
}

/** A form whose values are read when it is sent. */
export function Form({ onSubmit, isBusy, class: extra = '', children }: FormProps) {
  return (
    <form
      class={`form ${extra}`}
      aria-busy={isBusy}
      onSubmit={(event) => {
        event.preventDefault();
        if (isBusy) return;
        const data = new FormData(event.currentTarget);
        onSubmit((name) => String(data.get(name) ?? ''), event.currentTarget);
      }}
    >
      {children}
    </form>
  );
}
