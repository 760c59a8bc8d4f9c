import { useEffect, useRef } from 'preact/hooks';
import type { ListedChannel } from '../../../../api/channels/contract.ts';
import type { ChannelFile } from '../../../../api/files/contract.ts';
import { filesOf } from '../../state/channel-files.ts';
import { shownFile, urlOfThumbnail } from '../../state/files.ts';
import { placeOfMessage } from '../../state/linked.ts';
import { byDay } from '../../state/select.ts';
import { Download } from '../files/download.tsx';
import { FileName } from '../files/file-name.tsx';
import { FileSign } from '../files/file-sign.tsx';
import { PANE_COVERS, useMedia } from '../use-media.ts';
import { PaneFrame } from './pane-frame.tsx';
import type { PaneProps } from './props.ts';

type FilesPaneProps = PaneProps & { channel: ListedChannel };

/** So near to the end of what is listed, more is read. */
const NEAR_PX = 300;

/** The files of the open channel and of its threads, by days, the newest first. Each leads to its message. */
export function FilesPane({ channel, ...props }: FilesPaneProps) {
  const { store, preferences, state } = props;
  const { t } = preferences;
  const covers = useMedia(PANE_COVERS);
  const body = useRef<HTMLDivElement>(null);
  const list = state.files?.channelId === channel.id ? state.files : undefined;
  const files = filesOf(state, channel.id);
  const days = byDay(files.map((file) => ({ createdAt: file.sentAt, file })));
  const isLost = state.connection.kind === 'reconnecting';
  const hasMore = list?.listed === undefined || list.next !== null;

  // At first, when the connection is back, and after a new snapshot.
  const isKnown = list?.listed !== undefined;
  useEffect(() => {
    if (!isKnown && !isLost) void store.loadFiles(channel.id);
  }, [channel.id, isKnown, isLost, list === undefined]);
  useEffect(() => store.closeFiles, []);

  function moreIfNear(): void {
    const { scrollTop = 0, clientHeight = 0, scrollHeight = 0 } = body.current ?? {};
    const isNear = scrollHeight - scrollTop - clientHeight < NEAR_PX;
    if (isNear && isKnown && hasMore && !isLost && list?.isMissed !== true) {
      void store.loadFiles(channel.id);
    }
  }
  // What is listed may not fill the pane.
  useEffect(moreIfNear, [list?.listed, files.length, isLost]);

  function goTo({ channelId, seq }: ChannelFile): void {
    // Else it would lie over the message.
    if (covers) store.closePane();
    const parentId = channelId === channel.id ? null : channel.id;
    store.go(placeOfMessage({ channelId, seq, parentId }));
  }

  return (
    <PaneFrame {...props} title={t('files.title')}>
      <div
        ref={body}
        class="pane-body files-list"
        aria-busy={list?.asking !== undefined}
        onScroll={moreIfNear}
      >
        {isKnown && !hasMore && files.length === 0 && <p class="hint">{t('files.none')}</p>}
        {days.map(({ at, messages }) => (
          <section key={at}>
            <h3>{preferences.formatDay(at)}</h3>
            <ul>
              {messages.map(({ file }) => (
                <li key={file.id}>
                  <FileLine {...props} channel={channel} file={file} onGo={() => goTo(file)} />
                  <Download t={t} file={file} />
                </li>
              ))}
            </ul>
          </section>
        ))}
        {!isKnown && !isLost && list?.isMissed !== true && (
          <p class="hint search-waiting">{t('chat.loading')}</p>
        )}
        {isLost && hasMore && <p class="hint">{t('later.offline')}</p>}
        {list?.isMissed && !isLost && (
          <>
            <p class="hint">{t('unread.not-loaded')}</p>
            <button
              type="button"
              class="button small search-more"
              onClick={() => void store.loadFiles(channel.id)}
            >
              {t('app.try-again')}
            </button>
          </>
        )}
      </div>
    </PaneFrame>
  );
}

/** A file, with who sent it when, and whether that was in a thread. */
function FileLine({
  preferences,
  state,
  channel,
  file,
  onGo,
}: Pick<FilesPaneProps, 'preferences' | 'state' | 'channel'> & {
  file: ChannelFile;
  onGo(): void;
}) {
  const { t, formatTime, formatSize } = preferences;
  const { kind, picture } = shownFile(file);
  const who = state.names.get(file.uploaderId) ?? t('chat.unknown-user');
  const about = [who, formatTime(file.sentAt), formatSize(file.size)];
  if (file.channelId !== channel.id) about.push(t('search.in-thread'));
  return (
    <button type="button" class="file-line" onClick={onGo}>
      {picture === undefined ? (
        <FileSign kind={kind} />
      ) : (
        <span class="file-sign">
          <img src={urlOfThumbnail(file.id)} alt="" loading="lazy" draggable={false} />
        </span>
      )}
      <span class="file-text">
        <FileName name={file.name} />
        <span class="file-size">{about.join(' · ')}</span>
      </span>
    </button>
  );
}
