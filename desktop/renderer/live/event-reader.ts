import { createParser } from 'eventsource-parser';
import { readEvent } from '../../../api/events/catalogue.ts';
import type { LiveEvent } from '../state/live-event.ts';

export interface Arrived {
  event: LiveEvent;
  id: string | undefined;
}

export interface EventReader {
  /**
   * The events that are complete with these bytes, wherever they were cut.
   *
   * @throws SyntaxError where the data of one is not JSON
   */
  read(bytes: Uint8Array): Arrived[];
}

/** Reads one event stream; `onRetry` hears the server's wish for the wait before the next, in ms. */
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
