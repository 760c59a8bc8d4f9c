import { useId } from 'preact/hooks';

/** A time of day, as `17:30`, with its label. */
export function TimeField({
  label,
  name,
  value,
  onChange,
}: {
  label: string;
  name: string;
  value: string;
  onChange?(time: string): void;
}) {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input
        type="time"
        id={id}
        name={name}
        defaultValue={value}
        required
        onChange={({ currentTarget }) => {
          if (currentTarget.value !== '') onChange?.(currentTarget.value);
        }}
      />
    </div>
  );
}
