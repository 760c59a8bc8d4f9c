import type { Preferences } from '../../preferences.ts';

/** How many messages are unread, or, in amber, how many of them mention the user; nothing for none. */
export function UnreadBadge({
  t,
  counts: { messages, mentions },
}: {
  t: Preferences['t'];
  counts: { messages: number; mentions: number };
}) {
  if (mentions > 0) {
    const said = t('nav.mentions', { count: mentions });
    return <Badge class="mention" shown={`@${countText(mentions)}`} said={said} />;
  }
  if (messages === 0) return null;
  return <Badge shown={countText(messages)} said={t('nav.unread', { count: messages })} />;
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
