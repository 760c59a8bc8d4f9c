import { useEffect, useId, useState } from 'preact/hooks';
import { type Emoji, findEmoji } from '../../emoji/find-emoji.ts';
import type { Preferences } from '../../preferences.ts';

const MOST_SHOWN = 24;

/** One emoji or none: those are offered that are called as is typed. */
export function EmojiChoice({
  preferences: { t, spoken },
  emoji,
  onChoose,
}: {
  preferences: Preferences;
  emoji: string | undefined;
  onChoose(emoji: string | undefined): void;
}) {
  const id = useId();
  const [all, setAll] = useState<readonly Emoji[]>([]);
  const [words, setWords] = useState('');
  useEffect(() => {
    void import('../../emoji/emoji.ts').then(
      (loaded) => setAll(loaded.emoji),
      // Offline, and never loaded before: the text and the suggestions are there.
      () => undefined,
    );
  }, []);
  return (
    <div class="field">
      <label for={id}>{t('mood.find-emoji')}</label>
      <div class="emoji-field">
        <button
          type="button"
          class="button emoji-chosen"
          aria-label={t('mood.emoji', { emoji: emoji ?? t('mood.no-emoji') })}
          disabled={emoji === undefined}
          onClick={() => onChoose(undefined)}
        >
          {emoji}
        </button>
        <input
          id={id}
          type="text"
          autocomplete="off"
          spellcheck={false}
          onInput={({ currentTarget }) => setWords(currentTarget.value)}
          onKeyDown={(event) => {
            const [first] = findEmoji(all, event.currentTarget.value.trim(), 1);
            if (event.key !== 'Enter' || event.currentTarget.value.trim() === '') return;
            event.preventDefault();
            if (first !== undefined) onChoose(plain(first.glyph));
          }}
        />
      </div>
      <ul class="emoji-found">
        {findEmoji(all, words.trim(), MOST_SHOWN).map(({ glyph, names }) => (
          <li key={glyph}>
            <button
              type="button"
              class="icon"
              aria-label={names[spoken.value]}
              title={names[spoken.value]}
              onClick={() => onChoose(plain(glyph))}
            >
              {glyph}
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** As the server takes it: many do with a sign of their presentation as colours that they do not need. */
function plain(glyph: string): string {
  return /^\p{RGI_Emoji}$/v.test(glyph) ? glyph : glyph.replaceAll('\ufe0f', '');
}
