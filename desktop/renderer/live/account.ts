import type { Signal } from '@preact/signals';
import type { User } from '../../../api/users/contract.ts';
import { api, type SignInRequest } from './api.ts';
import { comeBackIn, comeIn } from './come-in.ts';
import { createLock } from './lock.ts';
import type { Naps } from './naps.ts';
import { attempt } from './outbox.ts';
import { createPendingLogOut, type PendingLogOut } from './pending-log-out.ts';
import { readSnapshot } from './snapshot.ts';
import { type Screen, Stay, type StayDeps } from './stay.ts';
import { untilAnswered } from './until-answered.ts';
import { createWindows, type Windows } from './windows.ts';

export type AccountDeps = StayDeps & { naps: Naps };

/** Signs the user in, keeps them signed in, and signs them out. */
export class Account {
  readonly screen: Signal<Screen>;
  readonly #deps: AccountDeps;
  readonly #stay: Stay;
  readonly #windows: Windows;
  readonly #inTurn = createLock('workspace.session');
  readonly #pendingLogOut: PendingLogOut;
  #isStarting = false;
  #coming: Promise<void> | undefined;

  constructor(deps: AccountDeps) {
    this.#deps = deps;
    this.#windows = createWindows(deps.keeper);
    this.#stay = new Stay(deps, this.#windows);
    this.screen = this.#stay.screen;
    this.#pendingLogOut = createPendingLogOut(deps.keeper);
  }

  /** Finds out where to begin: first run, a session, a device token, or the sign-in screen. */
  async start(): Promise<void> {
    this.#deps.naps.wake();
    if (this.#isStarting) return;
    this.#isStarting = true;
    await untilAnswered(
      this.#deps.naps,
      () =>
        this.#inTurn(async () => {
          await this.#pendingLogOut.tell();
          await comeIn(this.#deps, this.#stay);
        }),
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
      this.#stay.take(granted);
      // Signed in, even if the snapshot cannot be read: `start` then goes on as at any page load.
      if ((await attempt(() => this.#stay.enter(granted, request.password))) !== undefined)
        void this.start();
    });
  }

  /** The password that was just typed, for as long as another one must be chosen. Never stored. */
  get typedPassword(): string | undefined {
    return this.#stay.typedPassword;
  }

  /** The user has chosen another password than the administrator's. */
  onPasswordChosen(): void {
    const { model } = this.#deps;
    this.#stay.forgetTypedPassword();
    this.#windows.notePasswordChosen(model.state.value?.session?.id);
    model.dispatch({ type: 'password-chosen' });
  }

  async logOut(): Promise<void> {
    const { keeper, keptDeletions, keptUploads, model } = this.#deps;
    const me = model.state.value?.me;
    const deletions = me === undefined ? [] : [...keptDeletions.read(me.id).keys()];
    this.#stay.goOut();
    const deviceToken = keeper.deviceToken();
    keeper.forget();
    void keptUploads.forget();
    this.#pendingLogOut.note({ deviceToken, deletions });
    this.screen.value = { name: 'sign-in' };
    await untilAnswered(this.#deps.naps, () => this.#inTurn(this.#pendingLogOut.tell));
  }

  /** The session may be over: signs in again if that is allowed, else shows the sign-in screen. */
  comeBack(reason?: string): Promise<void> {
    const mine = this.#stay.count;
    if (this.#deps.model.state.value === undefined) return Promise.resolve();
    this.#coming ??= untilAnswered(
      this.#deps.naps,
      () => this.#inTurn(() => comeBackIn(this.#deps, this.#stay, mine, reason)),
      (waitMs) => this.#stay.showLost(mine, waitMs),
    ).finally(() => {
      this.#coming = undefined;
    });
    return this.#coming;
  }

  /** The stream has said that the session is over. */
  onOver(reason: string | undefined): void {
    const mayGoOn = reason === undefined || ['heartbeat-missed', 'replaced'].includes(reason);
    if (mayGoOn) void this.comeBack(reason);
    else this.#stay.end(reason);
  }

  /** Reads a new snapshot from the server and follows from there, with the same session. */
  async reload(): Promise<void> {
    const { connection, model } = this.#deps;
    const mine = this.#stay.count;
    connection.stop();
    // If the session was over, `comeBack` has started a connection meanwhile. Its old cursor gets
    // another reset, which leads here again.
    const isNeeded = () => this.#stay.count === mine && !connection.isRunning;
    await untilAnswered(
      this.#deps.naps,
      async () => {
        if (!isNeeded()) return;
        const snapshot = await readSnapshot();
        const session = model.state.value?.session;
        if (session === undefined || !isNeeded()) return;
        model.dispatch({ type: 'snapshot', snapshot });
        connection.start(session);
      },
      (waitMs) => this.#stay.showLost(mine, waitMs),
    );
  }

  /** Another window of this browser has signed in, logged out, or changed the password. */
  heedOtherWindows(): void {
    const { model } = this.#deps;
    const { me, session } = model.state.value ?? {};
    if (me === undefined) {
      if (this.#windows.isHeld() && this.screen.value.name === 'sign-in') void this.start();
    } else if (!this.#windows.isHeld()) this.#stay.end('logged-out');
    else if (!this.isIn(me)) void this.comeBack();
    else if (this.#windows.isPasswordChosen(session?.id))
      model.dispatch({ type: 'password-chosen' });
  }

  /** Whether the browser's session belongs to this user. */
  isIn(me: User): boolean {
    return this.#windows.isOf(me);
  }
}
