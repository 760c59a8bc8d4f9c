import { useRef } from 'preact/hooks';
import { focusComposer, focusSearch } from '../parts/focus.ts';
import { Icon } from '../parts/icon.tsx';
import { Head } from './head.tsx';
import type { ChannelProps } from './props.ts';
import { Talk } from './talk.tsx';
import type { TimelineHandle } from './timeline.tsx';
import { useEscape } from './use-escape.ts';

/** An open channel: its head, its messages, and where to write. */
export function Channel(props: ChannelProps) {
  const list = useRef<TimelineHandle | null>(null);
  useEscape(props.store, () => {
    if (props.store.backToResults()) return focusSearch();
    list.current?.jumpToLatest();
    focusComposer();
  });
  return (
    <>
      <Head {...props} />
      <ResultsBar {...props} />
      <Talk {...props} handle={list} />
    </>
  );
}

/** The way back from a message to what was found with it, which would lie over it. */
function ResultsBar({ store, preferences: { t }, state }: ChannelProps) {
  if (state.search === undefined || store.pane.value !== undefined) return null;
  return (
    <button type="button" class="results-back" onClick={store.backToResults}>
      <Icon name="back" />
      {t('search.back')}
    </button>
  );
}
