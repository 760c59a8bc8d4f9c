import type { ComponentChild } from 'preact';
import type { ListedChannel } from '../../../../api/channels/contract.ts';
import type { Props } from '../props.ts';

/** A channel in the list, with its unread counts. */
export function Place({
  store,
  preferences: { t },
  channel,
  isOpen,
  title,
  mark,
}: Props & { channel: ListedChannel; isOpen: boolean; title: string; mark: ComponentChild }) {
  return (
    <li>
      <button
        type="button"
        class={channel.unread > 0 ? 'place unread' : 'place'}
        aria-current={isOpen ? 'page' : undefined}
        title={title}
        onClick={() => store.openChannel(channel.id)}
      >
        {mark}
        <span class="title">{title}</span>
        {channel.mentions > 0 ? (
          <Badge
            class="mention"
            shown={`@${countText(channel.mentions)}`}
            said={t('nav.mentions', { count: channel.mentions })}
          />
        ) : (
          channel.unread > 0 && (
            <Badge
              shown={countText(channel.unread)}
              said={t('nav.unread', { count: channel.unread })}
            />
          )
        )}
      </button>
    </li>
  );
}

function countText(count: number): string {
  return count > 999 ? '999+' : String(count);
}

/** A number, with a text for screen readers that says what it counts. */
function Badge({
  shown,
  said,
  class: extra = '',
}: {
  shown: string;
  said: string;
  class?: string;
}) {
  return (
    <span class={`badge ${extra}`} title={said}>
      <span aria-hidden="true">{shown}</span>
      <span class="unseen">{said}</span>
    </span>
  );
}
