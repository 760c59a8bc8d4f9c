import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';

export interface FieldProps {
  label: string;
  name: string;
  hint?: string | undefined;
  /** What the server found wrong with it. */
  fault?: string | undefined;
  type?: 'text' | 'password';
  autocomplete?: string;
  autofocus?: boolean;
  required?: boolean;
  minLength?: number;
  maxLength?: number;
  value?: string;
}

/** A text field with its label, hint and fault, all of which a screen reader tells. */
export function Field({ label, name, hint, fault, type = 'text', ...rest }: FieldProps) {
  const id = useId();
  const described = [hint && `${id}-hint`, fault && `${id}-fault`].filter(Boolean).join(' ');
  const shared = {
    ...rest,
    id,
    name,
    spellcheck: false,
    autocapitalize: 'off',
    'aria-invalid': fault !== undefined,
    ...(described === '' ? {} : { 'aria-describedby': described }),
  } as const;
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {type === 'password' ? (
        <input type="password" {...shared} />
      ) : (
        <input type="text" {...shared} />
      )}
      {hint && (
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

export interface FormProps {
  onSubmit(values: (name: string) => string): void;
  isBusy?: boolean;
  children: ComponentChildren;
}

/** A form whose values are read when it is sent. */
export function Form({ onSubmit, isBusy = false, children }: FormProps) {
  return (
    <form
      class="form"
      aria-busy={isBusy}
      onSubmit={(event) => {
        event.preventDefault();
        if (isBusy) return;
        const data = new FormData(event.currentTarget);
        onSubmit((name) => String(data.get(name) ?? ''));
      }}
    >
      {children}
    </form>
  );
}

/** What the server said of a field in a 422, by the field's path. */
export function faultOf(
  problem: Readonly<Record<string, unknown>> | undefined,
  path: string,
): string | undefined {
  const errors = problem?.['errors'];
  if (!Array.isArray(errors)) return undefined;
  const found: unknown = errors.find((error: { path?: unknown }) => error.path === path);
  return typeof found === 'object' && found !== null && 'message' in found
    ? String(found.message)
    : undefined;
}
