import type { MessageKey } from '../../i18n/en.ts';
import type { Preferences } from '../../preferences.ts';
import { ButtonBar } from '../parts/button-bar.tsx';
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

/** Buttons for the marks. */
export function FormatBar({
  t,
  onAction,
}: Pick<Preferences, 't'> & { onAction(action: BarAction): void }) {
  return (
    <ButtonBar class="format-bar" label={t('format.title-of')}>
      {buttons.map(([action, icon, label, keys]) => (
        <button
          key={action}
          type="button"
          class="icon"
          aria-label={t(label)}
          title={keys === undefined ? t(label) : `${t(label)} (${shown(t, keys)})`}
          // The field keeps the focus and what is selected in it.
          onPointerDown={(event) => event.preventDefault()}
          onClick={() => onAction(action)}
        >
          <Icon name={icon} />
        </button>
      ))}
    </ButtonBar>
  );
}

const shown = (t: Preferences['t'], keys: string) => keys.replace('Shift', t('keys.key.shift'));
