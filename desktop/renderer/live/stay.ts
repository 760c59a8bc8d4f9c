import { signal } from '@preact/signals';
import type { User } from '../../../api/users/contract.ts';
import { revive } from '../state/attaching.ts';
import { reduce } from '../state/reduce.ts';
import { emptyState, type State } from '../state/state.ts';
import type { SignedIn } from './api.ts';
import type { LiveConnection } from './connection.ts';
import type { Keeper } from './keeper.ts';
import type { KeptAlarms } from './kept-alarms.ts';
import type { KeptCalled } from './kept-called.ts';
import type { KeptChoices } from './kept-choices.ts';
import type { KeptDeletions } from './kept-deletions.ts';
import type { KeptPosts } from './kept-posts.ts';
import type { KeptUpload, KeptUploads } from './kept-uploads.ts';
import type { KeptWishes } from './kept-wishes.ts';
import { cursorToFollow, wantLookBack } from './look-back.ts';
import type { Model } from './model.ts';
import { readSnapshot } from './snapshot.ts';
import type { Held } from './way-in.ts';
import type { Windows } from './windows.ts';

/** Which screen is shown, and what it needs. */
export type Screen =
  | { name: 'starting' }
  | { name: 'unreachable' }
  | { name: 'setup' }
  | { name: 'sign-in'; endedBy?: string | undefined }
  | { name: 'chat' };

export interface StayDeps {
  keeper: Keeper;
  model: Model;
  connection: LiveConnection;
  keptPosts: KeptPosts;
  keptUploads: KeptUploads;
  keptAlarms: KeptAlarms;
  keptChoices: KeptChoices;
  keptWishes: KeptWishes;
  keptDeletions: KeptDeletions;
  keptCalled: KeptCalled;
  /** The bytes of what was kept, before the state has it. */
  takeUploads(kept: readonly KeptUpload[]): void;
  /** The user is signed in, and the state is theirs. */
  onIn(me: User): void;
  /** Nobody is signed in any more. */
  onOut(): void;
}

/** Reasons for a session's end with which the server revokes the device token, too. */
const FORGETTING = ['logged-out', 'revoked', 'disabled'];

/** The user's stay, from the first snapshot of a session to its end, and the screen that is shown. */
export class Stay {
  readonly screen = signal<Screen>({ name: 'starting' });
  readonly #deps: StayDeps;
  readonly #windows: Windows;
  #typedPassword: string | undefined;
  /** The session that was opened by another key of this workstation, until the user is told. */
  #newKeyIn: string | undefined;
  #count = 0;

  constructor(deps: StayDeps, windows: Windows) {
    this.#deps = deps;
    this.#windows = windows;
  }

  /** Counts sign-ins and sign-outs. A call that began at an earlier count drops its result. */
  get count(): number {
    return this.#count;
  }

  /** The password that was just typed, for as long as another one must be chosen. Never stored. */
  get typedPassword(): string | undefined {
    return this.#typedPassword;
  }

  forgetTypedPassword(): void {
    this.#typedPassword = undefined;
  }

  /** Keeps what a sign-in has granted; `enter` or `resume` follows. */
  take({ deviceToken, isNewKey, session }: SignedIn): void {
    this.#deps.keeper.keepDeviceToken(deviceToken);
    this.#newKeyIn = isNewKey && session.id;
  }

  /** A user comes in: reads a snapshot, and shows the chat. */
  async enter({ user, session }: Held, typedPassword?: string): Promise<void> {
    const mine = this.#count;
    const { keeper, keptPosts, keptUploads, takeUploads } = this.#deps;
    const { keptAlarms, keptWishes, keptChoices, keptDeletions, keptCalled } = this.#deps;
    const posts = keptPosts.read(user.id);
    const [snapshot, uploads] = await Promise.all([
      readSnapshot(),
      keptUploads.read(
        user.id,
        posts.map(({ clientId }) => clientId),
      ),
    ]);
    if (this.#count !== mine) return;
    this.#count += 1;
    if (session.mustChangePassword) this.#typedPassword = typedPassword;
    const kept = [
      posts,
      keptAlarms.read(user.id),
      keptWishes.read(user.id),
      keptChoices.read(user.id),
    ] as const;
    const called = keptCalled.read(user.id);
    const empty = { ...emptyState(user, session, ...kept), called, ...revive(posts, uploads) };
    takeUploads(uploads);
    const cursor = cursorToFollow(keeper, user.id, snapshot.cursor);
    const actions = [
      { type: 'snapshot', snapshot: { ...snapshot, cursor } },
      { type: 'deletions-kept', kept: keptDeletions.read(user.id), now: Date.now() },
    ] as const;
    this.#deps.model.state.value = actions.reduce<State>(reduce, empty);
    this.screen.value = { name: 'chat' };
    this.#begin({ user, session });
  }

  /** The same user again: keep what is shown and resume the stream from the cursor. */
  resume({ user, session }: Held): void {
    const { model, connection } = this.#deps;
    if (model.state.value?.session?.id === session.id && connection.isRunning) return;
    model.dispatch({ type: 'session', me: user, session });
    this.#begin({ user, session });
  }

  #begin({ user, session }: Held): void {
    const { model, connection, onIn } = this.#deps;
    if (this.#newKeyIn === session.id) model.dispatch({ type: 'new-key' });
    this.#newKeyIn = undefined;
    this.#windows.note({ user, session });
    connection.start(session);
    onIn(user);
  }

  /** The session is over; nothing here reconnects by itself. */
  end(reason: string | undefined): void {
    if (reason !== undefined && FORGETTING.includes(reason))
      this.#deps.keeper.keepDeviceToken(undefined);
    if (reason === 'revoked') wantLookBack(this.#deps.keeper);
    this.goOut();
    this.screen.value = { name: 'sign-in', endedBy: reason };
  }

  /** Nobody is signed in here any longer. */
  goOut(): void {
    this.#count += 1;
    this.#typedPassword = undefined;
    this.#deps.connection.stop();
    this.#deps.model.state.value = undefined;
    this.#deps.onOut();
  }

  /** Shows that the connection is lost, to those who have not left since `mine`. */
  showLost(mine: number, waitMs: number): void {
    if (this.#count === mine) this.#deps.connection.showLost(waitMs);
  }
}
