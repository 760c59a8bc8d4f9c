import { useEffect } from 'preact/hooks';
import type { Message } from '../../../../api/messages/contract.ts';
import { lineOf } from '../../state/plain-text.ts';
import type { State } from '../../state/state.ts';
import type { Store } from '../../store.ts';
import { Icon, IconButton } from '../parts/icon.tsx';
import type { ChannelProps } from './props.ts';

const MOST_SHOWN = 120;

/** What a reply is to, as it is by now: null if it cannot be had, undefined while it is not known. */
export type Source = Message | null | undefined;

/** The message of this id in the channel, which is read if it is not among those on the page. */
export function useSource(
  store: Store,
  state: State,
  channelId: string,
  id: string | undefined,
): Source {
  const near = state.timelines.get(channelId)?.messages.find((message) => message.id === id);
  const isAsked = id === undefined || near !== undefined || state.quotes.has(id);
  useEffect(() => {
    if (id !== undefined && !isAsked) void store.loadQuote(id);
  }, [id, isAsked, state.connection.kind]);
  if (id === undefined || !isAsked) return undefined;
  return near ?? state.quotes.get(id) ?? null;
}

/** The message that is replied to, with a button to cancel the reply. */
export function Replying({
  preferences: { t },
  state,
  source,
  onCancel,
}: ChannelProps & { source: Source; onCancel(): void }) {
  return (
    <p class="replying">
      <Icon name="reply" />
      <span class="title" role="status">
        <Said t={t} state={state} source={source} />
      </span>
      <IconButton name="close" label={t('chat.cancel')} onClick={onCancel} />
    </p>
  );
}

function Said({
  t,
  state,
  source,
}: Pick<ChannelProps['preferences'], 't'> & Pick<ChannelProps, 'state'> & { source: Source }) {
  if (source === undefined) return <>…</>;
  if (source === null) return <>{t('chat.reply-unknown')}</>;
  const name = state.names.get(source.authorId) ?? t('chat.unknown-user');
  return (
    <>
      <strong>{t('chat.replying-to', { name })}</strong>{' '}
      {source.body === null ? t('chat.reply-deleted') : lineOf(source, MOST_SHOWN)}
    </>
  );
}
