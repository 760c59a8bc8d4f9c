import { computed, signal } from '@preact/signals';
import type { Fault } from '../bridge.ts';
import { createHighlight } from './highlight/highlighter.ts';
import { Account } from './live/account.ts';
import { SESSION_OVER, type SignInRequest } from './live/api.ts';
import { createChannelFiles } from './live/channel-files.ts';
import { LiveConnection } from './live/connection.ts';
import { createDeleting } from './live/deleting.ts';
import { describeDevice } from './live/device.ts';
import { createEmojiHabits } from './live/emoji-habits.ts';
import { createHistory } from './live/history.ts';
import type { Keeper } from './live/keeper.ts';
import { createKeptAlarms } from './live/kept-alarms.ts';
import { createKeptCalled } from './live/kept-called.ts';
import { createKeptChoices } from './live/kept-choices.ts';
import { createKeptDeletions } from './live/kept-deletions.ts';
import { createKeptPosts } from './live/kept-posts.ts';
import { createKeptUploads } from './live/kept-uploads.ts';
import { createKeptWishes } from './live/kept-wishes.ts';
import { createLinked } from './live/linked.ts';
import { createLists, type Lists } from './live/lists.ts';
import { createModel } from './live/model.ts';
import { createNaps } from './live/naps.ts';
import { createPins } from './live/pins.ts';
import { createPosting } from './live/posting.ts';
import { createReacting } from './live/reacting.ts';
import { createReading } from './live/reading.ts';
import { createRefusals } from './live/refusals.ts';
import { createSaved } from './live/saved.ts';
import { createSearching } from './live/searching.ts';
import { createThreads } from './live/threads.ts';
import { tellTimeZone } from './live/time-zone.ts';
import { createTyping } from './live/typing.ts';
import { createUploading, type Uploading } from './live/uploading.ts';
import { createWaking } from './live/waking.ts';
import { createWanting } from './live/wanting.ts';
import { createNavigation } from './navigation.ts';
import { createPanes } from './panes.ts';
import { asShown } from './state/deletions.ts';
import type { LiveEvent } from './state/live-event.ts';
import type { State } from './state/state.ts';

export type { Screen } from './live/stay.ts';
export type Store = ReturnType<typeof createStore>;

/** The page's state and everything that changes it. */
export function createStore(keeper: Keeper) {
  /** In Electron: why the server cannot be reached. */
  const fault = signal<Fault | undefined>(undefined);
  const model = createModel();
  const { state } = model;
  const naps = createNaps();
  const keptPosts = createKeptPosts(keeper);
  model.onChange(keptPosts.note);
  const keptUploads = createKeptUploads();
  model.onChange(keptUploads.note);
  const keptAlarms = createKeptAlarms(keeper);
  model.onChange(keptAlarms.note);
  const keptChoices = createKeptChoices(keeper);
  model.onChange(keptChoices.note);
  const wanting = createWanting(model, keptChoices, (isAway) => connection.setAway(isAway));
  const { changeSettings } = wanting;
  const keptWishes = createKeptWishes(keeper);
  model.onChange(keptWishes.note);
  const keptDeletions = createKeptDeletions(keeper);
  model.onChange(keptDeletions.note);
  const keptCalled = createKeptCalled(keeper);
  model.onChange(keptCalled.note);

  const hearers: ((state: State, events: readonly LiveEvent[]) => void)[] = [];
  const connection = new LiveConnection(model, (): Lists => lists, {
    onOver: (reason) => account.onOver(reason),
    onStranger: () => void account.comeBack(),
    onReset: () => void account.reload(),
    onSilent: () => waking.wake(),
    onOpen() {
      naps.wake();
      uploading.send();
      posting.send();
      reacting.send();
      deleting.send();
    },
    onApplied(events) {
      typing.hear(events);
      if (state.value !== undefined) for (const hear of hearers) hear(state.value, events);
    },
  });
  const typing = createTyping(model);
  const waking = createWaking(naps, connection);
  const refusals = createRefusals();
  const lists = createLists(model, naps, (channels) => connection.aim(channels));
  const panes = createPanes(model);
  const searching = createSearching(model, keeper);
  const { isShown, aimAt, onIn, onOut, ...navigation } = createNavigation(
    model,
    keeper,
    lists,
    panes,
    searching,
    changeSettings,
    refusals,
  );
  const { isOpenThread, ...threads } = createThreads(model, panes);
  const reading = createReading(model, naps);
  // The server has answered, so the stream need not wait for its next try.
  const posting = createPosting(
    model,
    (): Uploading => uploading,
    (me) => account.isIn(me),
    () => connection.wakeIfLost(),
  );
  const uploading = createUploading(
    model,
    keptUploads,
    (me) => account.isIn(me),
    () => posting.send(),
  );
  const habits = createEmojiHabits(model, keeper);
  const reacting = createReacting(
    model,
    (me) => account.isIn(me),
    (refused) => refusals.tell('react', refused),
  );
  const deleting = createDeleting(
    model,
    keptDeletions,
    (me) => account.isIn(me),
    (refused) => refusals.tell('delete', refused),
  );
  const account: Account = new Account({
    keeper,
    model,
    naps,
    connection,
    keptPosts,
    keptUploads,
    keptAlarms,
    keptWishes,
    keptChoices,
    keptDeletions,
    keptCalled,
    takeUploads: uploading.take,
    onIn(me) {
      onIn(me.id);
      uploading.send();
      posting.send();
      reacting.send();
      deleting.send();
      void tellTimeZone(me);
    },
    onOut() {
      reading.forget();
      typing.forget();
      refusals.forgetRefusal();
      uploading.forget();
      onOut();
    },
  });
  window.addEventListener(SESSION_OVER, () => void account.comeBack());

  return {
    screen: account.screen,
    state,
    /** The state as the user is to see it. */
    shown: computed(() => state.value && asShown(state.value)),
    fault,
    keeper,
    highlight: createHighlight(),
    dispatch: model.dispatch,
    start: () => account.start(),
    device: () => describeDevice(keeper),
    signIn: (request: SignInRequest) => account.signIn(request),
    logOut: () => account.logOut(),
    typedPassword: () => account.typedPassword,
    onPasswordChosen: () => account.onPasswordChosen(),
    setAway: wanting.setIdle,
    heedOtherWindows(): void {
      account.heedOtherWindows();
      wanting.heedOtherWindows();
      deleting.heedOtherWindows();
    },
    changeSettings,
    changeOwn: wanting.changeOwn,
    changePicture: wanting.changePicture,
    choose: wanting.choose,
    /** Calls `hear` with the events that have arrived, and with the state after them. */
    onEvents(hear: (state: State, events: readonly LiveEvent[]) => void): void {
      hearers.push(hear);
    },
    ...waking,
    ...navigation,
    ...panes,
    ...threads,
    ...createHistory(model, naps, (id) => isShown(id) || isOpenThread(id), aimAt),
    ...createLinked(model),
    ...createPins(model, naps),
    ...createChannelFiles(model),
    ...createSaved(model),
    ...searching,
    ...lists,
    markRead: reading.markRead,
    markUnread: reading.markUnread,
    post: posting.post,
    retry: posting.retry,
    attach: uploading.attach,
    removeUpload: uploading.removeUpload,
    retryUpload: uploading.retryUpload,
    localFile: uploading.localFile,
    /** Adds the user's reaction, or takes it back. */
    react(messageId: string, emoji: string, isOn: boolean): void {
      refusals.forgetRefusal();
      if (isOn) habits.countEmoji(emoji);
      reacting.react(messageId, emoji, isOn);
    },
    /** Deletes the message, which can be undone for a while. */
    deleteMessage(messageId: string): void {
      refusals.forgetRefusal();
      deleting.deleteMessage(messageId);
    },
    undoDeletion: deleting.undoDeletion,
    sendBeforeLeaving: deleting.sendBeforeLeaving,
    ...habits,
    ...refusals,
    writers: typing.writers,
    signTyping: typing.sign,
  };
}
