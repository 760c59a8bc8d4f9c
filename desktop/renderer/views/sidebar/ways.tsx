import { countsOf } from '../../state/counts.ts';
import { unreadThreads } from '../../state/threads.ts';
import { UnreadBadge } from '../parts/badge.tsx';
import { Icon } from '../parts/icon.tsx';
import type { SidebarProps } from './place.tsx';

/**
 * The ways to what is unread, to the threads, to what was put aside and to the people, with the exact
 * count of those who are connected always in sight.
 */
export function Ways({
  store,
  preferences: { t },
  state,
  unread,
}: SidebarProps & {
  /** How many channels hold something unread. */
  unread: number;
}) {
  const isShown = store.pane.value?.name === 'people';
  const threads = unreadThreads(state);
  const mentions = threads.reduce((sum, one) => sum + countsOf(state, one).mentions, 0);
  return (
    <div class="ways">
      <button
        type="button"
        class="way"
        aria-current={store.page.value?.kind === 'unread' ? 'page' : undefined}
        onClick={() => store.go({ kind: 'unread' })}
      >
        <Icon name="unread" />
        <span class="title">{t('unread.title')}</span>
        <span class="tally">{unread > 0 && unread}</span>
      </button>
      <button
        type="button"
        class="way"
        aria-current={store.page.value?.kind === 'threads' ? 'page' : undefined}
        onClick={() => store.go({ kind: 'threads' })}
      >
        <Icon name="thread" />
        <span class="title">{t('threads.title')}</span>
        {mentions > 0 ? (
          <UnreadBadge t={t} counts={{ messages: mentions, mentions }} />
        ) : (
          <span class="tally">{threads.length > 0 && threads.length}</span>
        )}
      </button>
      <button
        type="button"
        class="way"
        aria-current={store.page.value?.kind === 'saved' ? 'page' : undefined}
        onClick={() => store.go({ kind: 'saved' })}
      >
        <Icon name="save" />
        <span class="title">{t('saved.title')}</span>
      </button>
      <button
        type="button"
        class="way"
        aria-expanded={isShown}
        onClick={() => {
          store.isSidebarOpen.value = false;
          if (isShown) store.closePane();
          else store.openPane({ name: 'people' });
        }}
      >
        <Icon name="people" />
        <span class="title">{t('nav.people')}</span>
        <span class="count" data-online={state.online}>
          {t('nav.connected', { count: state.online })}
        </span>
      </button>
    </div>
  );
}
