import { useRef, useState } from 'preact/hooks';
import type { Preferences } from '../../preferences.ts';
import { addMonths, type Day, dayAfterKey, todayOf, weeksOf } from '../../state/calendar.ts';
import { IconButton } from '../parts/icon.tsx';

/** A month of days to choose from, as the ARIA practices have it: arrows go from day to day. */
export function Calendar({
  preferences,
  label,
  begun,
  onChoose,
  onLeave,
}: {
  preferences: Preferences;
  label: string;
  /** What has been typed of a day. */
  begun: string;
  onChoose(day: Day): void;
  /** The focus is to go back to where the day is typed. */
  onLeave(): void;
}) {
  const { t, formatMonth, formatCalendarDay, week } = preferences;
  const today = todayOf(new Date());
  const [moved, setMoved] = useState<Day>();
  const day = moved ?? begunDay(begun) ?? today;
  const grid = useRef<HTMLTableElement>(null);
  const { firstDay, days } = week();

  function onKeyDown(event: KeyboardEvent): void {
    const next = dayAfterKey(day, event.key, firstDay);
    if (event.key === 'Escape') onLeave();
    else if (next !== undefined) {
      setMoved(next);
      // Once it has been drawn.
      setTimeout(() => grid.current?.querySelector<HTMLElement>('[tabindex="0"]')?.focus());
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }

  return (
    <fieldset class="calendar completion" aria-label={label}>
      <div class="calendar-head">
        <IconButton
          name="chevron-left"
          label={t('search.month-before')}
          onClick={() => setMoved(addMonths(day, -1))}
        />
        <strong aria-live="polite">{formatMonth(day)}</strong>
        <IconButton
          name="chevron"
          label={t('search.month-after')}
          onClick={() => setMoved(addMonths(day, 1))}
        />
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: a grid of the ARIA practices */}
      <table role="grid" aria-label={formatMonth(day)} ref={grid} onKeyDown={onKeyDown}>
        <thead>
          <tr>
            {days.map(({ short, long }) => (
              <th key={long} scope="col" abbr={long}>
                {short}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {weeksOf(day, firstDay).map((cells) => (
            <tr key={cells.find(Boolean)}>
              {cells.map((cell, at) => (
                <td key={days[at]?.long}>
                  {cell && (
                    <button
                      type="button"
                      tabIndex={cell === day ? 0 : -1}
                      aria-label={formatCalendarDay(cell)}
                      aria-current={cell === today ? 'date' : undefined}
                      onClick={() => onChoose(cell)}
                    >
                      {Number(cell.slice(8))}
                    </button>
                  )}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </fieldset>
  );
}

/** The first day of what has been typed, as of `2026-0` the first of January. */
function begunDay(begun: string): Day | undefined {
  const [, year, month = '01', day = '01'] = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?/.exec(begun) ?? [];
  if (year === undefined) return undefined;
  const whole = `${year}-${month}-${day}`;
  return Number.isNaN(Date.parse(whole)) ? undefined : whole;
}
