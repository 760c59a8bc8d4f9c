import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { formatAddress, type PagePlace } from '../../../address.ts';
import type { State } from '../../state/state.ts';
import { useEscape } from '../channel/use-escape.ts';
import { ConnectionBanner } from '../connection.tsx';
import { Icon } from '../parts/icon.tsx';
import type { Props } from '../props.ts';
import { LeavePage } from './leave-page.tsx';

export interface Section {
  at: PagePlace;
  label: string;
  /** How many things wait there, and what they are. */
  waiting?: { count: number; text: string } | undefined;
}

type PageProps = Props & {
  state: State;
  title: string;
  kind: PagePlace['kind'];
  sections: readonly Section[];
  /** The section that is shown. */
  shown: PagePlace['section'];
  /** Whether the address names it. Else a narrow window shows the list alone. */
  isChosen: boolean;
  children: ComponentChildren;
};

/**
 * A page in the chat's stead: its sections on the left, and one of them on the right. Escape, and the
 * button above the list, lead back to the channel. The first heading is that of the section or, until
 * one is chosen, that of the list, which is then all that a narrow window shows.
 */
export function Page(props: PageProps) {
  const { store, preferences, state, title, kind, sections, shown, isChosen, children } = props;
  const heading = useRef<HTMLHeadingElement>(null);
  const list = useRef<HTMLElement>(null);
  useEscape(store, store.leavePage);
  useEffect(() => {
    // Of the two, a narrow window shows one.
    if (heading.current?.checkVisibility() === true) heading.current.focus();
    else list.current?.querySelector('a')?.focus();
  }, [kind, shown, isChosen]);
  const Title = isChosen ? 'h1' : 'h2';
  return (
    <main class="page">
      <Sections {...props} list={list} />
      <section class={isChosen ? 'page-section' : 'page-section behind'}>
        <header class="page-head">
          <a class="icon up" href={formatAddress({ kind })} aria-label={title} title={title}>
            <Icon name="back" />
          </a>
          <Title ref={heading} class="page-title" tabIndex={-1}>
            {sections.find(({ at }) => at.section === shown)?.label}
          </Title>
        </header>
        <div class="page-body">{children}</div>
        <ConnectionBanner store={store} preferences={preferences} connection={state.connection} />
      </section>
    </main>
  );
}

function Sections({
  store,
  preferences,
  state,
  title,
  sections,
  shown,
  isChosen,
  list,
}: PageProps & { list: { current: HTMLElement | null } }) {
  const Title = isChosen ? 'h2' : 'h1';
  return (
    <nav ref={list} class={isChosen ? 'page-list behind' : 'page-list'} aria-label={title}>
      <LeavePage store={store} preferences={preferences} state={state} />
      <Title class="page-title">{title}</Title>
      <ul>
        {sections.map(({ at, label, waiting }) => (
          <li key={at.section}>
            <a href={formatAddress(at)} aria-current={at.section === shown ? 'page' : undefined}>
              <span class="title">{label}</span>
              {waiting && waiting.count > 0 && (
                <span class="badge mention" title={waiting.text}>
                  <span aria-hidden="true">{waiting.count}</span>
                  <span class="unseen">{waiting.text}</span>
                </span>
              )}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}
