import type { ShownState } from '../../bridge.ts';
import { countsOf } from './counts.ts';
import type { State } from './state.ts';

/** The part of the state that the title, the tray, the badge and notifications show. */
export function shownState(state: State | undefined): ShownState {
  if (state === undefined) {
    return { connection: 'signed-out', messages: 0, mentions: 0, unread: [] };
  }
  const unread = [];
  let [messages, mentions] = [0, 0];
  for (const channel of state.channels.values()) {
    const counts = countsOf(state, channel);
    messages += counts.messages;
    mentions += counts.mentions;
    if (channel.unread > 0) unread.push(channel.id);
  }
  return { connection: connectionOf(state), messages, mentions, unread };
}

function connectionOf({ connection }: State): ShownState['connection'] {
  switch (connection.kind) {
    case 'live':
    case 'catching-up':
      return connection.kind;
    case 'connecting':
    case 'reconnecting':
      return 'reconnecting';
  }
}
