import type { ComponentChildren } from 'preact';
import { useId, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { floatBeside } from './float-beside.ts';
import { Icon, type IconName } from './icon.tsx';

export interface MenuItem {
  label: string;
  icon: IconName;
  /** The keys that do the same. */
  keys?: string;
  isDanger?: boolean;
  /** One of several that exclude each other, or one that is on or off by itself. */
  choice?: 'radio' | 'checkbox';
  isChecked?: boolean;
  onChoose(): void;
}

/**
 * A button with a menu, as the ARIA practices have it: arrows, Home, End and first letters go from
 * item to item; Escape, Tab or a click beside it close it. The button has the focus again before an
 * item does what it does, so that a dialog gives the focus back to it.
 */
export function Menu({
  class: extra,
  side,
  label,
  groups,
  children,
}: {
  class: string;
  /** Where it opens; one that floats is cut off by nothing around it. */
  side: 'above' | 'below' | 'floating';
  /** The button's name, where it does not show one. */
  label?: string;
  /** The items; a line parts the groups. */
  groups: readonly (readonly MenuItem[])[];
  /** What the button shows. */
  children: ComponentChildren;
}) {
  const id = useId();
  const [isOpen, setOpen] = useState(false);
  const [from, setFrom] = useState<'first' | 'last'>('first');
  const frame = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const items = () => [...(frame.current?.querySelectorAll<HTMLElement>('[role^=menuitem]') ?? [])];
  useLayoutEffect(() => {
    if (!isOpen) return;
    if (side === 'floating' && list.current && button.current) {
      floatBeside(list.current, button.current);
    }
    items()
      .at(from === 'first' ? 0 : -1)
      ?.focus({ preventScroll: true });
  }, [isOpen]);

  function open(at: 'first' | 'last'): void {
    setFrom(at);
    setOpen(true);
  }
  function close(): void {
    setOpen(false);
    button.current?.focus();
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (!isOpen) {
      if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
      open(event.key === 'ArrowDown' ? 'first' : 'last');
    } else if (event.key === 'Escape') {
      close();
    } else {
      const next = nextItem(items(), event.key);
      if (next === undefined) return;
      next.focus();
    }
    event.preventDefault();
    event.stopPropagation();
  }

  const heard = {
    onKeyDown,
    onFocusOut({ relatedTarget }: FocusEvent) {
      const isInside = relatedTarget instanceof Node && frame.current?.contains(relatedTarget);
      if (!isInside) setOpen(false);
    },
  };
  return (
    <div ref={frame} class="menu-frame">
      <button
        {...heard}
        ref={button}
        type="button"
        class={extra}
        aria-label={label}
        title={label}
        aria-haspopup="menu"
        aria-expanded={isOpen}
        aria-controls={isOpen ? id : undefined}
        // A pressed button does not have the focus in every browser, and a menu needs it.
        onClick={() => (isOpen ? close() : open('first'))}
      >
        {children}
      </button>
      {isOpen && (
        <div
          {...heard}
          ref={list}
          id={id}
          role="menu"
          tabIndex={-1}
          class={`menu-list ${side}`}
          popover={side === 'floating' ? 'manual' : undefined}
        >
          {groups
            .filter((group) => group.length > 0)
            .map((group, index) => (
              <Group key={group[0]?.label} items={group} isParted={index > 0} onChosen={close} />
            ))}
        </div>
      )}
    </div>
  );
}

function Group({
  items,
  isParted,
  onChosen,
}: {
  items: readonly MenuItem[];
  isParted: boolean;
  onChosen(): void;
}) {
  return (
    <>
      {isParted && <hr />}
      {items.map(({ label, icon, keys, isDanger, choice, isChecked, onChoose }) => (
        <button
          key={label}
          type="button"
          {...roleOf(choice, isChecked)}
          tabIndex={-1}
          class={isDanger ? 'menu-item danger' : 'menu-item'}
          onClick={() => {
            onChosen();
            onChoose();
          }}
        >
          <Icon name={icon} />
          <span class="title">{label}</span>
          {isChecked && <Icon name="check" />}
          {keys && <kbd>{keys}</kbd>}
        </button>
      ))}
    </>
  );
}

function roleOf(choice: MenuItem['choice'], isChecked = false) {
  if (choice === undefined) return { role: 'menuitem' } as const;
  return { role: `menuitem${choice}`, 'aria-checked': isChecked } as const;
}

/** The item to which the key leads; undefined where it leads nowhere. */
function nextItem(items: readonly HTMLElement[], key: string): HTMLElement | undefined {
  const { activeElement } = document;
  const at = activeElement instanceof HTMLElement ? items.indexOf(activeElement) : -1;
  const step: Record<string, number> = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 };
  const wanted = step[key];
  if (wanted !== undefined) return items.at(wanted % items.length);
  if ([...key].length !== 1) return undefined;
  const after = [...items.slice(at + 1), ...items.slice(0, at + 1)];
  return after.find((item) => item.innerText.trim().toLowerCase().startsWith(key.toLowerCase()));
}
