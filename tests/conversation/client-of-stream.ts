import type { Api, Person } from '../support/api.ts';
import { history } from '../support/chat.ts';
import { type Follow, follow, type StreamEvent } from '../support/follow.ts';

type Message = StreamEvent['data'];

/**
 * What a client knows that reads each channel once, when its user comes in, and then heeds the stream
 * alone, over breaks and on whichever node.
 */
export class ClientOfStream {
  readonly person: Person;
  readonly heard: StreamEvent[] = [];
  readonly #messages = new Map<string, Message>();
  #stream: Follow | undefined;
  #taken = 0;
  #cursor: string | undefined;

  constructor(person: Person) {
    this.person = person;
  }

  async connect(api: Api): Promise<void> {
    this.disconnect();
    this.#stream = await follow(api.url, this.person.token, this.#cursor);
    this.#taken = 0;
  }

  /** Breaks the connection off; what has not been taken comes again. */
  disconnect(): void {
    this.take();
    this.#stream?.abort();
    this.#stream = undefined;
  }

  /** Reads all of a channel, as on coming in. */
  async readAll(api: Api, channelId: string): Promise<void> {
    for (const message of await history(api, this.person, channelId)) this.#put(message);
  }

  /** Applies the events that have come. */
  take(): void {
    const events = this.#stream?.events ?? [];
    for (const event of events.slice(this.#taken)) {
      this.heard.push(event);
      if (event.id !== undefined) this.#cursor = event.id;
      this.#apply(event);
    }
    this.#taken = events.length;
  }

  get stream(): Follow {
    if (this.#stream === undefined) throw new Error(`${this.person.username} is not connected`);
    return this.#stream;
  }

  messagesOf(channelId: string): Message[] {
    return [...this.#messages.values()]
      .filter((message) => message.channelId === channelId)
      .toSorted((a, b) => a.seq - b.seq);
  }

  #apply({ event, data }: StreamEvent): void {
    if (/^message\.(created|updated|deleted)$/.test(event)) this.#put(data);
    if (event === 'reaction.added' || event === 'reaction.removed') {
      const known = this.#messages.get(data.messageId);
      if (known === undefined || known.revision >= data.revision) return;
      const reactions = changed(
        known.reactions,
        data.emoji,
        data.userId,
        event === 'reaction.added',
      );
      this.#messages.set(known.id, { ...known, reactions, revision: data.revision });
    }
  }

  /** The greater revision wins. */
  #put(message: Message): void {
    const known = this.#messages.get(message.id);
    if (known === undefined || known.revision < message.revision) {
      this.#messages.set(message.id, message);
    }
  }
}

interface Reaction {
  emoji: string;
  userIds: string[];
}

function changed(
  reactions: readonly Reaction[],
  emoji: string,
  userId: string,
  isAdded: boolean,
): Reaction[] {
  const known = reactions.find((one) => one.emoji === emoji);
  if (isAdded && known === undefined) return [...reactions, { emoji, userIds: [userId] }];
  return reactions
    .map((one) => {
      if (one.emoji !== emoji) return one;
      const others = one.userIds.filter((id) => id !== userId);
      return { emoji, userIds: isAdded ? [...others, userId] : others };
    })
    .filter(({ userIds }) => userIds.length > 0);
}
