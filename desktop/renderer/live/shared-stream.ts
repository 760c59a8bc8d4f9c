import { createAge } from './age.ts';
import { type KeptEvents, keepEvents } from './kept-events.ts';
import { Leadership } from './leadership.ts';
import { EventStream, type LiveStream, type StreamHandlers } from './stream.ts';
import type { TabMessage, TabNews, Unsent, Welcome } from './tab-message.ts';

/** All tabs may ask at once to try to reach the server. */
const WAKE_PAUSE_MS = 1_000;
export interface TabHandlers extends StreamHandlers {
  /** Whether this tab holds the stream, and so is the one that keeps the session alive. */
  onLead(isLeading: boolean): void;
  /** The leading tab has what this tab has missed, or not. */
  onAnswer(isKept: boolean): void;
}

/**
 * Follows the events over one stream for all tabs of a browser, since a browser opens only six
 * connections to a server over HTTP/1.1. The leading tab holds the stream, and passes on what that
 * says.
 *
 * Each tab is a cursor: it joins the leading tab from there, a count tells it whether it has missed
 * anything, and it takes no event twice. So a second tab that leads costs a stream and nothing else.
 */
export class SharedStream implements LiveStream {
  readonly #handlers: TabHandlers;
  readonly #kept: KeptEvents;
  readonly #leadership: Leadership;
  readonly #woken = createAge();
  /** The stream, while this tab leads. */
  #own: LiveStream | undefined;
  #isOpen = false;
  /** What has been passed on by the leading tab; undefined until that has welcomed this one. */
  #count: number | undefined;

  constructor(userId: string, handlers: TabHandlers) {
    this.#handlers = handlers;
    this.#kept = keepEvents(handlers.cursor() ?? '');
    this.#leadership = new Leadership(userId, {
      onJoin: () => {
        this.#count = undefined;
        return handlers.cursor() ?? '';
      },
      onLead: (isLeading) => this.#lead(isLeading),
      onMessage: (message) => this.#hear(message),
    });
  }

  wake(): void {
    this.#woken.renew();
    if (this.#own === undefined) this.#leadership.ask(true);
    else this.#own.wake();
  }

  checkSilence(): void {
    if (this.#own === undefined) this.#leadership.ask(false);
    else this.#own.checkSilence();
  }

  stop(): void {
    this.#leadership.stop();
  }

  #lead(isLeading: boolean): void {
    this.#handlers.onLead(isLeading);
    this.#own?.stop();
    this.#own = undefined;
    if (!isLeading) return;
    this.#count = 0;
    this.#isOpen = false;
    this.#own = new EventStream({
      ...this.#handlers,
      onOpen: () => this.#pass({ type: 'open' }),
      onEvents: (events) => this.#pass({ type: 'events', events }),
      onLost: (inMs, silentMs) => this.#pass({ type: 'lost', inMs, silentMs }),
      onSilent: () => this.#pass({ type: 'silent' }),
      onOver: (reason) => {
        this.#leadership.post({ type: 'over', reason });
        this.stop();
        this.#handlers.onOver(reason);
      },
    });
  }

  #hear(message: TabMessage): void {
    const isJoined = this.#count !== undefined;
    switch (message.type) {
      case 'join':
        this.#welcome(message.from, message.cursor);
        break;
      case 'ask':
        this.#answer(message.isUrgent);
        break;
      case 'bye':
        break;
      case 'lead':
        if (isJoined) this.#leadership.watch();
        break;
      case 'welcome':
        if (message.to === this.#leadership.id && !isJoined) this.#enter(message);
        break;
      case 'over':
        this.stop();
        this.#handlers.onOver(message.reason);
        break;
      default:
        if (isJoined) this.#hearNews(message);
    }
  }

  #welcome(to: string, cursor: string): void {
    const events = this.#kept.after(cursor);
    const [isOpen, count] = [this.#isOpen, this.#count ?? 0];
    this.#leadership.post({ type: 'welcome', to, isOpen, count, events });
  }

  #answer(isUrgent: boolean): void {
    this.#leadership.post({ type: 'lead' });
    if (this.#isOpen) this.#own?.checkSilence();
    else if (isUrgent && this.#woken.ms() > WAKE_PAUSE_MS) this.wake();
  }

  #enter({ events, isOpen, count }: Welcome): void {
    this.#handlers.onAnswer(events !== undefined);
    if (events === undefined) return;
    this.#count = count;
    this.#leadership.watch();
    if (isOpen) this.#take({ type: 'open' });
    this.#take({ type: 'events', events });
  }

  #hearNews(news: TabNews): void {
    if (news.count === (this.#count ?? 0) + 1) {
      this.#count = news.count;
      this.#leadership.watch();
      this.#take(news);
    } else this.#leadership.join();
  }

  /** Tells the other tabs and this one what the stream has said. */
  #pass(news: Unsent<TabNews, 'count'>): void {
    this.#count = (this.#count ?? 0) + 1;
    this.#leadership.post({ ...news, count: this.#count });
    this.#take(news);
  }

  #take(news: Unsent<TabNews, 'count'>): void {
    switch (news.type) {
      case 'open':
        this.#isOpen = true;
        this.#handlers.onOpen();
        break;
      case 'events':
        this.#handlers.onEvents(this.#kept.add(news.events));
        break;
      case 'lost':
        this.#isOpen = false;
        this.#handlers.onLost(news.inMs, news.silentMs);
        break;
      case 'silent':
        this.#handlers.onSilent();
    }
  }
}
