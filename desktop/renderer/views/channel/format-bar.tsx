import { useState } from 'preact/hooks';
import type { MessageKey } from '../../i18n/en.ts';
import type { Preferences } from '../../preferences.ts';
import { Icon, type IconName } from '../parts/icon.tsx';
import type { Format } from './marks.ts';

/** What a button of the bar does: it formats, or it opens the list of emoji. */
export type BarAction = Format | 'emoji';

const buttons: readonly (readonly [BarAction, IconName, MessageKey, string?])[] = [
  ['bold', 'bold', 'format.bold', 'Ctrl B'],
  ['italic', 'italic', 'format.italic', 'Ctrl I'],
  ['strike', 'strike', 'format.deleted', 'Ctrl Shift X'],
  ['code', 'code', 'format.code', 'Ctrl E'],
  ['link', 'link', 'chat.format-link', 'Ctrl K'],
  ['list', 'list', 'chat.format-list'],
  ['quote', 'quote', 'chat.format-quote'],
  ['mention', 'at', 'format.mention'],
  ['emoji', 'smile', 'chat.emoji'],
];

/** Buttons for the marks, one stop of the Tab key; the arrow keys go from one to the next. */
export function FormatBar({
  t,
  onAction,
}: Pick<Preferences, 't'> & { onAction(action: BarAction): void }) {
  const [stop, setStop] = useState(0);

  function onKeyDown(event: KeyboardEvent & { currentTarget: HTMLElement }): void {
    const all = [...event.currentTarget.querySelectorAll('button')];
    const to = {
      ArrowLeft: stop - 1,
      ArrowRight: stop + 1,
      Home: 0,
      End: all.length - 1,
    }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    all.at(to % all.length)?.focus();
  }

  return (
    <div class="format-bar" role="toolbar" aria-label={t('format.title-of')} onKeyDown={onKeyDown}>
      {buttons.map(([action, icon, label, keys], index) => (
        <button
          key={action}
          type="button"
          class="icon"
          tabIndex={index === stop ? 0 : -1}
          aria-label={t(label)}
          title={keys === undefined ? t(label) : `${t(label)} (${shown(t, keys)})`}
          onFocus={() => setStop(index)}
          // The field keeps the focus and what is selected in it.
          onPointerDown={(event) => event.preventDefault()}
          onClick={() => onAction(action)}
        >
          <Icon name={icon} />
        </button>
      ))}
    </div>
  );
}

const shown = (t: Preferences['t'], keys: string) => keys.replace('Shift', t('keys.key.shift'));
