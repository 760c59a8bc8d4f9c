import { signal } from '@preact/signals';
import type { Session } from '../../../api/auth/contract.ts';
import type { User } from '../../../api/users/contract.ts';
import { reduce } from '../state/reduce.ts';
import { emptyState, type Snapshot } from '../state/state.ts';
import { api, type SignedIn, type SignInRequest } from './api.ts';
import { backOff } from './back-off.ts';
import type { LiveConnection } from './connection.ts';
import type { Keeper } from './keeper.ts';
import type { KeptAlarms } from './kept-alarms.ts';
import type { KeptClosed } from './kept-closed.ts';
import type { KeptPosts } from './kept-posts.ts';
import { createLock } from './lock.ts';
import { cursorToFollow, wantLookBack } from './look-back.ts';
import type { Model } from './model.ts';
import type { Naps } from './naps.ts';
import { attempt } from './outbox.ts';
import { createPendingLogOut, type PendingLogOut } from './pending-log-out.ts';
import { findSession, showDeviceToken } from './way-in.ts';

/** Which screen is shown, and what it needs. */
export type Screen =
  | { name: 'starting' }
  | { name: 'unreachable' }
  | { name: 'setup' }
  | { name: 'sign-in'; endedBy?: string | undefined }
  | { name: 'chat' };

export interface AccountDeps {
  keeper: Keeper;
  model: Model;
  naps: Naps;
  connection: LiveConnection;
  keptPosts: KeptPosts;
  keptAlarms: KeptAlarms;
  keptClosed: KeptClosed;
  /** The user is signed in, and the state is theirs. */
  onIn(me: User): void;
  /** Nobody is signed in any more. */
  onOut(): void;
}

type Held = { session: Session; user: User };

/** Reasons for a session's end with which the server revokes the device token, too. */
const FORGETTING = ['logged-out', 'revoked', 'disabled'];

/** Names the session whose user has chosen the password that was asked for. */
const CHOSEN = 'password-chosen';

/** Signs the user in, keeps them signed in, and signs them out. */
export class Account {
  readonly screen = signal<Screen>({ name: 'starting' });
  readonly #deps: AccountDeps;
  readonly #inTurn = createLock('workspace.session');
  readonly #pendingLogOut: PendingLogOut;
  #isStarting = false;
  #coming: Promise<void> | undefined;
  #typedPassword: string | undefined;
  /** The session that was opened by another key of this workstation, until the user is told. */
  #newKeyIn: string | undefined;
  /** Counts sign-ins and sign-outs. A call that began at an earlier count drops its result. */
  #stay = 0;

  constructor(deps: AccountDeps) {
    this.#deps = deps;
    this.#pendingLogOut = createPendingLogOut(deps.keeper);
  }

  /** Finds out where to begin: first run, a session, a device token, or the sign-in screen. */
  async start(): Promise<void> {
    this.#deps.naps.wake();
    if (this.#isStarting) return;
    this.#isStarting = true;
    await this.#untilAnswered(
      () => this.#inTurn(() => this.#findOut()),
      () => {
        this.screen.value = { name: 'unreachable' };
      },
    ).finally(() => {
      this.#isStarting = false;
    });
  }

  /** @throws Refused */
  async signIn(request: SignInRequest): Promise<void> {
    await this.#inTurn(async () => {
      await this.#pendingLogOut.tell();
      const granted = await api.signIn(request);
      this.#take(granted);
      // Signed in, even if the snapshot cannot be read: `start` then goes on as at any page load.
      if ((await attempt(() => this.#enter(granted, request.password))) !== undefined)
        void this.start();
    });
  }

  /** The password that was just typed, for as long as another one must be chosen. Never stored. */
  get typedPassword(): string | undefined {
    return this.#typedPassword;
  }

  /** The user has chosen another password than the administrator's. */
  onPasswordChosen(): void {
    const { keeper, model } = this.#deps;
    this.#typedPassword = undefined;
    keeper.write(CHOSEN, model.state.value?.session?.id);
    model.dispatch({ type: 'password-chosen' });
  }

  async logOut(): Promise<void> {
    const { keeper } = this.#deps;
    this.#goOut();
    const deviceToken = keeper.deviceToken();
    keeper.forget();
    this.#pendingLogOut.note(deviceToken);
    this.screen.value = { name: 'sign-in' };
    await this.#untilAnswered(() => this.#inTurn(this.#pendingLogOut.tell));
  }

  /** The session may be over: signs in again if that is allowed, else shows the sign-in screen. */
  comeBack(reason?: string): Promise<void> {
    const mine = this.#stay;
    if (this.#deps.model.state.value === undefined) return Promise.resolve();
    this.#coming ??= this.#untilAnswered(
      () => this.#inTurn(() => this.#getIn(mine, reason)),
      (waitMs) => this.#showLost(mine, waitMs),
    ).finally(() => {
      this.#coming = undefined;
    });
    return this.#coming;
  }

  /** The stream has said that the session is over. */
  onOver(reason: string | undefined): void {
    const mayGoOn = reason === undefined || ['heartbeat-missed', 'replaced'].includes(reason);
    if (mayGoOn) void this.comeBack(reason);
    else this.#end(reason);
  }

  /** Reads a new snapshot from the server and follows from there, with the same session. */
  async reload(): Promise<void> {
    const { connection, model } = this.#deps;
    const mine = this.#stay;
    connection.stop();
    // If the session was over, `comeBack` has started a connection meanwhile. Its old cursor gets
    // another reset, which leads here again.
    const isNeeded = () => this.#stay === mine && !connection.isRunning;
    await this.#untilAnswered(
      async () => {
        if (!isNeeded()) return;
        const snapshot = await readSnapshot();
        const session = model.state.value?.session;
        if (session === undefined || !isNeeded()) return;
        model.dispatch({ type: 'snapshot', snapshot });
        connection.start(session, true);
      },
      (waitMs) => this.#showLost(mine, waitMs),
    );
  }

  /** Another window of this browser has signed in, logged out, or changed the password. */
  heedOtherWindows(): void {
    const { keeper, model } = this.#deps;
    const held = keeper.read('signed-in');
    const { me, session } = model.state.value ?? {};
    if (me === undefined) {
      if (held !== undefined && this.screen.value.name === 'sign-in') void this.start();
    } else if (held === undefined) this.#end('logged-out');
    else if (!this.isIn(me)) void this.comeBack();
    else if (keeper.read(CHOSEN) === session?.id) model.dispatch({ type: 'password-chosen' });
  }

  /** Whether the browser's session belongs to this user. */
  isIn({ id }: User): boolean {
    const held = this.#deps.keeper.read('signed-in');
    return typeof held === 'object' && held !== null && 'userId' in held && held.userId === id;
  }

  async #findOut(): Promise<void> {
    await this.#pendingLogOut.tell();
    if ((await api.isSetupRequired()).required) {
      this.screen.value = { name: 'setup' };
      return;
    }
    const found = await findSession();
    if ('session' in found) return this.#enter(found);
    const { keeper } = this.#deps;
    const shown = await showDeviceToken(keeper);
    if (shown === undefined || 'refused' in shown) return this.#end(shown?.refused);
    this.#take(shown);
    return this.#enter(shown);
  }

  /**
   * A workstation that slept too long signs in again by itself; a user whose session was ended for
   * another reason does not. Another window of this browser may have signed in already.
   */
  async #getIn(mine: number, reason: string | undefined): Promise<void> {
    const { keeper, model, connection } = this.#deps;
    if (this.#stay !== mine) return;
    const found = await findSession();
    if (this.#stay !== mine) return;
    if ('session' in found) {
      const isSame = found.user.id === model.state.value?.me.id;
      return isSame ? this.#resume(found) : this.#enter(found);
    }
    connection.stop();
    const why = found.reason ?? reason ?? 'heartbeat-missed';
    if (why !== 'heartbeat-missed') return this.#end(why);
    const shown = await showDeviceToken(keeper);
    // The user has logged out meanwhile. Their log-out waits for the lock, and ends the new
    // session.
    if (this.#stay !== mine) return;
    if (shown === undefined || 'refused' in shown) return this.#end(shown?.refused ?? why);
    this.#take(shown);
    this.#resume(shown);
  }

  #take({ deviceToken, isNewKey, session }: SignedIn): void {
    this.#deps.keeper.keepDeviceToken(deviceToken);
    this.#newKeyIn = isNewKey && session.id;
  }

  async #enter({ user, session }: Held, typedPassword?: string): Promise<void> {
    const mine = this.#stay;
    const snapshot = await readSnapshot();
    if (this.#stay !== mine) return;
    this.#stay += 1;
    if (session.mustChangePassword) this.#typedPassword = typedPassword;
    const { keeper, keptPosts, keptAlarms, keptClosed } = this.#deps;
    const kept = [keptPosts.read(user.id), keptAlarms.read(user.id)] as const;
    const closed = keptClosed.read(user.id);
    const empty = { ...emptyState(user, session, ...kept), closed };
    const cursor = cursorToFollow(keeper, user.id, snapshot.cursor);
    this.#deps.model.state.value = reduce(empty, {
      type: 'snapshot',
      snapshot: { ...snapshot, cursor },
    });
    this.screen.value = { name: 'chat' };
    this.#begin({ user, session }, true);
  }

  /** The same user again: keep what is shown and resume the stream from the cursor. */
  #resume({ user, session }: Held): void {
    const { model, connection } = this.#deps;
    if (model.state.value?.session?.id === session.id && connection.isRunning) return;
    model.dispatch({ type: 'session', me: user, session });
    this.#begin({ user, session }, false);
  }

  #begin({ user, session }: Held, isFresh: boolean): void {
    const { keeper, model, connection, onIn } = this.#deps;
    if (this.#newKeyIn === session.id) model.dispatch({ type: 'new-key' });
    this.#newKeyIn = undefined;
    keeper.write('signed-in', { userId: user.id, sessionId: session.id });
    connection.start(session, isFresh);
    onIn(user);
  }

  /** The session is over; nothing here reconnects by itself. */
  #end(reason: string | undefined): void {
    if (reason !== undefined && FORGETTING.includes(reason))
      this.#deps.keeper.keepDeviceToken(undefined);
    if (reason === 'revoked') wantLookBack(this.#deps.keeper);
    this.#goOut();
    this.screen.value = { name: 'sign-in', endedBy: reason };
  }

  #goOut(): void {
    this.#stay += 1;
    this.#typedPassword = undefined;
    this.#deps.connection.stop();
    this.#deps.model.state.value = undefined;
    this.#deps.onOut();
  }

  #showLost(mine: number, waitMs: number): void {
    if (this.#stay === mine) this.#deps.connection.showLost(waitMs);
  }

  /** Tries until it succeeds. */
  async #untilAnswered(
    call: () => Promise<void>,
    onWait: (waitMs: number) => void = () => undefined,
  ): Promise<void> {
    for (let failures = 1; ; failures += 1) {
      const refused = await attempt(call);
      if (refused === undefined) return;
      const waitMs = backOff(failures, undefined, Math.random);
      onWait(waitMs);
      await this.#deps.naps.sleep(waitMs);
    }
  }
}

/** Reads the list of channels first, so that its cursor is older than everything read after it. */
async function readSnapshot(): Promise<Snapshot> {
  const { channels, cursor } = await api.channels();
  const { users } = await api.users();
  return { channels, cursor, users };
}
