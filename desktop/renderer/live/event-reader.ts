import { createParser } from 'eventsource-parser';
import { readEvent } from '../../../api/events/catalogue.ts';
import type { LiveEvent } from '../state/live-event.ts';

export interface Arrived {
  event: LiveEvent;
  id?: string | undefined;
}

export interface EventReader {
  /**
   * Returns the events that these bytes complete; the stream may be cut at any byte.
   *
   * @throws SyntaxError if the data of an event is not JSON
   */
  read(bytes: Uint8Array): Arrived[];
}

/** Reads one event stream; `onRetry` gets the server's wait before the next connection, in ms. */
export function createEventReader(onRetry: (ms: number) => void): EventReader {
  let arrived: Arrived[] = [];
  const decoder = new TextDecoder();
  const parser = createParser({
    onEvent({ event, id, data }) {
      arrived.push({ event: readEvent(event, JSON.parse(data)), id });
    },
    onRetry,
  });
  return {
    read(bytes) {
      arrived = [];
      parser.feed(decoder.decode(bytes, { stream: true }));
      return arrived;
    },
  };
}
