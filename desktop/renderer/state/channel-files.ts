import type { ChannelFile, FileList } from '../../../api/files/contract.ts';
import type { Message } from '../../../api/messages/contract.ts';
import type { FilesOfChannel, State } from './state.ts';
import { isNewer } from './timeline.ts';

const NOTHING: Omit<FilesOfChannel, 'channelId' | 'asking'> = {
  ...{ listed: undefined, next: null, isMissed: false, heard: new Map() },
};

/** The next page of a channel's files is asked for, or the first one. Those of another are dropped. */
export function askFiles(state: State, channelId: string, ask: string): State {
  const known = state.files?.channelId === channelId ? state.files : { ...NOTHING, channelId };
  return { ...state, files: { ...known, asking: ask, isMissed: false } };
}

/** The answer to that request; any other is dropped. */
export function takeFiles(state: State, ask: string, { files: page, next }: FileList): State {
  const { files } = state;
  if (files?.asking !== ask) return state;
  const before = files.listed ?? [];
  const ids = new Set(before.map(({ id }) => id));
  const listed = [...before, ...page.filter(({ id }) => !ids.has(id))];
  return { ...state, files: { ...files, listed, next, asking: undefined } };
}

export function missFiles(state: State, ask: string): State {
  const { files } = state;
  if (files?.asking !== ask) return state;
  return { ...state, files: { ...files, asking: undefined, isMissed: true } };
}

/** A message has come, or has been changed or deleted. */
export function hearInFiles(state: State, message: Message): State {
  const { files } = state;
  if (files === undefined || files.channelId !== (message.parentId ?? message.channelId)) {
    return state;
  }
  // It has none, and has never had any.
  if (message.files.length === 0 && message.revision === 1) return state;
  const known = files.heard.get(message.id);
  if (known !== undefined && isNewer(known, message)) return state;
  const heard = new Map(files.heard).set(message.id, message);
  return { ...state, files: { ...files, heard } };
}

/** The files of a channel and its threads, the newest first, as far as they have been read. */
export function filesOf({ files, deletions }: State, channelId: string): readonly ChannelFile[] {
  if (files?.channelId !== channelId || files.listed === undefined) return [];
  const { listed, next, heard } = files;
  const last = listed.at(-1)?.messageId ?? '';
  // What is older comes with its page. Ids are in the order of time.
  const told = [...heard.values()]
    .filter(({ id }) => next === null || id >= last)
    .flatMap(entriesOf);
  return [...listed.filter(({ messageId }) => !heard.has(messageId)), ...told]
    .filter(({ messageId }) => !deletions.has(messageId))
    .sort((a, b) => compare(b.messageId, a.messageId));
}

/** As the server lists them: of a message, the last one first. */
function entriesOf({ id, channelId, seq, createdAt, body, files }: Message): ChannelFile[] {
  if (body === null) return [];
  return files
    .map((file) => ({ ...file, messageId: id, channelId, seq, sentAt: createdAt }))
    .reverse();
}

const compare = (a: string, b: string) => (a < b ? -1 : Number(a > b));
