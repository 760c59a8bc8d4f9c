import { batch, signal } from '@preact/signals';
import type { Channel } from '../../api/channels/contract.ts';
import {
  formatAddress,
  type ListPlace,
  type PagePlace,
  type Place,
  placeOfLink,
} from '../address.ts';
import { createFollow } from './follow.ts';
import { api } from './live/api.ts';
import type { Keeper } from './live/keeper.ts';
import type { Lists } from './live/lists.ts';
import type { Model } from './live/model.ts';
import type { Refusals } from './live/refusals.ts';
import { createOpenPlaces } from './open-places.ts';
import type { Panes } from './panes.ts';
import type { Dialog } from './state/dialog.ts';
import { type MessageLink, placeOfMessage } from './state/linked.ts';
import { joinQuery, splitQuery, withinChannel } from './state/query.ts';
import { orderedChannels } from './state/select.ts';
import { besideChannel } from './state/threads.ts';

/** What is open, its addresses, and how one goes from one to the other. */
export function createNavigation(
  model: Model,
  keeper: Keeper,
  lists: Lists,
  panes: Panes,
  searching: { settle(): boolean },
  changeSettings: (channelId: string, change: { isHidden: boolean }) => Promise<void>,
  refusals: Pick<Refusals, 'attempt'>,
) {
  const { state } = model;
  const places = createOpenPlaces(model, panes, (channelId) => {
    if (state.value !== undefined) keeper.write(keptAs(state.value.me.id), channelId);
  });
  const { owner, openChannelId, channelId, aim, page, place, dialog, isSidebarOpen, astray } =
    places;
  /** The origin that others use: in Electron the server's, and not that of the page. */
  const origin = signal(location.origin);
  const follow = createFollow(model, places, lists);
  window.addEventListener('hashchange', () => void follow(location.hash));
  /** The page from which somebody was signed out. */
  let left: { userId: string; page: PagePlace | ListPlace | undefined } | undefined;

  const go = (to: Place) => places.show(besideChannel(state.value, to), { asStep: true });
  /** Opens the one direct channel with exactly these others. */
  async function openWith(userIds: readonly string[]): Promise<void> {
    const [id, ...more] = userIds;
    if (id === undefined) return;
    const channel = await (more.length > 0 ? api.openGroup([...userIds]) : api.openDirect(id));
    const known = state.value?.channels.get(channel.id);
    batch(() => {
      model.dispatch({ type: 'direct-opened', channel });
      go({ kind: 'channel', channelId: channel.id });
    });
    if (known?.settings?.isHidden) await changeSettings(channel.id, { isHidden: false });
  }

  return {
    ...{ openChannelId, aim, page, place, dialog, isSidebarOpen, astray, origin },
    go,
    follow,
    /** Of a thread, its channel with the thread beside it. */
    openChannel: (id: string) => go({ kind: 'channel', channelId: id }),
    /** Goes from a page to the channel that was open before. */
    leavePage(): void {
      if (channelId.value !== undefined) go({ kind: 'channel', channelId: channelId.value });
    },
    openDirect: (userId: string) => openWith([userId]),
    openWith,
    /**
     * Opens the search, in the open channel or everywhere; what was searched for elsewhere is searched
     * for here. False where there is no channel.
     */
    openSearch(where: 'here' | 'everywhere', words?: string): boolean {
      searching.settle();
      const isPage = page.value?.kind === 'settings' || page.value?.kind === 'admin';
      if (isPage && (where === 'here' || channelId.value === undefined)) return false;
      batch(() => {
        if (isPage) go({ kind: 'channel', channelId: channelId.value ?? '' });
        isSidebarOpen.value = false;
        const here = where === 'here' && page.value === undefined ? channelId.value : undefined;
        const typed = splitQuery(words ?? state.value?.search?.query ?? '');
        const query = joinQuery(withinChannel(typed, here));
        model.dispatch({ type: 'search', query });
        panes.pane.value = { name: 'search' };
      });
      return true;
    },
    /**
     * Goes to what was found, with what was found still beside it.
     *
     * @param isCovered the search would lie over it
     */
    goToResult(link: MessageLink, isCovered: boolean): void {
      const { beside, ...to } = placeOfMessage(link);
      const query = state.value?.search?.query;
      go({ ...to, query, beside: beside ?? (isCovered ? undefined : 'search') });
    },
    /** Back to what was found, from where it has led; false where that is not where one is. */
    backToResults(): boolean {
      if (state.value?.search === undefined) return false;
      // A thread lies over what was found, whichever way one has come there.
      const isThread = panes.pane.value?.name === 'thread';
      if (panes.pane.value !== undefined && !isThread && !places.isAtResult()) return false;
      places.leaveResult();
      panes.pane.value = { name: 'search' };
      return true;
    },
    /** Joins a public channel and goes there. */
    async join({ id }: Channel): Promise<void> {
      const me = state.value?.me.id;
      if (me === undefined) return;
      await api.addMember(id, me);
      await lists.refreshChannels();
      go({ kind: 'channel', channelId: id });
    },
    /** The channel that was open before the one that is. */
    lastChannelId: () => places.lastChannelId.peek(),
    /** Out of the sidebar until its next message; where it is open, the first channel is. */
    closeDirect(channelId: string): void {
      void refusals.attempt('settings', () => changeSettings(channelId, { isHidden: true }));
      const first = state.value && orderedChannels(state.value).channels[0];
      if (first !== undefined && places.channelId.value === channelId) {
        go({ kind: 'channel', channelId: first.id });
      }
    },
    openDialog(shown: Dialog): void {
      dialog.value = shown;
    },
    /** What others are sent to go there, as `https://chat.example.lan/#/c/<channel>/<seq>`. */
    linkTo: (to: Place) => `${origin.value}/${formatAddress(to)}`,
    /** Where a link leads, if that is a place of this server's or of the page's own. */
    placeOf: (href: string) => placeOfLink(href, [origin.value, location.origin]),
    isShown: (id: string) => places.shownChannelId() === id,
    /** The number of the message that is to be shown in the channel. */
    aimAt: (id: string) => (aim.value?.channelId === id ? aim.value.seq : undefined),
    onIn(userId: string): void {
      if (owner.value === userId) return;
      const given = location.hash;
      const kept = keeper.read(keptAs(userId));
      batch(() => {
        places.forget();
        if (typeof kept === 'string') openChannelId.value = kept;
        owner.value = userId;
        if (given !== '') void follow(given);
        else if (left?.userId === userId && left.page) places.show(left.page, { asStep: false });
      });
    },
    onOut(): void {
      if (owner.value === undefined) return;
      left = { userId: owner.value, page: page.value };
      batch(places.forget);
      // What is in the address from here on was followed while nobody was signed in.
      history.replaceState(null, '', location.pathname);
    },
  };
}

function keptAs(userId: string): string {
  return `open.${userId}`;
}
