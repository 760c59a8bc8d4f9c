import { type Signal, signal } from '@preact/signals';
import type { Session } from '../../../api/auth/contract.ts';
import type { User } from '../../../api/users/contract.ts';
import { reduce } from '../state/reduce.ts';
import { emptyState, type Snapshot } from '../state/state.ts';
import { api, type SignInRequest } from './api.ts';
import { backOff } from './back-off.ts';
import type { LiveConnection } from './connection.ts';
import type { Keeper } from './keeper.ts';
import type { KeptPosts } from './kept-posts.ts';
import { createLock } from './lock.ts';
import type { Model } from './model.ts';
import type { Naps } from './naps.ts';
import { attempt } from './outbox.ts';
import { createPendingLogOut } from './pending-log-out.ts';
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
  /** The user is signed in, and the state is theirs. */
  onIn(me: User): void;
  /** Nobody is signed in any more. */
  onOut(): void;
}

export interface Account {
  screen: Signal<Screen>;
  /** Finds out where to begin: first run, a session, a device token, or the sign-in screen. */
  start(): Promise<void>;
  /** @throws Refused */
  signIn(request: SignInRequest): Promise<void>;
  logOut(): Promise<void>;
  /** The session may be over: signs in again if that is allowed, else shows the sign-in screen. */
  comeBack(reason?: string): Promise<void>;
  /** The stream has said that the session is over. */
  onOver(reason: string | undefined): void;
  /** Reads a new snapshot from the server and follows from there, with the same session. */
  reload(): Promise<void>;
  /** Another window of this browser has signed in or logged out. */
  heedOtherWindows(): void;
  /** Whether the browser's session belongs to this user. */
  isIn(user: User): boolean;
}

type Held = { session: Session; user: User };

/** Reasons for a session's end with which the server revokes the device token, too. */
const FORGETTING = ['logged-out', 'revoked', 'disabled'];

/** Signs the user in, keeps them signed in, and signs them out. */
export function createAccount(deps: AccountDeps): Account {
  const { keeper, model, naps, connection } = deps;
  const screen = signal<Screen>({ name: 'starting' });
  const inTurn = createLock('workspace.session');
  const pendingLogOut = createPendingLogOut(keeper);
  let isStarting = false;
  let coming: Promise<void> | undefined;
  /** Counts sign-ins and sign-outs. A call that began at an earlier count drops its result. */
  let stay = 0;

  async function start(): Promise<void> {
    naps.wake();
    if (isStarting) return;
    isStarting = true;
    await untilAnswered(
      () => inTurn(findOut),
      () => {
        screen.value = { name: 'unreachable' };
      },
    ).finally(() => {
      isStarting = false;
    });
  }

  async function findOut(): Promise<void> {
    await pendingLogOut.tell();
    if ((await api.isSetupRequired()).required) {
      screen.value = { name: 'setup' };
      return;
    }
    const found = await findSession();
    if ('session' in found) return enter(found);
    const shown = await showDeviceToken(keeper);
    if (shown === undefined || 'refused' in shown) return end(shown?.refused);
    keeper.keepDeviceToken(shown.deviceToken);
    return enter(shown);
  }

  async function signIn(request: SignInRequest): Promise<void> {
    await inTurn(async () => {
      await pendingLogOut.tell();
      const granted = await api.signIn(request);
      keeper.keepDeviceToken(granted.deviceToken);
      // Signed in, even if the snapshot cannot be read: `start` then goes on as at any page load.
      if ((await attempt(() => enter(granted))) !== undefined) void start();
    });
  }

  async function enter({ user, session }: Held): Promise<void> {
    const mine = stay;
    const snapshot = await readSnapshot();
    if (stay !== mine) return;
    stay += 1;
    const empty = emptyState(user, session, deps.keptPosts.read(user.id));
    model.state.value = reduce(empty, { type: 'snapshot', snapshot });
    keeper.write('signed-in', { userId: user.id, sessionId: session.id });
    screen.value = { name: 'chat' };
    connection.start(session, true);
    deps.onIn(user);
  }

  /** The same user again: keep what is shown and resume the stream from the cursor. */
  function resume({ user, session }: Held): void {
    const state = model.state.value;
    if (state?.session?.id === session.id && connection.isRunning()) return;
    model.dispatch({ type: 'session', me: user, session });
    keeper.write('signed-in', { userId: user.id, sessionId: session.id });
    connection.start(session);
    deps.onIn(user);
  }

  function comeBack(reason?: string): Promise<void> {
    const mine = stay;
    if (model.state.value === undefined) return Promise.resolve();
    coming ??= untilAnswered(
      () => inTurn(() => getIn(mine, reason)),
      (waitMs) => {
        if (stay === mine) connection.showLost(waitMs);
      },
    ).finally(() => {
      coming = undefined;
    });
    return coming;
  }

  /**
   * A workstation that slept too long signs in again by itself; a user whose session was ended for
   * another reason does not. Another window of this browser may have signed in already.
   */
  async function getIn(mine: number, reason: string | undefined): Promise<void> {
    if (stay !== mine) return;
    const found = await findSession();
    if (stay !== mine) return;
    if ('session' in found) {
      return found.user.id === model.state.value?.me.id ? resume(found) : enter(found);
    }
    connection.stop();
    const why = found.reason ?? reason ?? 'heartbeat-missed';
    if (why !== 'heartbeat-missed') return end(why);
    const shown = await showDeviceToken(keeper);
    // The user has logged out meanwhile. Their log-out waits for the lock, and ends the new
    // session.
    if (stay !== mine) return;
    if (shown === undefined || 'refused' in shown) return end(shown?.refused ?? why);
    keeper.keepDeviceToken(shown.deviceToken);
    resume(shown);
  }

  function onOver(reason: string | undefined): void {
    const mayGoOn = reason === undefined || ['heartbeat-missed', 'replaced'].includes(reason);
    if (mayGoOn) void comeBack(reason);
    else end(reason);
  }

  /** The session is over; nothing here reconnects by itself. */
  function end(reason: string | undefined): void {
    if (reason !== undefined && FORGETTING.includes(reason)) keeper.keepDeviceToken(undefined);
    goOut();
    screen.value = { name: 'sign-in', endedBy: reason };
  }

  async function logOut(): Promise<void> {
    goOut();
    const deviceToken = keeper.deviceToken();
    keeper.forget();
    pendingLogOut.note(deviceToken);
    screen.value = { name: 'sign-in' };
    await untilAnswered(() => inTurn(pendingLogOut.tell));
  }

  function goOut(): void {
    stay += 1;
    connection.stop();
    model.state.value = undefined;
    deps.onOut();
  }

  async function reload(): Promise<void> {
    const mine = stay;
    connection.stop();
    await untilAnswered(
      async () => {
        // If the session was over, `comeBack` has started a connection meanwhile. Its old cursor
        // gets another reset, which leads here again.
        if (stay !== mine || connection.isRunning()) return;
        const snapshot = await readSnapshot();
        const session = model.state.value?.session;
        if (stay !== mine || session === undefined || connection.isRunning()) return;
        model.dispatch({ type: 'snapshot', snapshot });
        connection.start(session, true);
      },
      (waitMs) => {
        if (stay === mine) connection.showLost(waitMs);
      },
    );
  }

  function heedOtherWindows(): void {
    const held = keeper.read('signed-in');
    const me = model.state.value?.me;
    if (me === undefined) {
      if (held !== undefined && screen.value.name === 'sign-in') void start();
    } else if (held === undefined) end('logged-out');
    else if (!isIn(me)) void comeBack();
  }

  function isIn({ id }: User): boolean {
    const held = keeper.read('signed-in');
    return typeof held === 'object' && held !== null && 'userId' in held && held.userId === id;
  }

  /** Tries until it succeeds. */
  async function untilAnswered(
    call: () => Promise<void>,
    onWait: (waitMs: number) => void = () => undefined,
  ): Promise<void> {
    for (let failures = 1; ; failures += 1) {
      const refused = await attempt(call);
      if (refused === undefined) return;
      const waitMs = backOff(failures, undefined, Math.random);
      onWait(waitMs);
      await naps.sleep(waitMs);
    }
  }

  return { screen, start, signIn, logOut, comeBack, onOver, reload, heedOtherWindows, isIn };
}

/** Reads the list of channels first, so that its cursor is older than everything read after it. */
async function readSnapshot(): Promise<Snapshot> {
  const { channels, cursor } = await api.channels();
  const { users } = await api.users();
  return { channels, cursor, users };
}
