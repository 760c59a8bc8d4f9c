import { useComputed } from '@preact/signals';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { formatAddress } from '../../../address.ts';
import {
  keyOf,
  linkedMessage,
  type MessageLink,
  messageAt,
  placeOfMessage,
} from '../../state/linked.ts';
import { linesOf } from '../../state/plain-text.ts';
import { titleOf } from '../../state/select.ts';
import type { Store } from '../../store.ts';
import type { RowProps } from './props.ts';

/** The most messages that one message shows under it. */
const MOST_LINKS = 3;
/** How much of a message is shown, and of each of its lines. */
const LINES = 3;
const MOST_SHOWN = 200;

type LinkedProps = Pick<RowProps, 'store' | 'preferences' | 'message'>;

/** Whether it is worth looking for links to messages in the text. */
export function mayLink(body: string): boolean {
  return body.includes('/#/c/');
}

/** The messages to which a message's links lead, below it, for those who may read them. */
export function Linked(props: LinkedProps) {
  const { store, message } = props;
  const place = useRef<HTMLDivElement>(null);
  const [links, setLinks] = useState<readonly MessageLink[]>([]);
  const origin = store.origin.value;
  // What is a link in the text, and what is only code, is known once it is drawn.
  useLayoutEffect(() => {
    const drawn = place.current?.parentElement?.querySelectorAll<HTMLAnchorElement>('.markdown a');
    const all = [...(drawn ?? [])].flatMap(({ href }) => linkOf(store, href));
    const others = new Map(all.map((link) => [keyOf(link), link]));
    others.delete(keyOf(message));
    setLinks([...others.values()].slice(0, MOST_LINKS));
  }, [message.body, origin]);
  return (
    <div ref={place} class="linked">
      {links.map((link) => (
        <LinkedMessage key={keyOf(link)} {...props} link={link} />
      ))}
    </div>
  );
}

function linkOf(store: Store, href: string): MessageLink[] {
  const to = store.placeOf(href);
  const link = to?.kind === 'channel' ? messageAt(to) : undefined;
  return link === undefined ? [] : [link];
}

/** The message, as soon as it has been on the screen and is read. */
function LinkedMessage({
  store,
  preferences: { t, formatWhen },
  message: from,
  link,
}: LinkedProps & { link: MessageLink }) {
  const linked = useComputed(() => store.shown.value && linkedMessage(store.shown.value, link));
  const message = linked.value;
  const homeId = link.parentId ?? link.channelId;
  const name = useComputed(() => store.state.value?.names.get(linked.value?.authorId ?? ''));
  const channel = useComputed(() => {
    const found = store.state.value?.channels.get(homeId);
    return store.state.value && found && titleOf(store.state.value, found);
  });
  const wait = useOnScreen(store, link, message === undefined);
  if (message === null) return null;
  if (message === undefined) return <span ref={wait} />;
  const author = name.value ?? t('chat.unknown-user');
  return (
    <button
      type="button"
      class="quote"
      tabIndex={-1}
      title={t('chat.linked', { name: author })}
      onClick={() => void store.follow(formatAddress(placeOfMessage(link)), true)}
    >
      <strong>{author}</strong>{' '}
      <time dateTime={message.createdAt}>{formatWhen(message.createdAt)}</time>
      {homeId !== (from.parentId ?? from.channelId) &&
        ` ${t('chat.linked-in', { channel: channel.value ?? '' })}`}
      <span class="linked-text">
        {message.body === null ? t('chat.deleted') : linesOf(message, LINES, MOST_SHOWN)}
      </span>
    </button>
  );
}

/** Asks for the message while its place is on the screen, and again when the connection is back. */
function useOnScreen(store: Store, link: MessageLink, isWanted: boolean) {
  const place = useRef<HTMLSpanElement>(null);
  const connection = useComputed(() => store.state.value?.connection.kind);
  useEffect(() => {
    if (place.current === null || !isWanted) return;
    const observer = new IntersectionObserver((entries) => {
      if (entries.some(({ isIntersecting }) => isIntersecting)) store.loadLinked(link);
    });
    observer.observe(place.current);
    return () => observer.disconnect();
  }, [isWanted, connection.value]);
  return place;
}
