import { useRef } from 'preact/hooks';
import { Icon } from '../parts/icon.tsx';
import { useWords } from '../parts/words.ts';
import type { GivenFiles } from './given-files.ts';

/** Chooses files of the workstation. */
export function AttachButton({ onFiles }: { onFiles(given: GivenFiles): void }) {
  const t = useWords();
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <button
        type="button"
        class="icon attach"
        aria-label={t('attach.button')}
        title={t('attach.button')}
        onClick={() => input.current?.click()}
      >
        <Icon name="clip" />
      </button>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        onChange={({ currentTarget }) => {
          const files = [...(currentTarget.files ?? [])];
          // The same file can be chosen once more.
          currentTarget.value = '';
          if (files.length > 0) onFiles({ files });
        }}
      />
    </>
  );
}
