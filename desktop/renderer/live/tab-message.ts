import { z } from 'zod';
import { readEvent } from '../../../api/events/catalogue.ts';

const events = z
  .object({
    event: z
      .object({ event: z.string(), data: z.unknown() })
      .transform(({ event, data }) => readEvent(event, data)),
    id: z.string().optional(),
  })
  .array()
  .readonly();

/** `term` grows with each tab that begins to lead. */
const sender = { from: z.string(), term: z.int() };
/** How often the leading tab has passed on what its stream says. */
const count = z.int();

/** What the tabs of a browser say to each other about the stream that they share. */
const tabMessage = z.discriminatedUnion('type', [
  /** The sender has all events up to `cursor`, and looks for the leading tab. */
  kind('join', { cursor: z.string() }),
  /** Is the leading tab there? `isUrgent` asks it to try to reach the server without waiting. */
  kind('ask', { isUrgent: z.boolean() }),
  /** The sender leads no longer. */
  kind('bye', {}),
  /** The sender leads, as it does in all messages below. */
  kind('lead', {}),
  /** Answers `join` with the events after its cursor; without `events`, they are not all kept. */
  kind('welcome', { to: z.string(), isOpen: z.boolean(), count, events: events.optional() }),
  kind('open', { count }),
  kind('events', { count, events }),
  kind('lost', { count, inMs: z.number(), silentMs: z.number() }),
  kind('silent', { count }),
  kind('over', { reason: z.string().optional() }),
]);
export type TabMessage = z.output<typeof tabMessage>;
type Kind<Type> = Extract<TabMessage, { type: Type }>;
export type Welcome = Kind<'welcome'>;
/** What the stream says. */
export type TabNews = Kind<'open' | 'events' | 'lost' | 'silent'>;
/** A message before it is sent. */
export type Unsent<
  Message extends TabMessage,
  Added extends string = never,
> = Message extends unknown ? Omit<Message, 'from' | 'term' | Added> : never;

/** Undefined for what this page does not know. */
export function readTabMessage(data: unknown): TabMessage | undefined {
  return tabMessage.safeParse(data).data;
}

function kind<Type extends string, Shape extends z.ZodRawShape>(type: Type, shape: Shape) {
  return z.object({ type: z.literal(type), ...sender, ...shape });
}
