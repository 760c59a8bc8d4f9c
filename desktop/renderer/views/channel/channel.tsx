import { useRef } from 'preact/hooks';
import { focusComposer, focusSearch } from '../parts/focus.ts';
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
      <Talk {...props} handle={list} />
    </>
  );
}
