import { version } from '../version.ts';
import { newId } from './ids.ts';
import { readTabMessage, type TabMessage, type Unsent } from './tab-message.ts';

/** How long to look for the leading tab before leading. */
const ELECTION_MS = 150;
/** After such a silence the leading tab is asked whether it is there. */
const SILENCE_MS = 2_000;
const HIDDEN_SILENCE_MS = 10_000;
/** A leading tab that does not answer for so long has crashed or is frozen. */
const ANSWER_MS = 2_000;

export interface LeadershipHandlers {
  /** This tab is to be told again what it has missed. Returns its cursor. */
  onJoin(): string;
  /** This tab leads, or does no longer. */
  onLead(isLeading: boolean): void;
  /** What the leading tab says, or what others want of this one while it leads. */
  onMessage(message: TabMessage): void;
}

/**
 * Chooses one tab of a browser to lead the others. Another takes over when it leaves, or does not
 * answer: the oldest of those that are there, since that keeps what any other has missed. Two may
 * lead for a moment where neither knows of the other.
 *
 * The browser's locks would choose one as well, but they exist only on https and on localhost, and a
 * frozen tab keeps its own.
 */
export class Leadership {
  /** Those of older tabs come first. */
  readonly id = `${Date.now().toString(36).padStart(9, '0')}-${newId()}`;
  readonly #handlers: LeadershipHandlers;
  readonly #channel: BroadcastChannel;
  #term = 0;
  /** The tab that leads, if it is known. */
  #leader: string | undefined;
  /** Of the tabs that look for the leading one, the one that is to lead. */
  #candidate = this.id;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isStopped = false;

  /** @param name the tabs of this name have one leader */
  constructor(name: string, handlers: LeadershipHandlers) {
    this.#handlers = handlers;
    // A tab of another version may know other messages and events.
    this.#channel = new BroadcastChannel(`workspace.${version}.${name}`);
    this.#channel.onmessage = ({ data }) => {
      const message = readTabMessage(data);
      if (message !== undefined) this.#hear(message);
    };
    window.addEventListener('pagehide', this.#onPageHide);
    this.#seek();
  }

  get isLeading(): boolean {
    return this.#leader === this.id;
  }

  post(message: Unsent<TabMessage>): void {
    if (this.#isStopped) return;
    this.#channel.postMessage({ ...message, from: this.id, term: this.#term });
  }

  /** Wants the leading tab's `welcome`. */
  join(): void {
    // This applies the events up to the cursor. One of them may be a reset, which stops this.
    const cursor = this.#handlers.onJoin();
    this.post({ type: 'join', cursor });
    this.#in(ANSWER_MS, () => this.#seek());
  }

  /** The leading tab is there. Asks it again after a silence. */
  watch(): void {
    const silenceMs = document.hidden ? HIDDEN_SILENCE_MS : SILENCE_MS;
    // All tabs hear the answer to the first one that asks, and most need not ask.
    this.#in(silenceMs * (1 + Math.random()), () => this.ask(false));
  }

  /** @param isUrgent the leading tab is not to wait before it tries to reach the server */
  ask(isUrgent: boolean): void {
    if (this.#leader === undefined) return;
    this.post({ type: 'ask', isUrgent });
    this.#in(ANSWER_MS, () => this.#seek());
  }

  stop(): void {
    this.#leave();
    this.#isStopped = true;
    this.#channel.close();
    clearTimeout(this.#timer);
    window.removeEventListener('pagehide', this.#onPageHide);
  }

  #seek(): void {
    this.#leader = undefined;
    this.#candidate = this.id;
    this.join();
    this.#in(ELECTION_MS, () => (this.#candidate === this.id ? this.#lead() : this.#seek()));
  }

  #lead(): void {
    this.#leader = this.id;
    this.#term += 1;
    this.post({ type: 'lead' });
    this.#handlers.onLead(true);
  }

  #leave(): void {
    if (!this.isLeading) return;
    this.post({ type: 'bye' });
    this.#follow(undefined);
  }

  #follow(leader: string | undefined): void {
    const wasLeading = this.isLeading;
    this.#leader = leader;
    if (wasLeading) this.#handlers.onLead(false);
  }

  /** A page that is shown again by "back" has missed what was said meanwhile. */
  readonly #onPageHide = (): void => {
    this.#leave();
    this.#in(0, () => this.#seek());
  };

  #hear(message: TabMessage): void {
    const { type, from } = message;
    if (type === 'join' || type === 'ask') {
      if (this.isLeading) this.#handlers.onMessage(message);
      else if (type === 'join' && from < this.#candidate) this.#candidate = from;
    } else if (type === 'bye') {
      if (from === this.#leader) this.#seek();
    } else if (this.#isLedBy(message)) {
      this.#handlers.onMessage(message);
    } else if (this.isLeading) {
      this.post({ type: 'lead' });
    }
  }

  #isLedBy({ from, term }: TabMessage): boolean {
    if (from === this.#leader) return true;
    if (term < this.#term || (term === this.#term && from > (this.#leader ?? from))) return false;
    this.#follow(from);
    this.#term = term;
    this.join();
    return true;
  }

  #in(ms: number, act: () => void): void {
    clearTimeout(this.#timer);
    if (!this.#isStopped) this.#timer = setTimeout(act, ms);
  }
}
