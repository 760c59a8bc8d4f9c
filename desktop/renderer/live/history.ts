import type { Message, MessagePage } from '../../../api/messages/contract.ts';
import type { Page } from '../state/timeline.ts';
import { api, Refused } from './api.ts';
import { backOff } from './back-off.ts';
import { newId } from './ids.ts';
import type { Model } from './model.ts';
import type { Naps } from './naps.ts';
import { attempt } from './outbox.ts';

/** The size of a channel's first page: more than a tall window shows. */
const FIRST_PAGE = 60;
/** The size of further pages while the user scrolls: small enough to be drawn within a frame. */
const NEXT_PAGE = 30;

export interface History {
  /**
   * Reads the page before or after the loaded messages or, with `around`, the page with `seq`;
   * without `seq` the newest page.
   */
  load(channelId: string, side: Page['side'], seq?: number): Promise<void>;
  /**
   * Loads the page with the message that is to be shown, else that with the first unread one, or the
   * newest page if all is read. Tries until it is loaded or the channel is no longer open.
   */
  openTimeline(channelId: string): Promise<void>;
  /** Loads a message that is replied to and is not in the timeline. */
  loadQuote(id: string): Promise<void>;
}

/**
 * @param isOpen whether the channel is the one on the screen
 * @param aimAt the `seq` of the message that is to be shown there, if one is
 */
export function createHistory(
  model: Model,
  naps: Naps,
  isOpen: (channelId: string) => boolean,
  aimAt: (channelId: string) => number | undefined,
): History {
  const opening = new Set<string>();
  const quoting = new Set<string>();

  async function load(channelId: string, side: Page['side'], seq?: number): Promise<void> {
    const timeline = model.state.value?.timelines.get(channelId);
    if (timeline === undefined && side !== 'around') return;
    const ask = newId();
    if (side === 'around') model.dispatch({ type: 'pages-unwanted', channelId });
    model.dispatch({ type: 'page-asked', channelId, ask });
    try {
      const page = await readSide(channelId, timeline?.messages ?? [], side, seq);
      model.dispatch({ type: 'page', channelId, ask, page });
    } catch (error) {
      model.dispatch({ type: 'page-missed', channelId, ask });
      throw error;
    }
  }

  async function openTimeline(channelId: string): Promise<void> {
    if (opening.has(channelId)) return;
    opening.add(channelId);
    for (let failures = 0; ; failures += 1) {
      const channel = model.state.value?.channels.get(channelId);
      if (channel === undefined || !isOpen(channelId)) break;
      const aim = aimAt(channelId);
      const seq = aim ?? (channel.unread > 0 ? channel.lastReadSeq + 1 : undefined);
      const refused = await attempt(() => load(channelId, 'around', seq));
      if (refused === undefined) {
        if (model.state.value?.timelines.has(channelId) && aimAt(channelId) === aim) break;
        // A new snapshot was taken meanwhile, the channel was left and opened again, or a message of
        // it is to be shown.
        continue;
      }
      if (!(refused.isPassing || refused.isOver)) break;
      await naps.sleep(backOff(failures, undefined, Math.random));
    }
    opening.delete(channelId);
  }

  async function loadQuote(id: string): Promise<void> {
    if (quoting.has(id) || model.state.value?.quotes.has(id)) return;
    quoting.add(id);
    try {
      const message = await api.message(id);
      model.dispatch({ type: 'quoted', id, message });
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      // After a passing fault there is another try later. Any other refusal is final: noted as
      // missing.
      if (!error.isPassing) model.dispatch({ type: 'quoted', id, message: undefined });
    } finally {
      quoting.delete(id);
    }
  }

  return { load, openTimeline, loadQuote };
}

async function readSide(
  channelId: string,
  messages: readonly Message[],
  side: Page['side'],
  seq: number | undefined,
): Promise<Page> {
  if (side === 'older') {
    const first = messages[0]?.seq;
    const query = first === undefined ? {} : { before: first };
    return older(await readPage(channelId, NEXT_PAGE, query), side);
  }
  if (side === 'newer')
    return newer(await readPage(channelId, NEXT_PAGE, { after: messages.at(-1)?.seq ?? 0 }));
  if (seq === undefined)
    return { ...older(await readPage(channelId, FIRST_PAGE, {}), side), hasNewer: false };
  const above = older(await readPage(channelId, FIRST_PAGE, { before: seq }), side);
  const below = newer(await readPage(channelId, FIRST_PAGE, { after: seq - 1 }));
  return {
    ...above,
    messages: [...above.messages, ...below.messages],
    hasNewer: below.hasNewer ?? false,
  };
}

function readPage(
  channelId: string,
  limit: number,
  query: { before?: number; after?: number },
): Promise<MessagePage> {
  return api.messages(channelId, { ...query, limit });
}

function older({ messages, hasMore }: MessagePage, side: 'older' | 'around'): Page {
  return { messages, side, hasOlder: hasMore };
}

function newer({ messages, hasMore }: MessagePage): Page {
  return { messages, side: 'newer', hasNewer: hasMore };
}
