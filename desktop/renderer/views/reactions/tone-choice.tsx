import { TONES, withTone } from '../../emoji/tones.ts';
import type { Preferences } from '../../preferences.ts';
import { isMessageKey } from '../faults.ts';

/** In which skin tone hands and people are shown. */
export function ToneChoice({
  t,
  tone,
  onTone,
}: Pick<Preferences, 't'> & { tone: number; onTone(tone: number): void }) {
  return (
    <fieldset class="tones">
      <legend class="unseen">{t('emoji.tone')}</legend>
      {TONES.map((mark, index) => {
        const key = `emoji.tone-${index}`;
        const label = isMessageKey(key) ? t(key) : '';
        return (
          <label key={mark} title={label}>
            <input
              type="radio"
              class="unseen"
              name="tone"
              aria-label={label}
              checked={index === tone}
              onChange={() => onTone(index)}
            />
            <span aria-hidden="true">{withTone('✋', index)}</span>
          </label>
        );
      })}
    </fieldset>
  );
}
