/** Drawn on a grid of 24, in the colour of the text. */
const paths = {
  add: 'M12 5v14M5 12h14',
  'add-people':
    'M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM2.5 20c.5-4 3-6 6.5-6s6 2 6.5 6M19 8v6M16 11h6',
  admin: 'M12 3l7 3v5c0 4.5-3 8.2-7 10-4-1.8-7-5.5-7-10V6l7-3zM9 12l2.2 2.2L15.5 10',
  archive: 'M4 5h16v4H4zM6 9v10h12V9M10 13h4',
  at: 'M12 8.5a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7zM15.5 8.5v5a2.3 2.3 0 0 0 4.5 0V12a8 8 0 1 0-3.2 6.4',
  back: 'M19 12H5M11 6l-6 6 6 6',
  bell: 'M6 16v-5a6 6 0 1 1 12 0v5l1.5 2h-15zM10 21h4',
  'bell-off': 'M6 16v-5a6 6 0 0 1 9.6-4.8M18 11v5l1.5 2H6M10 21h4M4 4l16 16',
  bold: 'M7.5 5h5.5a3.5 3.5 0 0 1 0 7H7.5zM7.5 12h6.5a3.5 3.5 0 0 1 0 7H7.5z',
  check: 'M5 12.5l4.5 4.5L19 7.5',
  chevron: 'M9 6l6 6-6 6',
  'chevron-down': 'M7 10l5 5 5-5',
  'chevron-left': 'M15 6l-6 6 6 6',
  clip: 'M20 11.2l-8 8a5 5 0 0 1-7.1-7.1l8-8a3.3 3.3 0 0 1 4.7 4.7l-8 8a1.6 1.6 0 0 1-2.4-2.4l7.4-7.3',
  clock: 'M12 4a8 8 0 1 1 0 16 8 8 0 0 1 0-16zM12 8v4l2.5 2.5',
  close: 'M6 6l12 12M18 6L6 18',
  code: 'M8 7l-5 5 5 5M16 7l5 5-5 5',
  copy: 'M9 9h10v11H9zM5 15V4h10',
  delete: 'M5 7h14M10 7V4h4v3M7 7l1 13h8l1-13M10.5 11v5M13.5 11v5',
  details: 'M12 3.5a8.5 8.5 0 1 1 0 17 8.5 8.5 0 0 1 0-17zM12 11.5v4.5M12 8h.01',
  down: 'M12 5v14M6 13l6 6 6-6',
  download: 'M12 4v10.5M7.5 10.5L12 15l4.5-4.5M5 19.5h14',
  edit: 'M4 20h4L19 9l-4-4L4 16v4zM13.5 6.5l4 4',
  file: 'M6 3.5h8l4.5 4.5v12.5H6zM13.5 4v4.5H18',
  film: 'M4 5.5h16v13H4zM10 9v6l5-3z',
  filter: 'M4 6h16M7 12h10M10 18h4',
  hash: 'M10 4L8 20M16 4l-2 16M5 9h15M4 15h15',
  italic: 'M10.5 5H17M7 19h6.5M14 5l-4 14',
  key: 'M8 11a4 4 0 1 1 0 8 4 4 0 0 1 0-8zM11 12l8-8M15.5 7.5l3 3',
  keys: 'M3 7h18v10H3zM7 11h.01M11 11h.01M15 11h.01M8 14h8',
  leave: 'M14 4H6v16h8M10 12h10M16 8l4 4-4 4',
  link: 'M10 14a4 4 0 0 0 5.7 0l3-3A4 4 0 0 0 13 5.3l-1 1M14 10a4 4 0 0 0-5.7 0l-3 3A4 4 0 0 0 11 18.7l1-1',
  list: 'M9.5 6.5H20M9.5 12H20M9.5 17.5H20M4.5 6.5h.01M4.5 12h.01M4.5 17.5h.01',
  lock: 'M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3',
  menu: 'M4 7h16M4 12h16M4 17h16',
  moon: 'M19.5 14.5A8 8 0 1 1 9.5 4.5a6.5 6.5 0 0 0 10 10z',
  more: 'M6 12h.01M12 12h.01M18 12h.01',
  people:
    'M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM2.5 20c.5-4 3-6 6.5-6s6 2 6.5 6M16 5a3 3 0 0 1 0 6M18 14.5c2 .8 3.2 2.6 3.5 5.5',
  mute: 'M4 10v4h3l4 4V6l-4 4zM15 9.5l5 5M20 9.5l-5 5',
  package: 'M4 8.5l8-4.5 8 4.5v7.5l-8 4.5L4 16zM4.5 9l7.5 4 7.5-4M12 13v7',
  open: 'M13 4.5h6.5V11M19 5l-8 8M10.5 6H5v13h13v-5.5',
  pdf: 'M6 3.5h8l4.5 4.5v12.5H6zM13.5 4v4.5H18M9 17c2-2.5 3-5 2.8-6.2-.2-.9-1.4-.6-1.2.4.3 1.8 2 3.8 4.9 4.3',
  picture: 'M4 5h16v14H4zM4.5 16.5l4.5-5 4 4.5 2.5-2.5 4 4M15.5 9h.01',
  pin: 'M8.5 4h7l-1 6.5 3 3.5H6.5l3-3.5-1-6.5zM12 14v6',
  quote: 'M5 5v14M10 7.5h10M10 12h10M10 16.5h6',
  react:
    'M19.4 10.5A8 8 0 1 1 13.5 4.6M9 10h.01M15 10h.01M8.5 14c.8 1.3 2 2 3.5 2s2.7-.7 3.5-2M18.5 2.5v6M15.5 5.5h6',
  reply: 'M10 6L4 12l6 6M4 12h9c4 0 7 2 7 6',
  retry: 'M19 12a7 7 0 1 1-2.2-5.1L19 9M19 4v5h-5',
  save: 'M7 4h10v16l-5-4.5L7 20z',
  saved: 'M7 4h10v16l-5-4.5L7 20zM9.5 10.5l2 2 3-4',
  screen: 'M4 5h16v11H4zM9 20h6M12 16v4',
  search: 'M11 5a6 6 0 1 1 0 12 6 6 0 0 1 0-12zM15.5 15.5L20 20',
  send: 'M12 19V5M6 11l6-6 6 6',
  sheet: 'M4 5h16v14H4zM4 10h16M4 14.5h16M10 5v14',
  slides: 'M4 5h16v11H4zM12 16v4M8.5 20h7M8 12.5l3-3 2 2 3-3.5',
  smile:
    'M12 4a8 8 0 1 1 0 16 8 8 0 0 1 0-16zM9 10h.01M15 10h.01M8.5 14c.8 1.3 2 2 3.5 2s2.7-.7 3.5-2',
  sound:
    'M9 17.5V6l10-2v11.5M9 17.5a2.5 2.5 0 1 1-5 0 2.5 2.5 0 0 1 5 0zM19 15.5a2.5 2.5 0 1 1-5 0 2.5 2.5 0 0 1 5 0z',
  star: 'M12 4l2.4 5.1 5.6.7-4.1 3.9 1 5.5-4.9-2.7-4.9 2.7 1-5.5L4 9.8l5.6-.7z',
  strike:
    'M16.5 7.5C16 6 14.3 5 12 5 9.2 5 7.4 6.3 7.4 8.3c0 1.7 1.2 2.7 3.2 3.2M4 12h16M15.8 14c.7.5 1 1.2 1 2 0 1.9-2 3-4.7 3-2.6 0-4.5-1.1-5.1-3',
  settings: 'M4 7h9M17 7h3M4 17h3M11 17h9M15 5v4M9 15v4',
  text: 'M6 3.5h8l4.5 4.5v12.5H6zM13.5 4v4.5H18M9 12h6.5M9 15.5h6.5',
  thread: 'M4 5h12v8H9l-3 2.5V13H4zM18 9h2v8h-2v2.5L15 17h-4v-1.5',
  up: 'M12 19V5M6 11l6-6 6 6',
  wrap: 'M4 6h16M4 12h12a3 3 0 0 1 0 6h-4M14 16l-2 2 2 2M4 18h4',
  unread: 'M5 5h14v11h-8l-4 3.5V16H5zM9 9.5h6M9 12.5h4',
  writing: 'M6 3.5h8l4.5 4.5v12.5H6zM13.5 4v4.5H18M9 11.5h6.5M9 14.5h6.5M9 17.5h4',
  warning: 'M12 4l9 16H3L12 4zM12 10v4M12 17h.01',
  'zoom-in': 'M11 5a6 6 0 1 1 0 12 6 6 0 0 1 0-12zM15.5 15.5L20 20M11 8.5v5M8.5 11h5',
  'zoom-out': 'M11 5a6 6 0 1 1 0 12 6 6 0 0 1 0-12zM15.5 15.5L20 20M8.5 11h5',
} as const;

export type IconName = keyof typeof paths;

export function Icon({ name }: { name: IconName }) {
  return (
    <svg class="drawing" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={paths[name]} />
    </svg>
  );
}

/** A button that shows only its icon; its name is the tooltip and is read by screen readers. */
export function IconButton({
  name,
  label,
  onClick,
  class: extra = '',
}: {
  name: IconName;
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
