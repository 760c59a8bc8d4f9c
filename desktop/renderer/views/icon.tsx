/** Drawn on a grid of 24, in the colour of the text. */
const paths = {
  add: 'M12 5v14M5 12h14',
  admin: 'M12 3l7 3v5c0 4.5-3 8.2-7 10-4-1.8-7-5.5-7-10V6l7-3zM9 12l2.2 2.2L15.5 10',
  close: 'M6 6l12 12M18 6L6 18',
  keys: 'M3 7h18v10H3zM7 11h.01M11 11h.01M15 11h.01M8 14h8',
  leave: 'M14 4H6v16h8M10 12h10M16 8l4 4-4 4',
  menu: 'M4 7h16M4 12h16M4 17h16',
  settings: 'M4 7h9M17 7h3M4 17h3M11 17h9M15 5v4M9 15v4',
} as const;

export function Icon({ name }: { name: keyof typeof paths }) {
  return (
    <svg class="drawing" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={paths[name]} />
    </svg>
  );
}

/** A button that shows only its icon; its name is for the pointer that rests on it and for who hears it. */
export function IconButton({
  name,
  label,
  onClick,
  class: extra = '',
}: {
  name: keyof typeof paths;
  label: string;
  onClick(): void;
  class?: string;
}) {
  return (
    <button
      type="button"
      class={`icon ${extra}`}
      aria-label={label}
      title={label}
      onClick={onClick}
    >
      <Icon name={name} />
    </button>
  );
}
