import type { OutgoingPost, State } from './state.ts';
import { PAGE_REFUSALS, type Upload } from './uploads.ts';

/** The files of the message that is being written in the channel, in their order. */
export function attachedTo(
  { attached, uploads }: Pick<State, 'attached' | 'uploads'>,
  channelId: string,
): Upload[] {
  return (attached.get(channelId) ?? []).flatMap((id) => uploads.get(id) ?? []);
}

/** The files of a post that is on its way, in their order. */
export function uploadsOf({ uploads }: Pick<State, 'uploads'>, post: OutgoingPost): Upload[] {
  return post.uploadIds.flatMap((id) => uploads.get(id) ?? []);
}

/**
 * The posts that can be sent now, in the order of writing. A post whose files are not all stored waits
 * for them, and so do the later ones of its channel; those of other channels go on.
 */
export function sendablePosts(state: Pick<State, 'outbox' | 'uploads'>): OutgoingPost[] {
  const held = new Set<string>();
  return state.outbox.filter((post) => {
    const { status, channelId, uploadIds } = post;
    if (status !== 'waiting' || held.has(channelId)) return false;
    const isStored = uploadIds.every((id) => state.uploads.get(id)?.status === 'stored');
    if (!isStored) held.add(channelId);
    return isStored;
  });
}

/** Adds files to the message that is being written in the channel. */
export function attach(state: State, channelId: string, added: readonly Upload[]): State {
  const there = state.attached.get(channelId) ?? [];
  return {
    ...state,
    uploads: new Map([...state.uploads, ...added.map((upload) => [upload.id, upload] as const)]),
    attached: withAttached(state, channelId, [...there, ...added.map(({ id }) => id)]),
  };
}

/** The files are those of a post from here on. */
export function detach(state: State, channelId: string, ids: readonly string[]): State {
  const there = state.attached.get(channelId);
  if (there === undefined || ids.length === 0) return state;
  const left = there.filter((id) => !ids.includes(id));
  return { ...state, attached: withAttached(state, channelId, left) };
}

/** Takes a post out of the outbox, and puts its files back where they were attached. */
export function returnPost(state: State, clientId: string): State {
  const post = state.outbox.find((one) => one.clientId === clientId);
  if (post === undefined) return state;
  const { channelId, uploadIds } = post;
  const there = state.attached.get(channelId) ?? [];
  return {
    ...state,
    outbox: state.outbox.filter((one) => one !== post),
    attached: withAttached(state, channelId, [...uploadIds, ...there]),
  };
}

/** A post fails with its first file that does, and waits again once none has failed. */
export function changeUpload(state: State, id: string, change: Partial<Upload>): State {
  const before = state.uploads.get(id);
  if (before === undefined) return state;
  const after = { ...before, ...change };
  const changed = { ...state, uploads: new Map(state.uploads).set(id, after) };
  if (before.status === after.status) return changed;
  return heed(changed, id, before.status === 'failed');
}

/** Has it sent again if it had failed. */
export function retryUpload(state: State, id: string): State {
  if (state.uploads.get(id)?.status !== 'failed') return state;
  return changeUpload(state, id, { status: 'waiting', sent: 0, refusal: undefined });
}

/**
 * Takes the file away, wherever it is attached. A post of which nothing is left goes with it. Where the
 * server has the post already, the file stays.
 */
export function removeUpload(state: State, id: string): State {
  const upload = state.uploads.get(id);
  const isSent = (post: OutgoingPost) => post.status === 'sent' && post.uploadIds.includes(id);
  if (upload === undefined || state.outbox.some(isSent)) return state;
  const without = (ids: readonly string[]) => ids.filter((one) => one !== id);
  const [channelId, ids = []] = [...state.attached].find(([, all]) => all.includes(id)) ?? [];
  const outbox = heed(state, id, upload.status === 'failed', without).outbox;
  return keepUsed({
    ...state,
    attached:
      channelId === undefined ? state.attached : withAttached(state, channelId, without(ids)),
    outbox: outbox.filter(
      (post, index) =>
        post === state.outbox[index] || post.body !== '' || post.uploadIds.length > 0,
    ),
  });
}

/** Without the uploads that are in no post and in no message that is being written. */
export function keepUsed(state: State): State {
  const { uploads, attached, outbox } = state;
  if (uploads.size === 0) return state;
  const used = new Set([
    ...[...attached.values()].flat(),
    ...outbox.flatMap(({ uploadIds }) => uploadIds),
  ]);
  const kept = [...uploads].filter(([id]) => used.has(id));
  return kept.length === uploads.size ? state : { ...state, uploads: new Map(kept) };
}

/** An upload as it was kept over a reload, and what it is to be sent with. */
export interface Revived {
  channelId: string;
  upload: Upload;
  hasBytes: boolean;
}

/**
 * The posts and the files that were kept. What was on its way is sent again from the beginning. Where
 * the bytes are gone, the user is told and nothing is sent without them.
 */
export function revive(
  outbox: readonly OutgoingPost[],
  kept: readonly Revived[],
): Pick<State, 'outbox' | 'uploads' | 'attached'> {
  const uploads = new Map(kept.map((one) => [one.upload.id, reviveUpload(one)]));
  const posted = new Set(outbox.flatMap(({ uploadIds }) => uploadIds));
  const loose = kept.filter(({ upload }) => !posted.has(upload.id));
  const byChannel = Map.groupBy(loose, ({ channelId }) => channelId);
  return {
    uploads,
    attached: new Map(
      [...byChannel].map(([channelId, all]) => [channelId, all.map(({ upload }) => upload.id)]),
    ),
    outbox: outbox.map((post) => {
      const uploadIds = post.uploadIds.filter((id) => uploads.has(id));
      return uploadIds.length < post.uploadIds.length
        ? { ...post, uploadIds, status: 'failed', detail: PAGE_REFUSALS.lost }
        : judge({ uploads }, post);
    }),
  };
}

function reviveUpload({ upload, hasBytes }: Revived): Upload {
  if (upload.status === 'stored' && upload.file !== null) return upload;
  const again = { ...upload, sent: 0, file: null };
  if (!hasBytes) return { ...again, status: 'failed', refusal: PAGE_REFUSALS.lost };
  return upload.status === 'failed' ? again : { ...again, status: 'waiting' };
}

/** @param hadFailed whether the upload was what its post had failed with, and has not failed now */
function heed(
  state: State,
  id: string,
  hadFailed: boolean,
  change = (ids: readonly string[]) => ids,
): State {
  if (!state.outbox.some(({ uploadIds }) => uploadIds.includes(id))) return state;
  return {
    ...state,
    outbox: state.outbox.map((post) =>
      post.uploadIds.includes(id)
        ? judge(state, { ...post, uploadIds: change(post.uploadIds) }, hadFailed)
        : post,
    ),
  };
}

function judge(
  state: Pick<State, 'uploads'>,
  post: OutgoingPost,
  mayWaitAgain = false,
): OutgoingPost {
  const failed = uploadsOf(state, post).find(({ status }) => status === 'failed');
  if (failed !== undefined && post.status === 'waiting')
    return { ...post, status: 'failed', detail: failed.refusal };
  if (failed === undefined && post.status === 'failed' && mayWaitAgain)
    return { ...post, status: 'waiting', detail: undefined };
  return post;
}

function withAttached(
  { attached }: Pick<State, 'attached'>,
  channelId: string,
  ids: readonly string[],
): State['attached'] {
  const after = new Map(attached);
  if (ids.length === 0) after.delete(channelId);
  else after.set(channelId, ids);
  return after;
}
