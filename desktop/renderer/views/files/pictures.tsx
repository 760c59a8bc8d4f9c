import { useComputed } from '@preact/signals';
import { useEffect, useState } from 'preact/hooks';
import { MOST_IN_GRID, type ShownFile, shownSize, urlOfThumbnail } from '../../state/files.ts';
import { Icon } from '../parts/icon.tsx';
import type { Props } from '../props.ts';
import { Download } from './download.tsx';
import { dragOut } from './drag-out.ts';
import { Lightbox } from './lightbox.tsx';
import { UploadBar, UploadState, UploadTools } from './on-its-way.tsx';
import { useLocalUrl } from './use-local-url.ts';

/**
 * Pictures, each of which opens larger: one in its own shape, or up to four in a grid, of which the
 * last says how many more there are. Their places have their final size before they are loaded.
 */
export function Pictures({
  pictures,
  ...props
}: Props & {
  pictures: readonly ShownFile[];
}) {
  const [openAt, setOpenAt] = useState<number>();
  const shown = pictures.slice(0, MOST_IN_GRID);
  return (
    <>
      <ul class={`pictures pictures-${shown.length}`}>
        {shown.map((picture, at) => (
          // By their places, so that what was on its way keeps its element when it has arrived.
          <li key={at} style={shown.length === 1 ? styleOf(picture) : undefined}>
            <Picture
              {...props}
              picture={picture}
              more={at === MOST_IN_GRID - 1 ? pictures.length - MOST_IN_GRID : 0}
              onOpen={() => setOpenAt(at)}
            />
          </li>
        ))}
      </ul>
      {openAt !== undefined && (
        <Lightbox
          {...props}
          pictures={pictures}
          start={openAt}
          onClose={() => setOpenAt(undefined)}
        />
      )}
    </>
  );
}

/** A narrow window shows it smaller in the same shape. */
function styleOf({ picture }: ShownFile) {
  if (picture === undefined) return undefined;
  const { width, height } = shownSize(picture);
  return { width: `${width}px`, aspectRatio: `${width} / ${height}` };
}

function Picture({
  store,
  preferences,
  picture: { id, name, file, upload, picture },
  more,
  onOpen,
}: Props & { picture: ShownFile; more: number; onOpen(): void }) {
  const { t } = preferences;
  const local = useLocalUrl(store, id);
  const [isBroken, setBroken] = useState(false);
  const isLost = useComputed(() => store.state.value?.connection.kind === 'reconnecting').value;
  // What could not be loaded without a connection is tried again with it.
  useEffect(() => {
    if (!isLost) setBroken(false);
  }, [isLost, id]);
  const url = local ?? (file && urlOfThumbnail(file.id));
  return (
    <>
      <button
        type="button"
        class="picture file-stop"
        title={name}
        aria-haspopup="dialog"
        tabIndex={-1}
        onClick={onOpen}
        {...dragOut({ file })}
      >
        {url === undefined || isBroken ? (
          <span class="picture-broken">
            <Icon name="picture" />
            <span class="unseen">{name}</span>
          </span>
        ) : (
          <img
            src={url}
            alt={name}
            width={picture?.width}
            height={picture?.height}
            // What this page has is there at once, and need not blink when it arrives.
            decoding={local === undefined ? 'async' : 'sync'}
            loading={local === undefined ? 'lazy' : 'eager'}
            draggable={false}
            onError={() => setBroken(true)}
          />
        )}
        {more > 0 && (
          <span class="pictures-more">
            <span aria-hidden="true">+{more}</span>
            <span class="unseen">{t('files.more-pictures', { count: more })}</span>
          </span>
        )}
      </button>
      {upload !== undefined && (
        <span class="picture-tools always">
          <UploadTools store={store} preferences={preferences} upload={upload} />
        </span>
      )}
      {file !== undefined && upload === undefined && (
        <span class="picture-tools">
          <Download t={t} file={file} isStop={false} />
        </span>
      )}
      {upload !== undefined && upload.status !== 'stored' && (
        <span class="picture-upload">
          <UploadState preferences={preferences} upload={upload} />
          <UploadBar upload={upload} />
        </span>
      )}
    </>
  );
}
