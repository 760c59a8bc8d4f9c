import type { Event, UnknownEvent } from '../../../api/events/catalogue.ts';

/** An event of the stream. One that this page does not know changes nothing but the cursor. */
export type LiveEvent = Event | UnknownEvent;
