import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { State } from '../state/state.ts';
import { useEscape } from './channel/use-escape.ts';
import { ConnectionBanner } from './connection.tsx';
import { Icon, type IconName } from './parts/icon.tsx';
import type { Props } from './props.ts';
import { SearchButton } from './search/search-button.tsx';
import { SidebarButton } from './sidebar/sidebar-button.tsx';
import { useFocusBack } from './use-focus-back.ts';

/**
 * A list of messages in the conversation's stead, under its title. Its heading has the focus when it
 * opens, and again where what had it is gone. Escape leads back to the channel.
 */
export function ListView({
  store,
  preferences,
  state,
  title,
  tools,
  empty,
  changes,
  children,
}: Props & {
  state: State;
  title: string;
  tools?: ComponentChildren;
  /** What it says of itself, where there is nothing in it. */
  empty: { icon: IconName; title: string; text: string } | undefined;
  /** Where one of these is another, something in it may be gone. */
  changes: readonly unknown[];
  children: ComponentChildren;
}) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEscape(store, store.leavePage);
  useEffect(() => heading.current?.focus(), []);
  useFocusBack(heading, changes);
  return (
    <>
      <header class="channel-head">
        <SidebarButton store={store} preferences={preferences} />
        {/* At the right, as in a channel, and not between the heading and what is listed. */}
        <SearchButton store={store} preferences={preferences} />
        <h1 ref={heading} class="unread-head" tabIndex={-1}>
          {title}
        </h1>
        {tools}
      </header>
      <div class="unread-list">
        {children}
        {empty && (
          <div class="beginning">
            <span class="beginning-sign">
              <Icon name={empty.icon} />
            </span>
            <h2>{empty.title}</h2>
            <p class="soft">{empty.text}</p>
          </div>
        )}
      </div>
      <ConnectionBanner store={store} preferences={preferences} connection={state.connection} />
    </>
  );
}
