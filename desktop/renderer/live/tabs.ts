import { SharedStream, type TabHandlers } from './shared-stream.ts';
import { EventStream, type LiveStream } from './stream.ts';

/** Another tab may have begun to lead between a snapshot and its use. */
const MOST_REFUSALS = 3;

export type Follow = (userId: string, handlers: Omit<TabHandlers, 'onAnswer'>) => LiveStream;

/**
 * Follows the events over the stream that the tabs of a browser share. A page that cannot tell of
 * other tabs has a stream of its own, as has the desktop client, which is one window.
 */
export function createFollow(): Follow {
  let refusals = 0;
  return (userId, handlers) => {
    const isAlone = window.workspace !== undefined || typeof BroadcastChannel === 'undefined';
    // The leading tab refuses one snapshot's cursor after another only where it has another log.
    if (isAlone || refusals > MOST_REFUSALS) {
      refusals = 0;
      handlers.onLead(true);
      return new EventStream(handlers);
    }
    return new SharedStream(userId, {
      ...handlers,
      onAnswer(isKept) {
        refusals = isKept ? 0 : refusals + 1;
        if (!isKept)
          handlers.onEvents([{ event: { event: 'reset', data: { reason: 'not-kept' } } }]);
      },
    });
  };
}
