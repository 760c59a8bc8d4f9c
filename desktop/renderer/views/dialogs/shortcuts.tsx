import type { MessageKey } from '../../i18n/en.ts';
import { Modal } from '../parts/modal.tsx';
import type { DialogProps } from '../props.ts';
import { Formatting } from './formatting.tsx';

type Keys = readonly (readonly [readonly string[], MessageKey])[];

const moving: Keys = [
  [['Ctrl K'], 'keys.jump'],
  [['Ctrl F'], 'keys.search'],
  [['Ctrl Shift F'], 'keys.search-all'],
  [['Alt ↑', 'Alt ↓'], 'keys.channels'],
  [['Alt Shift ↑', 'Alt Shift ↓'], 'keys.unread'],
  [['Alt ←', 'Alt →'], 'keys.history'],
  [['F6', 'Shift F6'], 'keys.regions'],
  [['Shift Tab'], 'keys.messages'],
  [['Tab'], 'keys.actions'],
  [['Shift Enter'], 'keys.thread'],
  [['Alt R'], 'keys.react'],
  [['Del'], 'keys.delete'],
  [['Ctrl Z'], 'keys.undo'],
  [['Esc'], 'keys.escape'],
  [['Ctrl /'], 'keys.help'],
];
const writing: Keys = [
  [['Enter'], 'keys.send'],
  [['Shift Enter'], 'keys.break'],
  [['Ctrl Enter'], 'keys.send-now'],
  [['Ctrl B', 'Ctrl I', 'Ctrl E'], 'keys.format'],
  [['Ctrl Shift X'], 'keys.strike'],
  [['Ctrl K'], 'keys.link'],
  [['↑'], 'keys.edit-last'],
  [['@'], 'keys.mention'],
  [['#'], 'keys.channel'],
  [[':'], 'keys.emoji'],
];

/** As the lightbox hears them. */
const pictures: Keys = [
  [['←', '→'], 'keys.picture-others'],
  [['+', '-'], 'keys.picture-zoom'],
  [['0'], 'keys.picture-fit'],
  [['Esc'], 'keys.picture-close'],
];

/** The page of shortcuts, and of the marks that format. */
export function Shortcuts({ preferences: { t }, close }: DialogProps) {
  const nameOf = (key: string) =>
    key
      .replace('Shift', t('keys.key.shift'))
      .replace('Enter', t('keys.key.enter'))
      .replace('Del', t('keys.key.delete'))
      .replace('Esc', t('keys.key.escape'));
  const list = (title: MessageKey, keys: Keys) => (
    <section class="part">
      <h3>{t(title)}</h3>
      <dl class="keys">
        {keys.map(([shown, what]) => (
          <div key={what}>
            <dt>
              {shown.map((key) => (
                <kbd key={key}>{nameOf(key)}</kbd>
              ))}
            </dt>
            <dd>{t(what)}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
  return (
    <Modal title={t('nav.shortcuts')} t={t} onClose={close}>
      {list('keys.moving', moving)}
      {list('keys.writing', writing)}
      {list('keys.pictures', pictures)}
      <Formatting t={t} />
    </Modal>
  );
}
