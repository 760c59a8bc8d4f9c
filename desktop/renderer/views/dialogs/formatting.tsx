import type { MessageKey } from '../../i18n/en.ts';
import type { Preferences } from '../../preferences.ts';

/** What is typed, where `words` and `name` stand for the user's own, and what comes of it. */
const marks: readonly (readonly [string, MessageKey])[] = [
  ['**words**', 'format.bold'],
  ['*words* _words_', 'format.italic'],
  ['~~words~~', 'format.deleted'],
  ['`words`', 'format.code'],
  ['```', 'format.block'],
  ['> words', 'format.quote'],
  ['- words   1. words', 'format.list'],
  ['- [ ] words', 'format.task'],
  ['# words', 'format.title'],
  ['|words|words|\n|---|---|', 'format.table'],
  ['[words](https://…)', 'format.link'],
  ['@name', 'format.mention'],
  ['@all @tous   @here @ici', 'format.group'],
];

/** The dialect of messages, in short. */
export function Formatting({ t }: Pick<Preferences, 't'>) {
  return (
    // Its summary also takes the focus, so that the keyboard can scroll the dialog.
    <details class="part" open>
      <summary>
        <h3>{t('format.title-of')}</h3>
      </summary>
      <dl class="keys marks">
        {marks.map(([typed, what]) => (
          <div key={what}>
            <dt>
              <kbd>
                {typed.replaceAll('words', t('format.words')).replaceAll('name', t('format.name'))}
              </kbd>
            </dt>
            <dd>{t(what)}</dd>
          </div>
        ))}
      </dl>
      <p class="hint">{t('format.rest')}</p>
    </details>
  );
}
