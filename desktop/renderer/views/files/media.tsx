import { useState } from 'preact/hooks';
import { type ShownFile, urlOfFile } from '../../state/files.ts';
import type { Props } from '../props.ts';
import { FileCard } from './file-card.tsx';
import { useLocalUrl } from './use-local-url.ts';

type MediaProps = Props & { file: ShownFile };

/** A sound with the browser's own controls; one that it cannot play is a file like others. */
export function Sound(props: MediaProps) {
  const [isBroken, setBroken] = useState(false);
  const url = useUrl(props);
  return (
    <FileCard {...props}>
      {url !== undefined && !isBroken && (
        // biome-ignore lint/a11y/useMediaCaption: nobody has written any
        <audio
          class="file-stop"
          controls
          preload="metadata"
          src={url}
          aria-label={props.file.name}
          tabIndex={-1}
          onError={() => setBroken(true)}
        />
      )}
    </FileCard>
  );
}

/** The same of a film. Its place is as large before anything is known of it. */
export function Film(props: MediaProps) {
  const [isBroken, setBroken] = useState(false);
  const url = useUrl(props);
  return (
    <FileCard {...props}>
      {url !== undefined && !isBroken && (
        // biome-ignore lint/a11y/useMediaCaption: nobody has written any
        <video
          class="file-stop"
          controls
          // Electron's page may not fill the screen.
          controlsList={window.workspace === undefined ? undefined : 'nofullscreen'}
          preload="metadata"
          src={url}
          aria-label={props.file.name}
          tabIndex={-1}
          onError={() => setBroken(true)}
        />
      )}
    </FileCard>
  );
}

/** Undefined while neither this page nor the server has it. */
function useUrl({ store, file: { id, file } }: MediaProps): string | undefined {
  const local = useLocalUrl(store, id);
  return local ?? (file && urlOfFile(file.id));
}
