import { useRef, useState } from 'preact/hooks';
import type { User } from '../../../../api/users/contract.ts';
import { DropPlace } from '../attach/drop-place.tsx';
import type { GivenFiles } from '../attach/given-files.ts';
import { useFilesFrom } from '../attach/use-files-from.ts';
import { Fault } from '../parts/form.tsx';
import type { Props } from '../props.ts';
import { useAttempt } from '../use-attempt.ts';
import { CropPicture } from './crop-picture.tsx';
import { type LocalPicture, openPicture } from './local-picture.ts';

type Said = 'picture.saved' | 'picture.removed' | undefined;

/** Chooses, changes and removes the user's picture, which can also be dropped and pasted on the page. */
export function OwnPicture({ store, preferences, user }: Props & { user: User }) {
  const { t } = preferences;
  const part = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const input = useRef<HTMLInputElement>(null);
  const [picture, setPicture] = useState<LocalPicture>();
  const [fault, setFault] = useState<'picture.unreadable' | 'picture.too-large'>();
  const [said, say] = useState<Said>();
  const removing = useAttempt(t);
  const isOver = useFilesFrom(part, true, t, (given) => void take(given));

  async function take({ files: [file] }: GivenFiles): Promise<void> {
    // Of a folder there is none.
    const opened = file === undefined ? 'picture.unreadable' : await openPicture(file);
    const isOpen = typeof opened !== 'string';
    setPicture(isOpen ? opened : undefined);
    setFault(isOpen ? undefined : opened);
    removing.clear();
    say(undefined);
  }

  async function remove(): Promise<void> {
    setFault(undefined);
    say(undefined);
    if (!(await removing.run(() => store.changeOwn({ avatarId: null })))) return;
    say('picture.removed');
    // The button that had the focus is gone.
    button.current?.focus();
  }

  return (
    <div ref={part} class="own-picture">
      <div class="actions">
        <button
          ref={button}
          type="button"
          class="button small"
          onClick={() => input.current?.click()}
        >
          {t('picture.choose')}
        </button>
        {user.avatarId !== null && (
          <button
            type="button"
            class="button small"
            disabled={removing.isBusy}
            onClick={() => void remove()}
          >
            {t('picture.remove')}
          </button>
        )}
      </div>
      <input
        ref={input}
        type="file"
        accept="image/*"
        hidden
        onChange={({ currentTarget }) => {
          const files = [...(currentTarget.files ?? [])];
          // The same file can be chosen once more.
          currentTarget.value = '';
          if (files.length > 0) void take({ files });
        }}
      />
      <p class="hint">{t('picture.hint')}</p>
      <Fault text={fault === undefined ? removing.fault : t(fault)} />
      <p role="status" class="done">
        {said && t(said)}
      </p>
      {isOver && <DropPlace text={t('picture.drop')} />}
      {picture && (
        <CropPicture
          key={picture.image.src}
          store={store}
          preferences={preferences}
          picture={picture}
          onSaved={() => {
            setPicture(undefined);
            say('picture.saved');
          }}
          onClose={() => setPicture(undefined)}
        />
      )}
    </div>
  );
}
