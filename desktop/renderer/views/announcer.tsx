import { useEffect, useRef, useState } from 'preact/hooks';
import type { ListedChannel } from '../../../api/channels/contract.ts';
import type { Message } from '../../../api/messages/contract.ts';
import type { Preferences } from '../preferences.ts';
import { deletionNews } from '../state/deletions.ts';
import type { State } from '../state/state.ts';
import type { Props } from './props.ts';

/**
 * Tells a screen reader, politely, what others write in the open channel as it comes, how to undo what
 * one has deleted, and when the connection is lost and back. The list of messages itself is silent,
 * since pages of history come into it that nobody wants to be read aloud.
 */
export function Announcer({
  preferences: { t },
  state,
  channel,
}: Props & { state: State; channel: ListedChannel | undefined }) {
  const [said, setSaid] = useState({ text: '', turn: 0 });
  // In an element of its own, since the same words once more would otherwise be no change.
  const say = (text: string) => setSaid(({ turn }) => ({ text, turn: turn + 1 }));
  const timeline = channel && state.timelines.get(channel.id);
  const last = timeline?.messages.at(-1);
  const heard = useRef({ channelId: '', seq: 0 });
  const isLost = state.connection.kind === 'reconnecting';
  const wasLost = useRef(false);

  useEffect(() => {
    if (channel === undefined || timeline === undefined || timeline.hasNewer) return;
    const before = heard.current;
    heard.current = { channelId: channel.id, seq: last?.seq ?? 0 };
    if (before.channelId !== channel.id) return;
    const news = timeline.messages.filter(
      ({ seq, authorId, body }) => seq > before.seq && authorId !== state.me.id && body !== null,
    );
    const [message] = news;
    if (message === undefined) return;
    say(
      news.length > 1
        ? t('chat.announce-many', { count: news.length })
        : t('chat.announce', {
            name: state.names.get(message.authorId) ?? t('chat.unknown-user'),
            body: saidIn(t, message),
          }),
    );
  }, [channel?.id, last?.seq, timeline === undefined]);

  useEffect(() => {
    if (isLost) say(t('connection.said-lost'));
    else if (wasLost.current && state.connection.kind === 'live') say(t('connection.said-live'));
    if (isLost || state.connection.kind === 'live') wasLost.current = isLost;
  }, [isLost, state.connection.kind]);

  const deletions = useRef(state.deletions);
  useEffect(() => {
    const news = deletionNews(deletions.current, state);
    deletions.current = state.deletions;
    if (news !== undefined) say(t(news === 'deleted' ? 'chat.say-deleted' : 'chat.say-undone'));
  }, [state.deletions]);

  return (
    <p class="unseen" role="status">
      {said.text !== '' && <span key={said.turn}>{said.text}</span>}
    </p>
  );
}

/** Its text, and in words what files it has: the sign before their names is for the eye. */
function saidIn(t: Preferences['t'], { body, files }: Message): string {
  const names = files.map(({ name }) => name).join(', ');
  const said = files.length > 0 && t('files.said', { count: files.length, names });
  return [body, said].filter(Boolean).join(' ');
}
