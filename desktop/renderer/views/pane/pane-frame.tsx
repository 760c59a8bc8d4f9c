import type { ComponentChildren } from 'preact';
import { useId, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { emptiesField } from '../parts/empties-field.ts';
import { giveBack } from '../parts/focus.ts';
import { IconButton } from '../parts/icon.tsx';
import { isComposing } from '../parts/is-composing.ts';
import type { Props } from '../props.ts';
import { PANE_COVERS, useMedia } from '../use-media.ts';

/** What has the focus where nothing in the pane has taken it. */
const FIRST = '[data-first], [role=tab][aria-selected=true], input';

/**
 * The frame of what stands beside the conversation. The focus goes into it when it opens, and back to
 * where it was when it closes; Escape in it empties a filter, and then closes it.
 */
export function PaneFrame({
  store,
  preferences: { t },
  title,
  about,
  tools,
  onBack,
  children,
}: Props & {
  title: string;
  about?: string | undefined;
  tools?: ComponentChildren;
  /** To what was found, where one has come from there. Escape leads there, too. */
  onBack?: (() => void) | undefined;
  children: ComponentChildren;
}) {
  const id = useId();
  const covers = useMedia(PANE_COVERS);
  const pane = useRef<HTMLElement>(null);
  const [before] = useState(() => document.activeElement);
  useLayoutEffect(() => {
    // A field in it may have taken the focus already.
    if (pane.current?.contains(document.activeElement)) return;
    const first = pane.current?.querySelector<HTMLElement>(FIRST);
    (first ?? pane.current)?.focus();
  }, []);
  // Once the conversation can have the focus again, unless another pane has come in its place.
  useLayoutEffect(() => () => queueMicrotask(() => isPaneFocused() || giveBack(before)), []);

  return (
    <section
      ref={pane}
      class="pane"
      // What it covers is out of reach (see Chat).
      role={covers ? 'dialog' : 'complementary'}
      tabIndex={-1}
      aria-labelledby={id}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || event.defaultPrevented || isComposing(event)) return;
        if (document.querySelector('dialog[open]') !== null || emptiesField(event)) return;
        event.preventDefault();
        if (onBack) onBack();
        else store.closePane();
      }}
    >
      <header class="pane-head">
        {onBack && <IconButton name="back" label={t('search.back')} onClick={onBack} />}
        <h2 id={id} class="title">
          {title}
          {about && <span class="soft"> {about}</span>}
        </h2>
        {tools}
        <IconButton name="close" label={t('nav.close')} onClick={store.closePane} />
      </header>
      {children}
    </section>
  );
}

function isPaneFocused(): boolean {
  return document.activeElement?.closest('.pane') != null;
}
