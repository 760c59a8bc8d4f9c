import type { ComponentChildren } from 'preact';
import { useId, useRef, useState } from 'preact/hooks';

export interface Tab {
  name: string;
  label: string;
  /** How many things wait there, and what they are. */
  waiting?: { count: number; text: string } | undefined;
  content: ComponentChildren;
}

/** Tabs as the ARIA practices have them: arrows go from one to the next, the panel is one Tab away. */
export function Tabs({
  label,
  tabs,
  shown,
  onShow,
}: {
  label: string;
  tabs: readonly Tab[];
  /** The tab that is shown, where others have a say in it; they are told of another by `onShow`. */
  shown?: string | undefined;
  onShow?: ((name: string) => void) | undefined;
}) {
  const id = useId();
  const bar = useRef<HTMLDivElement>(null);
  const [chosen, setChosen] = useState(tabs[0]?.name);
  const at = Math.max(
    0,
    tabs.findIndex(({ name }) => name === (shown ?? chosen)),
  );

  function show({ name }: Tab): void {
    setChosen(name);
    onShow?.(name);
  }

  function onKeyDown(event: KeyboardEvent): void {
    const steps: Record<string, number> = {
      ArrowRight: at + 1,
      ArrowLeft: at - 1,
      Home: 0,
      End: -1,
    };
    const wanted = steps[event.key];
    if (wanted === undefined) return;
    event.preventDefault();
    const next = (wanted + tabs.length) % tabs.length;
    const tab = tabs[next];
    if (tab !== undefined) show(tab);
    bar.current?.querySelectorAll<HTMLElement>('[role=tab]')[next]?.focus();
  }

  return (
    <>
      <div class="tabs" role="tablist" aria-label={label} ref={bar}>
        {tabs.map((tab, index) => (
          <button
            key={tab.name}
            type="button"
            role="tab"
            id={`${id}-${tab.name}`}
            aria-selected={index === at}
            aria-controls={`${id}-panel`}
            tabIndex={index === at ? 0 : -1}
            onClick={() => show(tab)}
            onKeyDown={onKeyDown}
          >
            {tab.label}
            {tab.waiting && tab.waiting.count > 0 && (
              <span class="badge mention" title={tab.waiting.text}>
                <span aria-hidden="true">{tab.waiting.count}</span>
                <span class="unseen">{tab.waiting.text}</span>
              </span>
            )}
          </button>
        ))}
      </div>
      <div
        class="tab-panel"
        role="tabpanel"
        id={`${id}-panel`}
        aria-labelledby={`${id}-${tabs[at]?.name}`}
      >
        {tabs[at]?.content}
      </div>
    </>
  );
}
