import { Icon } from '../parts/icon.tsx';
import { useWords } from '../parts/words.ts';

/** Lights up over the conversation while files are held over it. */
export function DropPlace() {
  const t = useWords();
  return (
    <div class="drop-place" aria-hidden="true">
      <p>
        <Icon name="clip" />
        {t('attach.drop')}
      </p>
    </div>
  );
}
