import type { RefObject } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { MOST_FILES } from '../../../../api/files/contract.ts';
import { attachedTo } from '../../state/attaching.ts';
import type { Upload } from '../../state/uploads.ts';
import type { ChannelProps } from '../channel/props.ts';
import type { GivenFiles } from './given-files.ts';
import { useFilesFrom } from './use-files-from.ts';

export interface Attaching {
  /** The files of the message that is being written. */
  uploads: readonly Upload[];
  /** Files are held over the conversation. */
  isOver: boolean;
  /** What is to be said of them, where something is. */
  note: string | undefined;
  say(note: string | undefined): void;
  /** Returns whether all were taken. */
  attach(given: GivenFiles): boolean;
}

/**
 * Files for the message that is being written in a channel: chosen, dropped on its conversation, or
 * pasted there. Then the field has the focus.
 *
 * @param part an element of the conversation
 */
export function useAttaching(
  { store, preferences: { t }, state, channel }: ChannelProps,
  part: RefObject<HTMLElement | null>,
  isReadOnly: boolean,
): Attaching {
  const uploads = attachedTo(state, channel.id);
  const [note, say] = useState<string>();

  function attach({ files, hasFolder = false }: GivenFiles): boolean {
    const count = store.attach(channel.id, files);
    if (count > 0) say(t('attach.too-many', { most: MOST_FILES, count }));
    else say(hasFolder ? t('attach.no-folder') : undefined);
    part.current?.parentElement?.querySelector<HTMLElement>('.composer textarea')?.focus();
    return count === 0;
  }

  // What is wrong with them is no longer so once some are gone, or are tried again.
  const trouble = uploads.length + uploads.filter(({ status }) => status === 'failed').length;
  const before = useRef(trouble);
  useEffect(() => {
    if (trouble < before.current) say(undefined);
    before.current = trouble;
  }, [trouble]);

  const isOver = useFilesFrom(part, !isReadOnly, t, attach);
  return { uploads, isOver, note, say, attach };
}
